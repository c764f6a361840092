"""What is said of the lines could be printed: in every language, of every municipality, and of a
consortium that the sentences were not written for."""

import re

import pytest
from django.utils import translation

from conftest import Louna
from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence.fitting import SENTENCES, WORDS, fitted, split, words
from kimppa.core.evidence.hints import unfit
from kimppa.core.evidence.sentences import sentences
from kimppa.report.gather import gather
from tests.home.coast import TOWNS, YEAR, make_year

_MONTHS = (
    r"(?:[a-zäö]+kuuta|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|januari|februari|mars|maj|juni|juli|augusti|oktober)"
)
DAY = re.compile(rf"\b(?:\d{{1,2}}\.–)?\d{{1,2}}\.? {_MONTHS}", re.IGNORECASE)
FORBIDDEN = {
    "a count of entries": r"Työtä tehtiin|Arbete utfördes|Work was done|kirjattiin \d+ kertaa",
    "one of one": r"\b1,? (?:josta|varav|of which) 1\b",
    "a day in digits": r"\b\d{1,2}\.\d{1,2}\.|\b\d{4}-\d\d-\d\d\b",
    "a digit below ten": (
        r"(?<!åk )(?<!klass )(?<![\w.,:/§\u00a0–-])[1-9](?![\w:/\u00a0–-]|[.,]\d|\.[-–])"
    ),
    "a zero": r"(?<![\w.,\u00a0])0(?![\w,]|\.\d)",
    "a message unfilled": r"[{}]|%\(",
    "the first person": r"\b(?:minä|[Kk]orjasin|eilen)\b",
    "a smaller number called an invoice": r"\blasku\b(?! lähetetään)",
}


def faults(text: str) -> list[str]:
    """Why a line's text could not be printed."""
    plain = DAY.sub("", text)
    found = [name for name, pattern in FORBIDDEN.items() if re.search(pattern, plain)]
    if words(text) > WORDS:
        found.append(f"{words(text)} words")
    if len(split(text)) > SENTENCES:
        found.append(f"{len(split(text))} sentences")
    if not re.match(r"[A-ZÅÄÖ0-9]|[a-z][A-Z]", text) or not text.endswith("."):
        found.append("not a sentence")
    return found


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_report_of_a_year_could_be_printed(every_room: Louna, language: str) -> None:
    variants = gather(2024, [*Municipality.objects.all()], language=language)
    texts = {
        (code, clause.number): " ".join(sentence.text for sentence in clause.sentences)
        for code, variant in variants.items()
        for clause in variant.clauses
    }
    assert {place: (text, faults(text)) for place, text in texts.items() if faults(text)} == {
        place: (text, ["not a sentence"]) for place, text in texts.items() if not text
    }
    # In the language of the log only a line without any work is silent.
    silent = 1 if language == "fi" else 3
    assert sum(not text for text in texts.values()) <= silent * len(variants)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_so_could_that_of_another_consortium(language: str) -> None:
    duties = {duty.pk: duty.subject for duty in make_year()}
    for place in (None, *Municipality.objects.order_by("code")):
        with translation.override(language):
            lines = sentences(duties, YEAR, place)
        texts = [" ".join(s.text for s in fitted(line)) for line in lines.values() if line]
        if language == "fi":  # nobody's words are translated
            assert len(texts) >= len(duties) // 2
        assert [(text, faults(text)) for text in texts if faults(text)] == []
    assert len(TOWNS) == Municipality.objects.count()


@pytest.mark.django_db
def test_a_line_to_be_rewritten_is_left_out_and_told() -> None:
    duties = {duty.pk: duty.subject for duty in make_year()}
    with translation.override("fi"):
        text = " ".join(s.text for line in sentences(duties, YEAR).values() for s in line)
    titles = [work.title for work in unfit(YEAR)]
    assert titles == [
        "Pankkiyhteys: testaus: ok",
        "eilen ajettiin eka kerran Ruukin kautta",
        "Laskutuspohja uusittu ja testattu",
    ]
    assert not any(title.rstrip(".") in text for title in titles)


def test_a_fault_is_seen() -> None:
    assert faults("Työtä tehtiin 3 kertaa, viimeksi 1.2.2024") == [
        "a count of entries",
        "a day in digits",
        "a digit below ten",
        "not a sentence",
    ]
    assert faults("Luvut toimitetaan 8. helmikuuta mennessä.") == []
