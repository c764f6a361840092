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
from kimppa.core.words.amounts import Amount
from tests.dictionary import needs_dictionary
from tests.home.test_printable import faults
from tests.printing.years import NAMES, make_year, read_year

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


@needs_dictionary
@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_year_is_told_as_it_was_found_good(name: str) -> None:
    """And what tells a reader nothing is asked for and not printed."""
    year = read_year(name)
    subjects = {duty.pk: duty.subject for duty in make_year(year)}
    with translation.override(year.language):
        text = printed(sentences(subjects, year.year), subjects)
    assert text == (PRINTED / f"{name}.txt").read_text(encoding="utf-8")
    if name in LISTED:
        asked = [work.title for work in unfit(year.year)]
        assert asked == (ASKED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        assert len(asked) <= MOST_ASKED * len(year.log)
        assert not any(title.casefold() in text.casefold() for title in asked)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_it_could_be_printed_for_its_municipalities_and_in_other_languages(name: str) -> None:
    year = read_year(name)
    subjects = {duty.pk: duty.subject for duty in make_year(year)}
    places = list(Municipality.objects.order_by("position"))[:4]
    others = [language for language in ("fi", "sv", "en") if language != year.language]
    for language, place in [*product([year.language], places), *product(others, places[:1])]:
        with translation.override(language):
            lines = sentences(subjects, year.year, place)
            texts = [" ".join(s.text for s in told) for told in lines.values() if told]
            assert [(text, faults(text)) for text in texts if faults(text)] == []


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
