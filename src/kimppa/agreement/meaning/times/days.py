"""The days and months that a text (small letters) names, and whether words set them as a time.

"15.1.2025 mennessä", "20.1. seuraavana vuonna", "senast 31.1.", "huhti- ja lokakuussa"; a date
alone may be anything, unless it stands alone in a cell of a table or ends the sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kimppa.agreement.months import EN, FI, SV, month_of

_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PARTS = {
    "alkuun": 1, "alkua": 1, "puoliväliin": 15, "puolivälissä": 15, "puoltaväliä": 15,
    "mitten": 15,
}  # fmt: skip

_YEAR = r"(?: ?(?P<year>20\d\d))?"
_AND_OF = "|".join(f"(?<=av {name} och )" for name in SV.split("|"))
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.?(?P<year>20\d\d)?(?!\d)",
        rf"\b(?P<name>{FI})kuun (?P<part>loppu(?:un|a)|alku(?:un|a)|puoliväliin|puoltaväliä)",
        rf"\b(?P<name>{FI})kuun(?=,? (?:ja|sekä) \w{{3,7}}kuun loppuun)",
        rf"\b(?P<name>{FI})kuun (?P<set>lopussa|puolivälissä|viimeisenä päivänä)",
        rf"\b(?P<name>{FI})kuun (?P<day>\d{{1,2}})\. ?päivä(?:än|nä)",
        rf"\b(?P<name>{FI})kuu(?:n|hun)(?= mennessä| aikana| kuluessa)",
        rf"\b(?P<day>\d{{1,2}})\. ?(?:päivä\w{{0,3}} )?(?P<name>{FI})kuuta{_YEAR}",
        rf"\b(?P<day>\d{{1,2}})(?::e)? (?P<name>{SV})\b{_YEAR}",
        rf"(?<=senast i )(?P<name>{SV})\b{_YEAR}",
        rf"\b(?P<before>ennen) (?P<name>{FI})kuuta{_YEAR}",
        rf"\b(?P<before>före|innan) (?P<name>{SV})\b(?: månad\b)?(?! (?:är slut|månads)){_YEAR}",
        rf"\b(?P<before>before) (?P<name>{EN})\b{_YEAR}",
        rf"\binnan (?P<name>{SV}) (?P<set>är slut){_YEAR}",
        rf"\b(?:(?:utgången|slutet) av|(?P<part>mitten) av) (?P<name>{SV})\b{_YEAR}",
        rf"(?:{_AND_OF})(?P<name>{SV})\b{_YEAR}",
        rf"\b(?P<name>{SV})(?: månads?)? (?P<set>utgång|slut)\b{_YEAR}",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<name>{EN})\b{_YEAR}",
        rf"\bend of (?P<name>{EN})\b{_YEAR}",
    )
)
# A month alone sets a time: what is done in it is done by its end.
_IN_MONTH = re.compile(
    rf"\b(?P<name>{FI})kuussa{_YEAR}|\b(?P<with>{FI})-(?=,? (?:ja |sekä )?\w{{3,7}}(?:-|kuu))"
    rf"|\b(?P<cell>{FI})kuu(?:n loppu)?(?=$|[,;]| ja | sekä | [–—])"
    rf"|\b(?:i|under|(?<=[a-z] )och|senast) (?P<name_sv>{SV})\b|\b(?:in|and) (?P<name_en>{EN})\b"
)
NEXT_YEAR = (
    r"seuraavana vuonna|seuraavaa vuotta|(?:följande|nästa|påföljande) år\b|året därpå"
    r"|following year|next year"
)
_AFTER = re.compile(
    r" ?(?P<by>mennessä|aikana|kuluessa|saakka ilmoit)?"
    rf"(?:,? ?(?:of )?(?:the )?(?P<next>{NEXT_YEAR}))?"
)
_BEFORE = re.compile(
    r"(?:viimeistään|ennen|senast|före|\bby|no later than)(?: (?:den|the|i))?(?: (?:the|vid))? ?$"
)
_YEAR_AFTER = re.compile(r" ?(?P<year>20\d\d)\b")
_YEAR_BEFORE = re.compile(rf"(?:vuoden (?P<year>20\d\d)|(?P<next>seuraavan vuoden|{NEXT_YEAR})) ?$")
_AND = re.compile(
    r",? ?(?:(?:ja|sekä|och|samt|and) )?(?:(?:viimeistään|senast|by) )?(?:den |the )?"
    r"(?:(?:toisen kerran|andra gången|i|sekä|seuraavan vuoden) )?"
)
_PLACE = re.compile(r"(?:kohda\w{0,5}|kohta\w{0,5}|luvu\w{0,5}|§|punkt\w{0,4}|liitte\w{0,5}) ?$")
_CELL = re.compile(r"(?:^|[–—\t] ?)$")
_ENDS = re.compile(r"\s*(?:$|[–—\t;]|\.$)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day that the text names; `year` None = not said. `sets`: by words that set a time."""

    start: int
    end: int
    month: int
    day: int
    year: int | None
    following: bool
    sets: bool
    is_rough: bool = False
    """Words said it roughly: it is about the day."""


def deadline_days(text: str) -> list[Day]:
    """The days that words set a time for, with those that are named together with them."""
    days: list[Day] = []
    for run in _runs(text):
        if any(day.sets for day in run) or _stands_alone(text, run):
            days += _with_years(run)
    return days


def month_ends(text: str) -> list[Day]:
    """The last days of the months that stand alone, as in "elokuussa"."""
    days = []
    for match in _IN_MONTH.finditer(text):
        name = next(filter(None, match.group("name", "with", "cell", "name_sv", "name_en")))
        month = month_of(name)
        year = int(match["year"]) if match["year"] else None
        days.append(_set(text, match, month, _LAST_DAYS[month - 1], year))
    return days


def day_of(
    text: str, match: re.Match[str], month: int, number: int, *, is_rough: bool = False
) -> Day:
    """A day that words set, 0 the month's last; a year said behind them is theirs."""
    year_match = _YEAR_AFTER.match(text, match.end())
    year = int(year_match["year"]) if year_match else None
    day = _set(text, match, month, number or _LAST_DAYS[month - 1], year)
    return replace(day, is_rough=is_rough)


def _set(text: str, match: re.Match[str], month: int, number: int, year: int | None) -> Day:
    is_next_year = _is_following(text, match)
    return Day(match.start(), match.end(), month, number, year, is_next_year, sets=True)


def _stands_alone(text: str, run: Sequence[Day]) -> bool:
    """Whether days fill a cell of a table or end the sentence."""
    text_before, text_after = text[: run[0].start], text[run[-1].end :]
    if not _ENDS.match(text_after) or _PLACE.search(text_before[-12:]):
        return False
    return bool(_CELL.search(text_before[-3:])) or all(day.year is None for day in run)


def _runs(text: str) -> Iterator[list[Day]]:
    """Days that follow one another with nothing but "and" between them."""
    run: list[Day] = []
    for day in _days(text):
        if run and not _AND.fullmatch(text, run[-1].end, day.start):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _days(text: str) -> list[Day]:
    """Every day that the text names, in order; of those that overlap the first and longest."""
    matches = [match for pattern in _DAYS for match in pattern.finditer(text)]
    days: list[Day] = []
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        day = _day(text, match)
        if day and (not days or days[-1].end <= match.start()):
            days.append(day)
    return days


def _day(text: str, match: re.Match[str]) -> Day | None:
    groups = match.groupdict()
    name = groups.get("name")
    month = month_of(name) if name else int(groups["month"])
    if not 1 <= month <= 12:
        return None
    if groups.get("before"):
        month = (month - 2) % 12 + 1
    last_day = _LAST_DAYS[month - 1]
    part = groups.get("part") or groups.get("set") or ""
    day = int(groups.get("day") or _PARTS.get(part, last_day))
    if not 1 <= day <= last_day:
        return None
    text_before = text[max(0, match.start() - 30) : match.start()]
    year_before = _YEAR_BEFORE.search(text_before)
    year = groups.get("year") or (year_before and year_before["year"])
    is_next_year = _is_following(text, match)
    match_after = _AFTER.match(text, match.end())
    by = (match_after and match_after["by"]) or _BEFORE.search(text_before) or groups.get("set")
    by = by or groups.get("before")
    return Day(
        match.start(),
        match.end(),
        month,
        day,
        int(year) if year else None,
        is_next_year,
        sets=bool(is_next_year or by),
    )


def _with_years(run: Sequence[Day]) -> list[Day]:
    """A year said after the last day is that of those before it too, as far as they are earlier:
    "31.1. ja 31.8.2024", but "31.8. ja 31.1.2025" begins in the year before.
    """
    days = [run[-1]]
    for day in reversed(run[:-1]):
        later_day = days[0]
        is_earlier = (day.month, day.day) < (later_day.month, later_day.day)
        if day.year is None and not day.following and later_day.year is not None:
            day = replace(day, year=later_day.year - (not is_earlier))
        elif day.year is None and later_day.following and is_earlier:
            day = replace(day, following=True)
        days.insert(0, day)
    return days


def _is_following(text: str, match: re.Match[str]) -> bool:
    text_before = text[max(0, match.start() - 30) : match.start()]
    match_after, year_before = _AFTER.match(text, match.end()), _YEAR_BEFORE.search(text_before)
    return bool((match_after and match_after["next"]) or (year_before and year_before["next"]))


# Words of which a cell that only says when is made.
_TIME = re.compile(
    rf"(?:\d{{1,4}}|(?:{FI})(?:kuu\w{{0,7}})?|{SV}|{EN}"
    r"|mennessä|viimeistään|aikana|kuluessa|loppu\w{0,3}|alku\w{0,3}|alussa|lopussa|puoliväliin"
    r"|\w{0,12}vuosittain\w{0,3}|kuukausittain|viikoittain|päivittäin|puolivuosi\w{0,4}"
    r"|joka|toinen|toisena|kolmas|kuukau\w{1,5}|kuun|kuussa|päivä\w{0,4}|viik\w{2,4}|vuo[sdtn]\w{0,5}"
    r"|kertaa|kerran|kahdesti|kolmesti|yksi|kaksi|kolme|neljä|kuusi|kahden|kolmen|välein|ennen"
    r"|seuraava\w{0,2}|kevä\w{1,6}|syksy\w{0,4}|kesä\w{0,4}|talv\w{1,4}|lukukau\w{2,6}|lukuvuo\w{2,6}"
    r"|jatkuva\w{0,4}|tarvittaessa|tarpeen|mukaan|kvartaal\w{1,6}|ja|sekä|tai|heti|asti|alkaen|aina"
    r"|senast|före|utgången|slutet|början|mitten|av|den|i|varje|varannan|vartannat|år|året|årligen"
    r"|månad|månaden|månadsvis|kvartal|kvartalet|kvartalsvis|halvår|halvårsvis|vecka|veckan|dag"
    r"|dagen|dagligen|löpande|fortlöpande|vid|behov|vår|våren|höst|hösten|sommar|sommaren|och|samt"
    r"|en|gång|gånger|två|tre|fyra|om|per|följande|nästa|termin|terminen"
    r"|by|the|end|of|every|each|year|month|quarter|yearly|monthly|quarterly|once|twice|a|as|needed"
    r"|continuous\w{0,2}|and|next)"
)


def is_time(text: str) -> bool:
    """Whether a text, such as a cell of a table, says nothing but a time."""
    words = re.findall(r"\w+", text.lower())
    return bool(words) and len(words) < 12 and all(map(_TIME.fullmatch, words))
