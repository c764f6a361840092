"""Spans of a year by name: what is done in one is due at its end, or about it. Pure.

Seasons, terms, quarters, weeks by number, the beginning of a month or of the summer.
"""

import datetime as dt
import re
from collections.abc import Iterator

from kimppa.agreement.meaning.times.days import Day, day_of
from kimppa.agreement.months import FI, SV, month_of

_WHILE = r"(?:aikana|kuluessa|mittaan|lopussa|lopulla|loppuun)"
_TERM = r"(?:luku|toiminta)?kau"


def _season(finnish: str, genitive: str, swedish: str) -> str:
    """Words that set a time in a season. "På vår" is on ours: the season is "våren"."""
    definite = swedish.removesuffix("?")
    return (
        rf"\b(?:loppu)?(?:{finnish}|{genitive} (?:{_WHILE}|(?=20)))"
        rf"|(?:på|under|om|till|i slutet av) (?:sen)?{definite}\b"
        rf"|(?:varje|varannan) (?:sen)?{swedish}\b"
        rf"|\b{swedish} (?=20\d\d)"
    )


def _beginning(finnish: str, genitive: str, swedish: str) -> str:
    return (
        rf"\balku(?:{finnish}|{genitive} {_WHILE})|\b{genitive} al(?:ussa|kuun)"
        rf"|(?:tidigt på|i början av|på för) ?{swedish}\b"
    )


_SPRING = (
    r"kevä(?:ällä|isin|ästä)|kevääseen mennessä|joka (?:toinen )?kevät\b",
    "kevään",
    r"vår(?:en)?",
)
_SUMMER = (
    r"kes(?:ällä|äisin|ästä)|kesään mennessä|joka (?:toinen )?kesä\b",
    "kesän",
    r"sommar(?:en)?",
)
_AUTUMN = (
    r"syks(?:yllä|yisin|ystä)|syksyyn mennessä|joka (?:toinen )?syksy\b",
    "syksyn",
    r"höst(?:en)?",
)
_WINTER = (
    r"talv(?:ella|isin|esta)|talveen mennessä|joka (?:toinen )?talvi\b",
    "talven",
    r"vinter(?:n)?",
)
_SPRING_TERM = (
    rf"\bkevät{_TERM}(?:della|den {_WHILE})|(?:under|på|i slutet av) vårterminen"
    r"|lukuvuoden (?:lopussa|lopulla|päättyessä)|i slutet av läsåret"
)
_AUTUMN_TERM = rf"\bsyys{_TERM}(?:della|den {_WHILE})|(?:under|på|i slutet av) höstterminen"
_TERM_BEGINS = (
    r"\b(?:luku|opinto)vuoden al(?:ussa|kaessa|kuun)|i början av (?:läsåret|höstterminen)"
    rf"|\bsyys{_TERM}den al(?:ussa|kuun)"
)
# (words, month, day) of the end; day 0 is the month's last.
_ROUGHLY = tuple(
    (re.compile(words), month, day)
    for words, month, day in (
        (_beginning(*_SPRING), 3, 0),
        (_beginning(*_SUMMER), 6, 0),
        (_beginning(*_AUTUMN), 9, 0),
        (_beginning(*_WINTER), 12, 0),
        (_season(*_SPRING), 5, 0),
        (_season(*_SUMMER), 8, 0),
        (_season(*_AUTUMN), 11, 0),
        (_season(*_WINTER), 2, 0),
        (rf"\bkevät{_TERM}den al(?:ussa|kuun)|i början av vårterminen", 1, 0),
        (_SPRING_TERM, 5, 0),
        (_TERM_BEGINS, 8, 0),
        (_AUTUMN_TERM, 12, 0),
        (r"ennen kesä(?:ä|lom\w{1,4})\b|ennen juhannusta", 5, 0),
        (r"(?:före|innan) (?:sommaren|semest\w{2,8}|midsommar)", 5, 0),
        (r"ennen syksyä|(?:före|innan) hösten", 8, 0),
        (r"ennen joulua|jouluun mennessä|(?:före|innan|till) jul(?:en)?\b", 12, 23),
        (r"loppuvuo(?:desta|den aikana)|vuoden ?vaihteessa|(?:vid|kring) årsskiftet", 12, 0),
    )
)
_PART_OF_MONTH = re.compile(
    rf"\b(?P<fi>{FI})kuun (?:alussa|alkupäivinä|(?P<half>alkupuol\w{{4,8}})"
    r"|(?P<end>loppupuol\w{4,8}))"
    rf"|\bi början av (?P<sv>{SV})\b"
    rf"|\b(?P<turn>{FI})[-–/ ]{{1,3}}(?:{FI})kuun vaihteessa"
    rf"|månadsskiftet (?P<turn_sv>{SV})[-–/ ]"
)
_QUARTERS = (
    "ensimmäise första",
    "toise andra",
    "kolmanne tredje",
    "neljänne viimeise fjärde sista",
)
_NTH = "|".join(" ".join(_QUARTERS).split())
_PART_OF_YEAR = re.compile(
    rf"\b(?P<quarter>{_NTH})(?:(?:ll[aä]|n) (?:vuosi)?neljänneks(?:ellä|en)| kvartalet)"
    r"|\b(?P<first>ensimmäise(?:llä|n) (?:vuosi)?puolisko(?:lla|n)"
    r"|första (?:halvåret|hälften av året)|vuoden alkupuol\w{4,8}|alkuvuosipuoliskolla)"
    r"|\b(?P<second>(?:toise|jälkimmäise)(?:ll[aä]|n) (?:vuosi)?puolisko(?:lla|n)"
    r"|andra (?:halvåret|hälften av året)|vuoden (?:jälki|loppu)puol\w{4,8})"
)
_WEEK = re.compile(r"\b(?:viiko(?:lla|n)|vecka|week) (?P<week>[1-9]\d?)\b(?!\.? päiv)")


def season_ends(text: str, year: int | None) -> list[Day]:
    """The days that end the spans named in a text (small letters), in their order."""
    days = [*_rough(text), *_parts_of_months(text), *_parts_of_years(text)]
    if year is not None:
        days += _sundays_of_weeks(text, year)
    days.sort(key=lambda day: day.start)
    return [day for index, day in enumerate(days) if index == 0 or days[index - 1].end <= day.start]


def _rough(text: str) -> Iterator[Day]:
    for pattern, month, number in _ROUGHLY:
        for match in pattern.finditer(text):
            yield day_of(text, match, month, number, is_rough=True)


def _parts_of_months(text: str) -> Iterator[Day]:
    for match in _PART_OF_MONTH.finditer(text):
        month = month_of(next(filter(None, match.group("fi", "sv", "turn", "turn_sv"))))
        is_end = match["end"] or match["turn"] or match["turn_sv"]
        number = 0 if is_end else 15 if match["half"] else 10
        yield day_of(text, match, month, number, is_rough=True)


def _parts_of_years(text: str) -> Iterator[Day]:
    for match in _PART_OF_YEAR.finditer(text):
        if words := match["quarter"]:
            month = 3 * next(
                n for n, quarter_words in enumerate(_QUARTERS, 1) if words in quarter_words.split()
            )
        else:
            month = 6 if match["first"] else 12
        yield day_of(text, match, month, 0)


def _sundays_of_weeks(text: str, year: int) -> Iterator[Day]:
    """The Sunday of a week; in another year it is about then."""
    for match in _WEEK.finditer(text):
        try:
            sunday = dt.date.fromisocalendar(year, int(match["week"]), 7)
        except ValueError:
            continue
        if sunday.year == year:
            yield day_of(text, match, sunday.month, sunday.day, is_rough=True)
