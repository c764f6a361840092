"""A Finnish line without a finite verb as one with a verb: "sopimus uusittu", "museokortti
käyttöön", "satutunti museossa". Pure.

Only where the verb follows from the words: of other headings nothing is made.
"""

import re

from kimppa.core.prose.beside import counts_people, event_at
from kimppa.core.prose.clauses import bent, is_genitive, is_place, is_thing, phrase_start
from kimppa.core.prose.punctuation import goes_on_list
from kimppa.core.words.amounts import Amount
from kimppa.core.words.nouns import MANY, SEVERAL, SINGULAR, adjective, counts, noun
from kimppa.core.words.verbs import finite_verb, has_participle, is_participle, words_of

_SEASONS = frozenset(["kevään", "kesän", "syksyn", "talven", "vuoden"])  # what was planned for them
_OF_WHICH = re.compile(r"(, jois?ta [^\W\d_]{2,30}tt?)[uy]\b")  # "joista toteutettu viisi"
_TAIL = re.compile(r"(?<=, )([^\W\d_]{2,30})(?= )")  # "…, poistettu 41 tunnusta"
_LEAST = 2  # words: "Koulutus" alone says nothing
_CLAUSE_END = re.compile(r"[,;] | (?=(?:että|koska|jotta)\b)")
# "Johtajien kokous 10.9.: sovittiin ajoista" is told as what was done at the meeting.
_AT = {
    "kokous": "kokouksessa",
    "palaveri": "palaverissa",
    "koulutus": "koulutuksessa",
    "tapaaminen": "tapaamisessa",
    "työpaja": "työpajassa",
    "seminaari": "seminaarissa",
    "ryhmä": "ryhmässä",
    "toimikunta": "toimikunnassa",
    "valiokunta": "valiokunnassa",
}
_OCCASION = re.compile(
    rf"^(?P<whose>[^:,]{{0,60}}?)\b(?P<body>\w{{0,20}})(?P<what>{'|'.join(_AT)})\b"
    r"(?P<when>[^:,;]{0,40})[:,] (?P<done>\w.*)",
    re.IGNORECASE,
)
_SESSION = re.compile(r"(?:(?<!\s)\s+)?\b\d{1,2}/(?:19|20)\d\d\b")
# What is done when it is named: "hyllyjen inventointi" was done.
_DOINGS = (
    "tarkistus", "tarkastus", "päivitys", "inventointi", "siivous", "korjaus", "kysely",
    "kartoitus", "selvitys", "testaus", "asennus", "arviointi", "auditointi", "siirto", "mittaus",
    "haastattelu", "kilpailutus", "luettelointi", "vaihto",
)  # fmt: skip
_INTO_USE = re.compile(r" (?P<use>käyttöön)\b(?P<rest>.*)", re.IGNORECASE)
_VERB_LIKE = re.compile(r"[a-zåäö]{1,40}(?:[a-zåäö]i|v[aä]t|[dt]aan|[dt]ään)")
_IN_FORCE = re.compile(r" (?=voimaan\b)", re.IGNORECASE)
# "Palautteita tullut 61": a verb that leaves out "on".
_ACTIVE_FORMS = (
    "tullut>tuli käynyt>kävi alkanut>alkoi valmistunut>valmistui kasvanut>kasvoi noussut>nousi"
    " laskenut>laski vaihtunut>vaihtui muuttunut>muuttui päättynyt>päättyi saapunut>saapui"
    " osallistunut>osallistui aloittanut>aloitti jäänyt>jäi löytynyt>löytyi kertynyt>kertyi"
    " vieraillut>vieraili avautunut>avautui laajentunut>laajeni liittynyt>liittyi"
)
_ACTIVE = dict(pair.split(">") for pair in _ACTIVE_FORMS.split())
_YEAR = re.compile(r" 20\d\d$")
_COUNT_OF = re.compile(
    r"(?P<owner>.{3,80}n) (?:käyttö|käyttömäärät?|käyttöluvut|hakumäärät?|lainamäärät?"
    r"|lainausmäärät?|kävijämäärät?|lukukerrat|lainat|lainaukset|kuuntelut|katselut|lataukset)"
)
# What people come to, where their number says that some did.
_GATHERING = re.compile(
    r"[\w-]{0,40}(?:viikko|päivä|yö|ilta|kahvila|paja|festivaali|piiri|klubi|kerho|messut|juhlat)",
    re.IGNORECASE,
)
_WHOM = frozenset(["uusille", "muille", "omille", "meille"])  # of whom no more is said
_PARTS = frozenset(["koko", "joka", "etänä", "eri"])
_NOW = re.compile(r" (?=nyt\b)", re.IGNORECASE)
_AT_TRIAL = re.compile(r"\w{3,40}(?:lla|llä|ssa|ssä)")  # "Koeajalla verkkokurssit"
_READY = re.compile(r" (?P<state>valmis|valmiina|valmiit)\b", re.IGNORECASE)
_STATES = re.compile(
    r" (?=(?:koe\w{0,10}|kokeilu|käytö|korjaamo|huollo|remonti|tauo|testi)(?:ssa|ssä|lla|llä)\b"
    r"|(?:kiinni|auki|suljettuna|avoinna|poissa käytöstä)\b)",
    re.IGNORECASE,
)


def at_occasion(text: str, month: str) -> str:
    """A meeting's heading and what was done there as one clause; `month` as "toukokuun"."""
    match = _OCCASION.match(text)
    verb = finite_verb(match["done"].split(maxsplit=1)[0], "fi") if match else None
    if not (match and verb and match["done"][0].islower()) or finite_verb(
        f"x {match['when']}", "fi"
    ):
        return text
    occasion = f"{match['body']}{_AT[match['what'].casefold()]}"
    day_words = _SESSION.sub("", match["when"])
    is_plain = not day_words.strip() and month
    if is_plain and match["whose"].strip():
        return f"{match['whose']}{month} {occasion[:1].lower()}{occasion[1:]} {match['done']}"
    if is_plain:
        return f"{month} {occasion[:1].lower()}{occasion[1:]} {match['done']}"
    return f"{match['whose']}{occasion}{day_words} {match['done']}"


def with_verb(text: str, amount: Amount | None = None) -> str:
    """The line with a verb; "" where none follows from its words and the figure behind it."""
    heading = _CLAUSE_END.split(text, maxsplit=1)[0]
    if finite_verb(heading, "fi") or _lists_before_verb(heading, text):
        return _TAIL.sub(_word_in_passive, _OF_WHICH.sub(r"\1iin", text))
    if amount is not None and (counting := _counted_text(text, amount)):
        return counting
    return (
        _with_active_verb(text, len(heading))
        or _participle_as_verb(text, len(heading))
        or _by_noun(text, heading, amount)
    )


def _lists_before_verb(heading: str, text: str) -> bool:
    """Whether a list that begins before the first comma ends before the verb: "reitti Kauhajoen,
    Karvian ja Teuvan välillä avattiin".
    """
    text_behind = text[len(heading) :].removeprefix(", ")
    if heading.endswith("-"):  # "hankinta-, poisto- ja lainaluvut koottiin"
        return finite_verb(text_behind, "fi") is not None
    verb = finite_verb(text_behind, "fi")
    return verb is not None and goes_on_list(heading, text_behind[: verb.start()])


def _word_in_passive(match: re.Match[str]) -> str:
    word = match[1]
    return f"{word[:-1]}iin" if is_participle(word.casefold()) else word


def _counted_text(text: str, amount: Amount) -> str:
    """What a heading and its figure count: "verkkokurssien käyttö", "omatoimikäynnit"."""
    if count := _COUNT_OF.fullmatch(text):
        return f"{count['owner']} käyttö laskettiin"
    *owners, last_word = _YEAR.sub("", text).split()
    is_same = counts(amount.label, last_word) and _is_many(last_word)
    is_plain = is_same and all(map(is_genitive, owners))
    return " ".join([*owners, last_word, "laskettiin"]) if is_plain else ""


def _with_active_verb(text: str, heading: int) -> str:
    """A heading with its one active participle as a verb."""
    words = [match for match in words_of(text) if match.start() < heading]
    active = [match for match in words[1:] if match[0] in _ACTIVE]
    if len(active) != 1 or ":" in text or any(is_participle(word[0].casefold()) for word in words):
        return ""
    match = active[0]
    return text[: match.start()] + _ACTIVE[match[0]] + text[match.end() :]


def _participle_as_verb(text: str, heading: int) -> str:
    """A heading (so many letters of the text) with its participle as a verb."""
    participles = [match for match in words_of(text) if is_participle(match[0].casefold())]
    of_heading = [match for match in participles if match.start() < heading]
    if not of_heading or ":" in text:
        return ""
    if len(of_heading) > 1 and " ja ".join(match[0] for match in of_heading) not in text:
        return ""
    for match in reversed(participles):
        text = f"{text[: match.end() - 1]}iin{text[match.end() :]}"
    return text


def _by_noun(text: str, heading: str, amount: Amount | None) -> str:
    """A heading whose noun says what was done."""
    words = heading.split()
    text_behind = text[len(heading) :]
    if ":" in text or has_participle(text) or (len(words) < _LEAST and not (text_behind or amount)):
        return ""
    if words[0].casefold() in _SEASONS or any(_may_be_verb(word) for word in words[1:]):
        return ""
    return (
        _in_use(heading, text_behind)
        or _arranged_event(words, text_behind, amount)
        or _activity(words, text_behind)
    )


def _may_be_verb(word: str) -> bool:
    """Whether a word that is no known noun ends like a verb: such a line has one already."""
    return bool(_VERB_LIKE.fullmatch(word)) and noun(word) is None and adjective(word) is None


def _in_use(heading: str, tail: str) -> str:
    """ "Museokortti käyttöön", "maksut voimaan", "kuvat nyt Finnassa", "luettelointi valmis",
    "auto korjaamolla".
    """
    if adoption := _INTO_USE.search(heading):
        subject = heading[: adoption.start()]
        return (
            f"{subject} otettiin käyttöön{adoption['rest']}{tail}" if _is_subject(subject) else ""
        )
    if force := _IN_FORCE.search(heading):
        subject = heading[: force.start()]
        verb = "tulivat" if _is_subject(subject) and _is_many(subject) else "tuli"
        return f"{subject} {verb}{heading[force.start() :]}{tail}" if _is_subject(subject) else ""
    if adverb := _NOW.search(heading):
        subject = heading[: adverb.start()]
        be = "ovat" if _is_many(subject) else "on"
        return f"{subject} {be}{heading[adverb.start() :]}{tail}" if _is_subject(subject) else ""
    if completion := _READY.search(heading):
        subject = heading[: completion.start()]
        verb = "valmistuivat" if _is_many(subject) else "valmistui"
        return (
            f"{subject} {verb}{heading[completion.end() :]}{tail}" if _is_subject(subject) else ""
        )
    if state := _STATES.search(heading):
        subject = heading[: state.start()]
        be = "olivat" if _is_many(subject) else "oli"
        return f"{subject} {be}{heading[state.start() :]}{tail}" if _is_subject(subject) else ""
    return ""


def _is_subject(subject: str) -> bool:
    """Whether words end in a known noun in its dictionary form or plural."""
    words = subject.split()
    head_noun = noun(words[-1]) if words else None
    return head_noun is not None and head_noun.form in (SINGULAR, MANY)


def _is_many(subject: str) -> bool:
    head_noun = noun(subject.split()[-1])
    return head_noun is not None and head_noun.form == MANY


def _arranged_event(words: list[str], text_behind: str, amount: Amount | None) -> str:
    """ "Kirjavinkkaukset yläkouluilla" were arranged; of several no more is known than that."""
    index = event_at(words)
    if index is None and amount is not None and counts_people(amount):
        index = next(
            (index for index, word in enumerate(words) if _GATHERING.fullmatch(word)), None
        )
    if index is None or (index and _AT_TRIAL.fullmatch(words[0])):
        return ""
    head_noun = noun(words[index].rpartition("-")[2])
    phrase, tail = words[: index + 1], words[index + 1 :]
    if not _is_where(tail):
        return ""
    start = phrase_start(words, index)
    if head_noun is not None and head_noun.form == MANY and start == 0:
        phrase = bent(phrase, SEVERAL)
    return " ".join([*phrase, "järjestettiin", *tail]) + text_behind


def _is_where(words: list[str]) -> bool:
    """Whether words only tell where and for whom: "Liedon kirjastossa", "koko henkilökunnalle"."""
    if not words:
        return True
    if not is_place(words[-1]) or words[-1].casefold() in _WHOM:
        return False
    return all(is_place(word) or is_genitive(word) or word in _PARTS for word in words)


def _activity(words: list[str], text_behind: str) -> str:
    """ "Hyllyjen inventointi Ruukissa" was done; “uusi pysäkki Kaamasessa” was taken into use."""
    index = next((index for index, word in enumerate(words) if is_thing(word)), None)
    head_noun = noun(words[index]) if index is not None else None
    if index is None or head_noun is None or head_noun.form != SINGULAR:
        return ""
    if head_noun.name.endswith(tuple(_DOINGS)):
        return " ".join([*words[: index + 1], "tehtiin", *words[index + 1 :]]) + text_behind
    is_new = index > 0 and words[0].casefold() == "uusi" and not _is_person(head_noun.name)
    kinds = [adjective(word) for word in words[1:index]]
    if is_new and all(kind is not None and kind.form == SINGULAR for kind in kinds):
        verb = "tehtiin" if head_noun.name.endswith("sopimus") else "otettiin käyttöön"
        return f"{verb} {' '.join(['uusi', *words[1:]])}{text_behind}"
    return ""


def _is_person(name: str) -> bool:
    return name.endswith(("ja", "jä", "henkilö", "lainen", "läinen", "ri"))
