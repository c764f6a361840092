"""How often something is done, as the words (small letters) of a clause say it. Pure.

Counts ("neljä kertaa vuodessa") and intervals ("joka kolmas kuukausi") are read here by their
numbers, words of their own ("neljännesvuosittain") are data (`words/when.toml`).
"""

import re
from typing import NamedTuple

from kimppa.agreement.meaning.keywords import keywords
from kimppa.agreement.meaning.times.numbers import COUPLE, NUMBER, number_of
from kimppa.core.duties.rules import LENGTHS, MOST_YEARS


class Often(NamedTuple):
    """`due` is a kind of what recurs, `CONTINUOUS`, or "" when the words say nothing of it."""

    due: str = ""
    years: int = 1
    is_rough: bool = False
    """"A couple of times a year"."""
    is_unknown: bool = False
    """It is said, but the year clock has no such periods."""


CONTINUOUS = "continuous"
_KINDS = {months: kind for kind, months in LENGTHS.items()}
_OCCASIONS = (
    r"(?:kertaa?|kerran|\w{0,20}(?:päivää|tilaisuutta|koulutusta|kokousta|tapaamista|iltaa|vierailua"
    r"|tapahtumaa|kurssia|käyntiä|raporttia|katsausta|näyttelyä|kampanjaa|työpajaa|palaveria"
    r"|dagar|möten|gånge?r?|tillfällen|kurser|utbildningar|träffar|besök|rapporter|kampanjer)|times?)"
)
_TIMES = rf"(?:ett (?=par ))?(?P<number>{NUMBER}) (?:\w{{2,20}} )?{_OCCASIONS}"
_ADVERBS = {
    "kahdesti": 2,
    "kolmesti": 3,
    "kolmasti": 3,
    "neljästi": 4,
    "viidesti": 5,
    "kuudesti": 6,
    "twice": 2,
}
_ADVERB = rf"(?P<adverb>{'|'.join(_ADVERBS)})"
_YEARLY = (
    r"(?:(?:luku|toiminta|kalenteri)?vuo(?:dessa|den (?:aikana|mittaan|kuluessa))|joka vuosi"
    r"|vuosittain|(?:om|per|i|under|varje|ett) (?:verksamhets|kalender)?år(?:et)?|årligen"
    r"|under (?:årets lopp|ett år)|(?:a|per|each) year|yearly)"
)
_IN_A_YEAR = re.compile(
    rf"\b(?:{_TIMES}|{_ADVERB}) {_YEARLY}\b"
    rf"|\b(?:vuosittain|(?:luku)?vuodessa|årligen) {_TIMES.replace('number', 'number2')}\b"
)
_SHORT = (
    r"(?:kuussa|kuukaudessa|viikossa|päivässä|i (?:månaden|veckan)|per (?:månad|vecka|dag)"
    r"|om dagen)"
)
_OFTENER = re.compile(
    rf"\b(?!(?:1|yksi|yhden|en) )(?:{NUMBER} (?:\w{{2,20}} )?{_OCCASIONS}|kahdesti|kolmesti"
    rf"|neljästi|flera gånger|monta kertaa|useita kertoja) {_SHORT}"
    r"|\b(?:kerran viikossa|en gång i veckan|\w{0,20}viikoittain|(?:arki)?päivittäin|dagligen"
    r"|veckovis|varje (?:vecka|\w{0,6}dag)|(?:joka|kunkin) (?:\w{4,10} )?viikko"
    r"|joka (?:arki|työ)?päivä|var (?:fjortonde|fjärde|tredje|andra|annan) (?:dag|vecka)"
    r"|varannan (?:dag|vecka)|every (?:other |second )?(?:week|day)|weekly|daily"
    rf"|(?P<weeks>{NUMBER}) (?:viikon|päivän) välein)\b"
)
_ORDINALS = (
    (2, "toinen|toisen|toisena|andra|annan|annat|second|other"),
    (3, "kolmas|kolmannen|kolmantena|tredje|third"),
    (4, "neljäs|neljännen|neljäntenä|fjärde|fourth"),
    (5, "viides|viidennen|viidentenä|femte|fifth"),
    (6, "kuudes|kuudennen|kuudentena|sjätte|sixth"),
)
_ORDINAL = "|".join(words for _, words in _ORDINALS)
_UNITS = (
    (r"kuukau|kuu\b|månad|month", 1),
    (r"neljännes|vuosineljän|kvartal|quarter", 3),
    (r"vuo|år|year|kevät|syksy|kesä|talvi", 12),
)
_UNIT = (
    r"(?:kuukau(?:den|si|tena|dessa)|kuu\b|neljännesvuo(?:den|si)|vuosineljännes|vuo(?:den|si|nna|dessa)"
    r"|kevät|syksy|kesä|talvi|månad(?:er)?|kvartal|år|months?|quarters?|years?)"
)
_INTERVAL = re.compile(
    rf"\bjoka (?P<ordinal>{_ORDINAL}) (?P<unit>{_UNIT})"
    rf"|\b(?:var(?:t|je)?|every) ?(?P<ordinal2>{_ORDINAL}) (?P<unit2>{_UNIT})"
    rf"|\bkerran (?P<number>{NUMBER}) (?P<unit3>{_UNIT})"
    rf"|\b(?P<number2>{NUMBER}) (?P<unit4>{_UNIT}) väl(?:ein|iajoin)"
    rf"|\b(?:med )?(?P<number3>{NUMBER}) (?P<unit5>{_UNIT})s? mellanrum"
    rf"|\b(?:en gång (?:på|vart)|every) (?P<number4>{NUMBER}) (?P<unit6>{_UNIT})"
)
_HALF_YEARLY = re.compile(r"puolen vuoden väl(?:ein|iajoin)")
_AT_MOST = re.compile(r"(?:enintään|korkeintaan|högst|at most|max\.?|maksimissaan) $")


def how_often(text: str) -> Often:
    """How often the text says that it is done; nothing that is only the most that may be asked."""
    if _find(_OFTENER, text):
        return Often(CONTINUOUS)
    if match := _find(_INTERVAL, text):
        return _interval(match)
    if _find(_HALF_YEARLY, text):
        return Often("half-yearly")
    if match := _find(_IN_A_YEAR, text):
        return _count(match)
    for when in keywords().when:
        if not when.kind and _find(when.pattern, text):
            return Often(when.due)
    return Often()


def is_as_needed(text: str) -> bool:
    """Whether it says that it is done when there is need."""
    return any(when.kind and _find(when.pattern, text) for when in keywords().when)


def _find(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(
        (
            match
            for match in pattern.finditer(text)
            if not _AT_MOST.search(text[max(0, match.start() - 13) : match.start()])
        ),
        None,
    )


def _count(match: re.Match[str]) -> Often:
    """So many times in a year."""
    words = match["number"] or match["number2"]
    times = _ADVERBS[match["adverb"]] if match["adverb"] else number_of(words)
    kind = _KINDS.get(12 // times) if times and 12 % times == 0 else None
    return Often(kind, is_rough=words in COUPLE) if kind else Often(is_unknown=True)


def _interval(match: re.Match[str]) -> Often:
    groups = match.groupdict()
    unit = next(words for name, words in groups.items() if name.startswith("unit") and words)
    number = next((w for name, w in groups.items() if name.startswith("number") and w), "")
    ordinal = groups["ordinal"] or groups["ordinal2"]
    count = (
        next(n for n, words in _ORDINALS if ordinal in words.split("|"))
        if ordinal
        else number_of(number)
    )
    months = count * next(length for stem, length in _UNITS if re.match(stem, unit))
    if kind := _KINDS.get(months):
        return Often(kind)
    years, months_over = divmod(months, 12)
    return (
        Often("yearly", years)
        if not months_over and 1 < years <= MOST_YEARS
        else Often(is_unknown=True)
    )
