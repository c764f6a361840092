"""Swedish verbs in the past that a line without a subject begins with, and their passives."""

_VERBS = (
    "rättade>rättades korrigerade>korrigerades uppdaterade>uppdaterades ordnade>ordnades"
    " arrangerade>arrangerades höll>hölls skickade>skickades sände>sändes förnyade>förnyades"
    " publicerade>publicerades testade>testades utbildade>utbildades handledde>handleddes"
    " gjorde>gjordes skrev>skrevs bytte>byttes flyttade>flyttades öppnade>öppnades"
    " stängde>stängdes köpte>köptes beställde>beställdes valde>valdes granskade>granskades"
    " besvarade>besvarades behandlade>behandlades sammanställde>sammanställdes"
    " översatte>översattes kompletterade>kompletterades redigerade>redigerades"
    " installerade>installerades katalogiserade>katalogiserades presenterade>presenterades"
    " planerade>planerades förberedde>förbereddes beslöt>beslöts beslutade>beslutades"
    " åtgärdade>åtgärdades rensade>rensades digitaliserade>digitaliserades"
    " lade>lades tömde>tömdes sorterade>sorterades inventerade>inventerades märkte>märktes"
    " räknade>räknades samlade>samlades kartlade>kartlades bedömde>bedömdes"
    " enhetligade>enhetligades förenhetligade>förenhetligades skannade>skannades"
    " avskaffade>avskaffades slopade>slopades höjde>höjdes sänkte>sänktes godkände>godkändes"
    " förlängde>förlängdes lämnade>lämnades delade>delades"
    " raderade>raderades utredde>utreddes införde>infördes levererade>levererades"
    " gallrade>gallrades annonserade>annonserades marknadsförde>marknadsfördes"
    " fotograferade>fotograferades importerade>importerades konverterade>konverterades"
    " organiserade>organiserades samordnade>samordnades dokumenterade>dokumenterades"
    " reparerade>reparerades justerade>justerades kontrollerade>kontrollerades"
    " kopierade>kopierades lanserade>lanserades monterade>monterades placerade>placerades"
    " producerade>producerades registrerade>registrerades transporterade>transporterades"
    " utarbetade>utarbetades utökade>utökades utvecklade>utvecklades utvärderade>utvärderades"
    " visade>visades startade>startades avslutade>avslutades inledde>inleddes skapade>skapades"
    " byggde>byggdes ändrade>ändrades tryckte>trycktes hyrde>hyrdes sålde>såldes bokade>bokades"
    " upphandlade>upphandlades hämtade>hämtades analyserade>analyserades spelade>spelades"
    " renoverade>renoverades förbättrade>förbättrades anlitade>anlitades följde>följdes"
    " gick>gicks tog>togs städade>städades plockade>plockades packade>packades"
)
PASSIVES = dict(pair.split(">") for pair in _VERBS.split())
# Nothing is done to anything by these alone, only with a particle: "följde upp", "gick igenom".
ONLY_WITH_PARTICLE = frozenset(["följde", "gick", "tog", "plockade"])
PARTICLES = frozenset(["upp", "in", "ut", "ihop", "fram", "bort", "ner", "igenom", "emot"])
# Of these the subject is told behind them: "fick biblioteken bidrag".
BEFORE_SUBJECT = frozenset(["fick", "tog", "höll", "ordnade", "bytte", "köpte", "besökte"])
FIRST_VERBS = frozenset((*PASSIVES.values(), *BEFORE_SUBJECT, "kom", "tillkom", "ingicks"))
