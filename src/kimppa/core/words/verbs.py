"""Which word of a logged line is its finite verb, and of what time: by the endings of the three
languages and the commonest irregular verbs. Pure.

A line without one ("Johtajien kokous 1/2024") is a heading, not a sentence.
"""

import re
from functools import lru_cache
from itertools import takewhile

from kimppa.core.words.dictionary import is_no_verb, is_past_verb
from kimppa.core.words.nouns import noun
from kimppa.core.words.swedish import FIRST_VERBS

_COMMON = {
    "fi": (
        "on oli ei eivät ovat olivat tuli sai alkoi riitti koski kokosi laski nousi kasvoi "
        "väheni lyheni piteni odottaa jatkuu jatkui tekee teki vastasi tilasi valitsi päätti "
        "sopi antoi näytti kertoi keskusteli aloitti lopetti jatkoi pyysi hyväksyi esitti "
        "ehdotti toivoi lupasi sulki avasi poisti lisäsi muutti vaihtoi korjasi tarkisti "
        "testasi opetteli kävi kulki kesti maksoi vei toi pääsi jäi toimi toimii puuttuu vaatii "
        "tarvitsee näkyy löytyy pitää voi saa lähti palasi hankki järjesti julkaisi käytti "
        "kuului luki osti siirsi veti piti myönsi käänsi rakensi löysi tunsi kielsi korvasi "
        "suoritti lensi ratkesi selvisi päättyi meni menivät lainasi peruuntui onnistui "
        "epäonnistui helpottui nopeutui vaikeutui aukesi maksaa kiertää ajaa kulkee hoitaa "
        "vastaa siirtyy alkaa päättyy antaa järjestää ylläpitää käyttää"
    ),
    "sv": (
        "är var har hade blev kom fick gick finns fanns kan ska skulle hölls togs gavs såg gav "
        "tog gjorde gjordes sändes sattes lades visade väntar fortsätter pågår behöver drogs "
        "valdes skrevs bytte lånade lades stod skedde skickades "
        "beslöts beslöt krävde ringde byggde körde lärde bestämde hände slöt slogs sänds görs ges "
        "hålls används kvarstår återstår gäller steg sjönk syns gav fördes lästes sågs spelades "
        "får ger går blir anslöt avslöt slöts bröts "
        "tas hörs läggs väljs skrivs byts köps förs ställs gås"
    ),
    "en": (
        "is was are were has have had will can came went got took gave began continues waits "
        "met held made found needs grew fell rose ran read saw showed lent spent broke wrote "
        "chose drove spoke became drew wore"
    ),
}
_PRESENT = {
    "fi": (
        "on ei ovat odottaa jatkuu tekee toimii puuttuu vaatii tarvitsee näkyy löytyy pitää voi "
        "saa maksaa kiertää ajaa kulkee hoitaa vastaa siirtyy alkaa päättyy antaa järjestää "
        "ylläpitää käyttää"
    ),
    "sv": (
        "är har finns kan ska väntar fortsätter pågår behöver sänds görs ges hålls används "
        "kvarstår återstår gäller syns får ger går blir "
        "tas hörs läggs väljs skrivs byts köps förs ställs gås"
    ),
    "en": "is are has have will can continues waits needs",
}
COMMON = {language: frozenset(words.split()) for language, words in _COMMON.items()}
PRESENT = {language: frozenset(words.split()) for language, words in _PRESENT.items()}

_PAST = {
    "fi": re.compile(
        r"\w{2,40}tiin|\w{2,40}iv[aä]t|\w{3,40}[tdkprnlsvm](?:ui|yi)"
        r"|\w{2,40}(?:eni|ersi)|\w{3,40}(?:(?<!i)ili|(?<!e)eli|oi|[aä]si|[iuyä]tti)"
    ),
    "sv": re.compile(
        r"\w{2,40}(?:ades|tes|des|ade)|\w{2,40}dde|\w{3,40}(?:kte|lde)"
        r"|\w{0,40}(?:tog|gick|kom|höll|blev|gav|fick|skrev|stod|drog)s?"
    ),
    "en": re.compile(r"\w{3,40}ed"),
}
_NOW = {
    "fi": re.compile(
        r"\w{2,40}(?:[eiouyaäö]taan|[eiouyaäö]tään|daan|dään|ell[aä][aä]n|[ao]istaan)"
        r"|\w{2,40}[aeiouyäö]v[aä]t"
    ),
    "sv": re.compile(r"\w{3,40}(?:eras|(?<![aeo]r)nas)"),
    "en": re.compile(r"(?!x)x"),
}
# Words outside `nouns` that end like verbs.
_NOT_FINNISH = re.compile(
    r"\w{0,40}(?:kotiin|testiin|korttiin|dokumenttiin|pakettiin|robottiin|tikettiin|porttiin"
    r"|projektiin|postiin|o?intiin|untiin|yntiin|reittiin|automaattiin|kasettiin|paattiin"
    r"|kaavat|hyvät|syvät|selvät|turvat|vahvat|harvat|luvat|kirjavat|(?:työ|toiminta|taito)tavat"
    r"|minuutti|instituutti|titteli|enkeli|raitti|sitaatti)"
)
_STOP_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "fi": "ja sekä ei että kanssa oli ovat joka jotka mutta kun myös ennen",
        "sv": "och är var att för med på av till som den det ett en om från inte",
        "en": "the and of was were to for with a an that from which not by",
    }.items()
}
# A passive participle at the end of a Finnish heading: "uusittu", "käyty", "toimitettu".
_PARTICIPLE = re.compile(
    r"\w{1,40}(?:[tlsrn]|[aeiouyäö]{2}|h)t[uy]|\w{0,40}(?:käy|vie|tuo|saa)t[uy]"
)
_PRESENT_PARTICIPLE = re.compile(r"\w{2,40}[aeouyäö]v[aä]t")
_PARTICIPLE_LIKE = frozenset(["lintu", "laatu", "tuntu", "hattu", "kettu", "tyttö"])
SWEDISH_CLAUSE = re.compile(r" (?:som|att|där|när|hur|eftersom|medan|varav|vilket)\b")
VERBS_FIRST = {"sv": FIRST_VERBS, "en": frozenset[str]()}
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


_BEFORE_ATTRIBUTE = frozenset((
    "och", "eller", "samt", "av", "för", "från", "med", "till", "om", "vid", "hos", "de", "alla",
    "nya", "många", "några", "flera", "samtliga", "inga",
))  # fmt: skip
_BE = frozenset(["was", "were", "is", "are", "has", "had", "have"])
_NEW_CLAUSE = frozenset((
    "and", "but", "so", "that", "which", "who", "when", "where", "because", "as", "while", "after",
    "before", "until", "than", "if",
))  # fmt: skip


def words_of(text: str) -> list[re.Match[str]]:
    """The words of a text with their places."""
    return list(_WORD.finditer(text))


@lru_cache(4096)  # of the same lines, after each write
def language_of(text: str, otherwise: str) -> str:
    """The language that a line is written in; `otherwise` where it does not show."""
    words = {match[0].casefold() for match in words_of(text)}
    scores = {language: len(words & stop) for language, stop in _STOP_WORDS.items()}
    for language in scores:
        scores[language] += sum(is_finite(word, language) for word in words if len(word) > 3)
    best_language = max(scores, key=lambda language: (scores[language], language == otherwise))
    return best_language if scores[best_language] else otherwise


def is_finite(word: str, language: str) -> bool:
    """Whether a word in small letters is a finite verb by its look."""
    if word in COMMON[language]:
        return True
    if language == "fi" and (_NOT_FINNISH.fullmatch(word) or noun(word)):
        return False
    if _PAST[language].fullmatch(word) or _NOW[language].fullmatch(word):
        return not (language == "fi" and is_no_verb(word))
    return language == "fi" and is_past_verb(word)


def is_past(word: str, language: str) -> bool:
    """Whether a finite verb tells of what has been."""
    if word in PRESENT[language]:
        return False
    if word in COMMON[language] or _PAST[language].fullmatch(word):
        return True
    return language == "fi" and is_past_verb(word)


def finite_verb(text: str, language: str) -> re.Match[str] | None:
    """The first finite verb of a text with its place. The first word is none but in the passive:
    there it is an attribute or leaves out who did it.
    """
    words = words_of(text)
    for index, match in enumerate(words):
        word = match[0].casefold()
        if not is_finite(word, language) or not (index or _is_passive(word, language)):
            continue
        if not _IS_ATTRIBUTE[language](words, index):
            return match
    return None


def main_verb(text: str, language: str) -> re.Match[str] | None:
    """The finite verb of a text's main clause: where a Swedish one has a clause of its subject
    before it ("anvisningar för hur man lånar delades ut"), the verb behind that.
    """
    verb = finite_verb(text, language)
    if language != "sv" or verb is None or not SWEDISH_CLAUSE.search(text, 0, verb.start()):
        return verb
    later_words = (word for word in words_of(text) if word.start() >= verb.end())
    return next((word for word in later_words if is_finite(word[0].casefold(), "sv")), verb)


def _is_attribute(words: list[re.Match[str]], index: int) -> bool:
    """Whether a Finnish word tells of what kind the next is: "puuttuvat koodit korjattiin"."""
    texts = [match[0].casefold() for match in words]
    if not index or not _PRESENT_PARTICIPLE.fullmatch(texts[index]):
        return False
    is_of_thing = texts[index + 1 : index + 2] != [] and texts[index + 1].endswith("t")
    has_subject = texts[index - 1].endswith("t")  # whose verb it would be
    return is_of_thing and not has_subject and any(w.endswith("tiin") for w in texts[index + 2 :])


def _is_swedish_attribute(words: list[re.Match[str]], index: int) -> bool:
    """Whether a Swedish word tells of what kind a thing or a person is: "retur av skadade böcker",
    "pensionärer och nyinflyttade".
    """
    texts = [match[0].casefold() for match in words]
    if not index or not texts[index].endswith("ade"):
        return False
    return texts[index - 1] in _BEFORE_ATTRIBUTE


def _is_english_attribute(words: list[re.Match[str]], index: int) -> bool:
    """Whether an English word tells of what kind a thing is: "the planned pages were written"."""
    texts = [match[0].casefold() for match in words]
    if not texts[index].endswith("ed"):
        return False
    words_behind = iter(texts[index + 1 :])
    return any(
        word in _BE for word in takewhile(lambda word: word not in _NEW_CLAUSE, words_behind)
    )


_IS_ATTRIBUTE = {
    "fi": _is_attribute,
    "sv": _is_swedish_attribute,
    "en": _is_english_attribute,
}


def _is_passive(word: str, language: str) -> bool:
    return word.endswith("tiin") if language == "fi" else word in VERBS_FIRST[language]


def is_participle(word: str) -> bool:
    """Whether a word in small letters is a Finnish passive participle by its look."""
    return bool(_PARTICIPLE.fullmatch(word)) and word not in _PARTICIPLE_LIKE


def has_participle(text: str) -> bool:
    """Whether some word of a text is one."""
    return any(is_participle(match[0].casefold()) for match in words_of(text))
