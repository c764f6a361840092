"""Whether a sentence tells its reader something: a figure, what came of the work, or a thing that
was decided, opened, made or changed. Pure.

What only says that papers were handled ("listat päivitettiin") tells nothing; neither does a verb
of change without what it is about ("tarrat vaihdettiin").
"""

import re

from kimppa.core.words.calendar import TIME_WORD
from kimppa.core.words.dictionary import has_finite_verb
from kimppa.core.words.nouns import noun
from kimppa.core.words.verbs import finite_verb, is_finite, words_of

_HANDLING = {
    "fi": re.compile(
        r"(?:koot|toimitet|lähetet|kirjat|käsitel|päivitet|lasket|tilastoi|raportoi|selvitet"
        r"|kartoitet|keskustel|valmistel|suunnitel|esitel|tarkistet|tarkastet|ilmoitet|käy"
        r"|järjestel|siivot|muokat|teh|annet|vastat|katsot|hoidet|huollet|seurat|arvioi|testat"
        r"|pohdit|miet|kysyt|pyydet|tutustut|neuvotel|autet|ohjat|arkistoi|tiedotet|muistutet"
        r"|ylläpidet|kokeil|kehitet|edistet|jatket|haet|täydennet|tallennet|tulostet"
        r"|soitet|viimeistel|kerät|kerrot|lajitel)tiin"
        r"|(?:keskusteli|vastasi|kävi|tarkisti|testasi|opetteli|katsoi|pyysi|esitti|kertoi)(?:vat)?"
    ),
    "sv": re.compile(
        r"(?:sammanställ|skicka|diskutera|behandla|uppdatera|registrera|räkna|planera|rapportera"
        r"|lämna|granska|kontrollera|testa|städa|besvara|förbered|gå|gjor|utred|samla|kartlägg"
        r"|inventera|arkivera|rätta|komplettera|redigera)\w{0,4}s|gjordes|sändes|gicks"
    ),
    "en": re.compile(
        r"compiled|sent|discussed|handled|updated|listed|counted|planned|prepared|reported|checked"
        r"|reviewed|tested|cleaned|answered|collected|edited|tidied|corrected|done"
    ),
}
# What is brought to its end, into use or to a decision is news by itself.
_DONE = {
    "fi": re.compile(
        r"(?:avat|otet|poistet|päätet|hyväksyt|valit|perustet|lopetet|hankit|myönnet|luovut|palkat"
        r"|keskitet|yhdistet|korotet|nostet|alennet|aloitet|uudistet|yhtenäistet|kilpailutet"
        r"|irtisanot|vakinaistet|laajennet|pidennet|suljet|ostet|saa|laadit|digitoi)tiin"
        r"|julkaistiin"
        r"|(?:valmistu|aukes|laajen|alko|aloitt|käynnist|päätty|avautu|luopu|lakka)\w{0,5}i(?:vat)?"
        r"|(?:sa|myöns|päätt|hyväksy|valits)i(?:vat)?"
    ),
    "sv": re.compile(
        r"(?:öppna|förnya|inför|bevilja|godkän|besl|besluta|välj|köp|avskaffa|grunda|anskaffa"
        r"|publicera|avsluta|påbörja|förenkla|digitalisera)\w{0,4}s|valdes|beslöts|togs|beviljade"
        r"|började|inleddes|fick|ingicks|tillkom|anställdes"
    ),
    "en": re.compile(
        r"opened|renewed|completed|adopted|approved|decided|chosen|bought|acquired|founded|granted"
        r"|published|ended|began|started|abolished|introduced|agreed|hired|digitised|digitized"
    ),
}
# What was arranged or renewed needs to be named more closely.
_ARRANGED = {
    "fi": re.compile(r"(?:järjestet|pidet|uusit|lisät)tiin"),
    "sv": re.compile(r"ordnades|arrangerades|hölls|byttes"),
    "en": re.compile(r"arranged|held|replaced"),
}
NOW = {
    "fi": re.compile(r"\b(?:nyt|nykyään|jatkossa|aiemmin|entistä|enää)\b", re.IGNORECASE),
    "sv": re.compile(r"\b(?:nu|numera|framöver|tidigare)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:now|from now on|before)\b", re.IGNORECASE),
}
_JOINED = {
    "fi": re.compile(r"[,;] (?:ja |sekä |joten |jolloin |että |jotta |koska |sillä |jo\w{1,6} )?"),
    "sv": re.compile(r"[,;] (?:och |så |att |eftersom |som |därför )?"),
    "en": re.compile(r"[,;] (?:and |so |that |because |which )?"),
}
# Of handled papers it is news that they were so in time, or all of them.
_COMPLETE = {
    "fi": re.compile(
        r"\b(?:ajallaan|ajoissa|määräaja\w+|kaikista|kaikissa|kaikille|kaikkiin|kaikilta)\b"
        r"|\buu(?:si|det|sia|den)\b"
        r"|\b\w{0,40}(?:sivu|sivusto|ohje|ohjeet|opas|oppaat|lomake|juliste|esite)\b"
        r"|\b\w{4,40}iksi\b"  # what they became: "erottuviksi"
    ),
    "sv": re.compile(
        r"\bi tid\b|\b(?:alla|samtliga)\b|\b\w{0,40}(?:sida|sidan|sidor|sidorna|guide|guiden"
        r"|anvisning|anvisningar|anvisningen|anvisningarna|blankett|blanketten|broschyr|affisch"
        r"|utlåtande|utlåtandet|beskrivning|beskrivningen|regler|reglerna)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:on|in) time\b|\ball\b|\b(?:page|guide|instruction|form|brochure|poster|statement"
        r"|notice|rule|guideline)s?\b",
        re.IGNORECASE,
    ),
}
# What the municipalities got is news to them.
_DELIVERED = {
    "fi": re.compile(
        r"\b(?:toimitet|lähetet|jaet)tiin\b.{1,200}\b(?:kuntiin|kunnille|kirjastoille|kirjastoihin"
        r"|toimipisteille|toimipisteisiin)\b",
        re.IGNORECASE,
    ),
    "sv": re.compile(
        r"\b(?:skickades|sändes|lämnades|delades)\b.{1,200}\btill (?:alla )?(?:kommunerna|kommuner"
        r"|biblioteken|bibliotek)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\bsent\b.{1,200}\bto (?:all )?(?:the )?(?:municipalities|libraries)\b", re.IGNORECASE
    ),
}
_BEGUN = {
    "fi": re.compile(r"(?:aloitet|käynnistet|haet|lähetet|pyydet|suunnitel|valmistel)tiin"),
    "sv": re.compile(r"påbörjades|inleddes|söktes|skickades|planerades|förbereddes"),
    "en": re.compile(r"started|begun|began|applied|sent|planned|prepared"),
}
# What was asked for is no result yet.
_ASKED = {
    "fi": re.compile(r"(?:pyydet|kysyt|tiedustelt|muistutet|soitet|kutsut)tiin"),
    "sv": re.compile(r"frågades|ombads|påmindes|kallades"),
    "en": re.compile(r"asked|reminded|called"),
}
# What was talked of or tried beside another deed adds no result to it.
_IDLE = {
    "fi": re.compile(
        r"(?:keskustel|pohdit|miet|kysyt|pyydet|suunnitel|valmistel|tutustut|neuvotel|kokeil|testat"
        r"|seurat|katsot|siivot|autet|jatket|vastat)tiin|keskusteli(?:vat)?|käytiin"
    ),
    "sv": re.compile(r"(?:diskutera|planera|fråga|besvara|förbered|städa|testa)\w{0,4}s|gicks"),
    "en": re.compile(r"discussed|planned|prepared|asked|answered|tested|tried|tidied"),
}
_AND = {
    "fi": re.compile(r" (?:ja|sekä) "),
    "sv": re.compile(r" (?:och|samt) "),
    "en": re.compile(r" and "),
}
# What some one person did is no result.
_ANECDOTE = {
    "fi": re.compile(
        r"(?:sama |yksi |eräs )?(?:mies|nainen|joku|asiakas|rouva|herra|mummo|pappa|poika|tyttö"
        r"|lapsi|kaveri|kollega) \w+i\b",
        re.IGNORECASE,
    ),
    "sv": re.compile(
        r"(?:en |någon )(?:man|kvinna|kund|kollega|pojke|flicka) \w+|någon \w+de\b", re.IGNORECASE
    ),
    "en": re.compile(r"(?:a|some) (?:man|woman|customer|boy|girl|colleague) \w+", re.IGNORECASE),
}
_NUMBER = re.compile(
    r"(?<![\w./:-])(?!(?:19|20)\d\d\b)\d[\d\u00a0 ,]{0,15}(?=\s(?P<what>[^\W\d_]{1,40}|%|€)|$)"
    r"(?![./:]\d)"
)
_NUMBER_WORDS = re.compile(
    r"\b(?:kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|två|tre|fyra|fem|sex|sju|åtta"
    r"|nio|two|three|four|five|six|seven|eight|nine)\s(?P<what>[^\W\d_]{3,40})",
    re.IGNORECASE,
)
_INFLECTED_NUMBER = re.compile(
    r"\b(?:kahde|kolme|neljä|viide|kuude|seitsemä|kahdeksa|yhdeksä|kymmene)(?:ss[aä]|st[aä])\b"
    r"|\b(?:kahden|kolmen|neljän|viiden|kuuden|seitsemän|kahdeksan|yhdeksän|kymmenen)"
    r" (?:päivän|viikon|kuukauden|vuoden) ajan\b"
    r"|(?<![\d.:])\d{1,6}:\w"  # "12:een"
)
_PASSIVE = {
    "fi": re.compile(r"\w{1,60}tiin"),
    "sv": re.compile(r"\w{1,60}s"),
    "en": re.compile(r"\w{1,60}(?:ed|en|t|n)"),
}
# Where or to whom something went, or what it became.
_TO = re.compile(r".+(?:lle|ksi|ihin|iin|h[aeiouyäö]n|aan|ään|oon|öön|uun|yyn|een)")
_CASE = re.compile(r".+(?:st[aä]|ss[aä]|ll[aä]|lt[aä]|lle|ksi|n|a|ä)")
_GENERAL = frozenset((
    "asia", "asiat", "asioita", "asioista", "muut", "muita", "kaikki", "kaikille", "kaikkiin",
    "uusi", "uudet", "uusia", "yhteinen", "yhteiset", "yhteisiä", "yhteisestä", "yhteisistä",
    "lisää", "vielä", "myös", "taas", "jälleen", "käyttöön", "läpi", "yhdessä", "hieman", "vähän",
    "kanssa", "koko", "ajan", "sekä", "ensi", "vuoden", "kollegan", "kollegoita",
    "några", "alla", "andra", "nya", "saker", "också", "från", "till",
    "with", "some", "other", "things", "were", "have", "been", "from",
))  # fmt: skip
# With whom and at which meeting are not what it is about.
_WITH = re.compile(
    r"[\w-]{2,40} (?:kanssa|avulla)\b"
    r"|\b\w{0,40}(?:kokouksessa|palaverissa|tapaamisessa|ryhmässä|valiokunnassa)\b"
)
_SHORT, _LONG, _ENOUGH = 4, 8, 3


def tells(sentence: str, language: str) -> bool:
    """Whether a sentence with its verb says something to somebody who was not there."""
    if _ANECDOTE[language].match(sentence):
        return False
    first_clause, *other_clauses = _JOINED[language].split(sentence)
    verb = _verb(first_clause, language)
    is_asked = verb is not None and _ASKED[language].fullmatch(verb)
    if is_asked and not (
        any(has_figure(part, language) for part in other_clauses)
        or _has_further_deed(first_clause, language)
    ):
        return False
    if has_figure(sentence, language) or NOW[language].search(sentence):
        return True
    if any(_has_verb(part, language) for part in other_clauses):
        return True
    if verb is None:
        return False
    thing_words = _thing_words(first_clause, verb, language)
    is_done = _is_done(first_clause, language)
    if (
        _HANDLING[language].fullmatch(verb)
        and not is_done
        and not _has_further_deed(first_clause, language)
    ):
        return _is_complete(sentence, first_clause, verb, language)
    if is_done:
        return len(thing_words) > 1 or any(len(word) >= _LONG for word in thing_words)
    words_behind = _thing_words(first_clause.casefold().partition(verb)[2], verb, language)
    is_clear = (
        _ARRANGED[language].fullmatch(verb)
        or not _PASSIVE[language].fullmatch(verb)
        or (language == "fi" and any(_TO.fullmatch(word) for word in words_behind))
    )
    return len(thing_words) >= (2 if is_clear else _ENOUGH)


def _is_complete(sentence: str, first_clause: str, verb: str, language: str) -> bool:
    """Whether of handled papers all were, they were so in time, or the municipalities got them."""
    is_delivered = _DELIVERED[language].search(sentence)
    if not is_delivered and not _COMPLETE[language].search(first_clause):
        return False
    thing_words = _thing_words(sentence if is_delivered else first_clause, verb, language)
    return any(len(word) >= _LONG for word in thing_words)


def _has_verb(clause: str, language: str) -> bool:
    if finite_verb(f"x {clause}", language):
        return True
    return language == "fi" and has_finite_verb(clause)


def _is_done(sentence: str, language: str) -> bool:
    """Whether one of a sentence's verbs brings something to its end: "checked and published"."""
    words = (match[0].casefold() for match in words_of(sentence))
    return any(_DONE[language].fullmatch(word) for word in words)


def _has_further_deed(sentence: str, language: str) -> bool:
    """Whether another deed follows the first: "the texts were checked and put on the pages"."""
    _first, *other_parts = _AND[language].split(sentence)
    return any(
        (verb := _verb(f"x {part}", language)) and not _IDLE[language].fullmatch(verb)
        for part in other_parts
    )


def is_finished(sentence: str, language: str) -> bool:
    """Whether a sentence tells of something that was brought to its end or into use."""
    return _is_done(_JOINED[language].split(sentence)[0], language)


def is_begun(sentence: str, language: str) -> bool:
    """Whether a sentence tells that something was begun or asked for: what came of it says more."""
    verb = _verb(sentence, language)
    return verb is not None and bool(_BEGUN[language].fullmatch(verb))


def is_handling(sentence: str, language: str) -> bool:
    """Whether a sentence tells of gathering, sending or checking, which its figure must be of."""
    verb = _verb(sentence, language)
    return verb is not None and bool(_HANDLING[language].fullmatch(verb))


def has_figure(sentence: str, language: str) -> bool:
    """Whether a number of something stands in a sentence."""
    if language == "fi" and _INFLECTED_NUMBER.search(sentence):
        return True
    return any(
        language != "fi" or not match["what"] or _is_counted(match["what"].casefold())
        for pattern in (_NUMBER, _NUMBER_WORDS)
        for match in pattern.finditer(sentence)
    )


def _is_counted(word: str) -> bool:
    return word in ("%", "€", "e") or noun(word) is not None or bool(_CASE.fullmatch(word))


def _verb(sentence: str, language: str) -> str | None:
    """The verb that tells what was done: of "was opened" the last."""
    verb = finite_verb(sentence, language)
    if verb is None:
        return None
    if language == "en":
        words = [match[0].casefold() for match in words_of(sentence[verb.end() :])[:2]]
        return next((word for word in words if word.endswith(("ed", "t", "n"))), verb[0].casefold())
    return verb[0].casefold()


def _thing_words(sentence: str, verb: str, language: str) -> list[str]:
    """The words that say what it is about, where and for whom."""
    words = [match[0].casefold() for match in words_of(_WITH.sub("", sentence))]
    return [
        word
        for word in words
        if len(word) >= _SHORT
        and word != verb
        and word not in _GENERAL
        and not TIME_WORD.fullmatch(word)
        and not is_finite(word, language)
    ]
