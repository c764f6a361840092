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
)
PASSIVES = dict(pair.split(">") for pair in _VERBS.split())
# Of these the subject is told behind them: "fick biblioteken bidrag".
BEFORE_SUBJECT = frozenset(["fick", "tog", "höll", "ordnade", "bytte", "köpte", "besökte"])
FIRST_VERBS = frozenset((*PASSIVES.values(), *BEFORE_SUBJECT, "kom", "tillkom", "ingicks"))
