"""The report's sentences of made-up consortia, as they are printed: `printed/`; and the lines that
are asked for instead: `asked/`.

A changed sentence is read aloud before it is put there: the result is its main matter, its words
stand in the order of its language, and no word is in a wrong case.
"""

import datetime as dt
from itertools import product
from pathlib import Path

import pytest
from django.utils import translation

from kimppa.core.area import Sentence
from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence.hints import unfit
from kimppa.core.evidence.matters import Entry, matters
from kimppa.core.evidence.sentences import sentences
from kimppa.core.prose.lines import prose
from kimppa.core.prose.looks import looks
from kimppa.core.voikko import is_installed
from kimppa.core.words.amounts import Amount
from tests.dictionary import LACKING
from tests.home.test_printable import faults
from tests.printing.years import NAMES, Year, make_year, read_year

PRINTED = Path(__file__).parent / "printed"
ASKED = Path(__file__).parent / "asked"
LISTED = {path.stem for path in ASKED.glob("*.txt")}
# Of the lines logged; in four of the years two of four people write in jargon or in spoken words.
MOST_ASKED = 0.52


def printed(lines: dict[int, list[Sentence]], subjects: dict[int, str]) -> str:
    return "".join(
        f"{subjects[duty]}: {' '.join(sentence.text for sentence in told)}\n"
        for duty, told in lines.items()
        if told
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_year_is_told_as_it_was_found_good(name: str) -> None:
    """And could be printed for its municipalities and in other languages. One test: to log the work
    of a year takes longer than to tell it.
    """
    year = read_year(name)
    subjects = {duty.pk: duty.subject for duty in make_year(year)}
    assert faults_for_others(year, subjects) == []
    if not is_installed():
        pytest.skip(LACKING)
    with translation.override(year.language):
        text = printed(sentences(subjects, year.year), subjects)
    assert text == (PRINTED / f"{name}.txt").read_text(encoding="utf-8")
    if name in LISTED:
        asked_and_not_printed(name, year, text)


def faults_for_others(year: Year, subjects: dict[int, str]) -> list[tuple[str, object]]:
    """What could not be printed for some of the municipalities or in another language."""
    places = list(Municipality.objects.order_by("position"))[:4]
    others = [language for language in ("fi", "sv", "en") if language != year.language]
    found: list[tuple[str, object]] = []
    for language, place in [*product([year.language], places), *product(others, places[:1])]:
        with translation.override(language):
            lines = sentences(subjects, year.year, place)
            texts = [" ".join(s.text for s in told) for told in lines.values() if told]
            found += [(text, faults(text)) for text in texts if faults(text)]
    return found


def asked_and_not_printed(name: str, year: Year, text: str) -> None:
    """What tells a reader nothing is asked for instead."""
    asked = [work.title for work in unfit(year.year)]
    assert asked == (ASKED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert len(asked) <= MOST_ASKED * len(year.log)
    assert not any(title.casefold() in text.casefold() for title in asked)


@pytest.mark.parametrize("name", NAMES)
def test_no_line_becomes_a_sentence_with_a_fault(name: str) -> None:
    year = read_year(name)
    for line in year.log:
        if looks(line.title, line.date, year.year):
            continue
        text = " ".join(prose(line.title, [line.date], year.year, year.language))
        assert not text or not faults(text), text


def test_a_repeated_line_is_told_once_with_its_sum() -> None:
    title = "Kaukolainapyyntöjä käsitelty"
    log = [
        Entry(1, dt.date(2024, 2, 28), title, amount=Amount(88, "pyyntöä")),
        Entry(2, dt.date(2024, 8, 31), title, amount=Amount(104, "pyyntöä")),
    ]
    assert [matter.texts for matter in matters(log, 2024, "fi")] == [
        ("Helmi- ja elokuussa käsiteltiin 192 kaukolainapyyntöä.",)
    ]
