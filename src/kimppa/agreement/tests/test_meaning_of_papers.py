"""What the words of made-up agreements mean: topics, dues and facts, measured against the truth."""

import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kimppa.agreement.meaning.suggest import suggest, topics
from kimppa.agreement.reading import read_upload
from tests.agreements.judging import (
    Meaning,
    file_of,
    judge_meaning,
    papers,
    truth_of,
    wrong_facts,
)

PAPERS = [*papers("first"), *papers("last")]


@cache
def lines() -> list[tuple[dict[str, Any], str, int]]:
    """Each obliging line with the title above it and its paper's year."""
    truths = [truth_of(path) for path in PAPERS]
    return [
        (line, truth["section"][line["section"] - 1]["title"], truth["year"])
        for truth in truths
        for line in truth["line"]
    ]


@cache
def scores() -> list[Meaning]:
    return [judge_meaning(truth_of(path)) for path in PAPERS]


def test_topics_are_right_and_lines_without_a_topic_get_none() -> None:
    total = sum(score.topics for score in scores())
    assert sum(score.topics_right for score in scores()) >= 0.94 * total
    assert sum(score.topics_wrong for score in scores()) <= 0.02 * total


def test_what_the_lines_themselves_tell_is_sure_and_little_is_asked() -> None:
    suggestions = [
        suggestion
        for line, title, year in lines()
        for suggestion in suggest(line["text"], title, year, lead=line.get("lead", ""))
    ]
    asked = [suggestion for suggestion in suggestions if not suggestion.sure]
    assert len(asked) <= 0.05 * len(suggestions)


def test_dues_are_right() -> None:
    assert sum(s.dues_right for s in scores()) >= 0.9 * sum(s.dues for s in scores())


def test_facts_of_each_paper() -> None:
    wrong = [
        (path.stem, *fact)
        for path in PAPERS
        for fact in wrong_facts(
            read_upload(file_of(path).read_bytes(), file_of(path).name), truth_of(path)
        )
    ]
    assert len(wrong) <= 1, wrong


def test_topics_of_lines_in_many_words() -> None:
    """Lines of other kinds of cooperation are among them: no topic fits those."""
    rows = Path(__file__).with_name("topic_lines.txt").read_text(encoding="utf-8").splitlines()[1:]
    wrong = []
    for row in rows:
        want, title, line = row.split("|")
        found = topics(suggest(line, title, 2026))
        if not (set(found) & set(want.split("+")) if want else not found):
            wrong.append((want, found, line))
    assert len(wrong) <= 0.02 * len(rows), wrong


@pytest.mark.parametrize(
    ("line", "title", "lead", "topic"),
    [
        ("virheet korjataan viikon kuluessa", "Luettelo", "", "catalogue-integrity"),
        ("tunnukset suljetaan", "Järjestelmä", "", "library-system"),
        ("Toimitus tehdään joka arkipäivä", "Kuljetukset", "", "transport"),
        ("tammikuun loppuun mennessä", "", "Lainaustilastot toimitetaan", "statistics-units"),
    ],
)
def test_what_stands_above_a_line_is_asked(line: str, title: str, lead: str, topic: str) -> None:
    found = suggest(line, title, 2026, lead=lead)
    assert topics(found) == (topic,)
    assert not any(suggestion.sure for suggestion in found if line != "tunnukset suljetaan")


@pytest.mark.parametrize(
    ("line", "topic", "due"),
    [
        ("Lainat ja hankinnat kirjastoittain – Kauhajoki – joka kuukauden 15. päivä",
         "statistics-units", "monthly by 15"),
        ("Käynnit verkkokirjastossa – kirjastonjohtajien kokous – 31.8. ja 31.1. seuraavana vuonna",
         "web-visits", "by 08-31, 01-31 +1"),
        ("15.10. – Kirjallisuusviikon tapahtumat ja tiedotteet – Juva", "events", "by 10-15"),
    ],
)  # fmt: skip
def test_the_task_of_a_row_tells_its_topic_and_the_last_cell_its_due(
    line: str, topic: str, due: str
) -> None:
    found = suggest(line, "Vuosikello", 2026)
    assert topics(found) == (topic,)
    assert found[0].due == due


@pytest.mark.parametrize(
    "line",
    [
        "Palvelun hinta on 52 300 euroa vuodessa",
        "Palveluksessa on kaksi henkilöä",
        "Hoitaja tekee kotikäynnin kolmen päivän kuluessa",
        "Oppilaat kuljetetaan kouluun taksilla",
        "Yhteisten kurssien opettajat sovitaan maaliskuussa",
    ],
)
def test_other_matters_are_no_topic(line: str) -> None:
    assert suggest(line, "", 2026) == ()


def test_a_paper_of_three_hundred_pages_is_understood_quickly() -> None:
    """5,000 lines take some 30 times as long as summing four million numbers: how many seconds
    that is tells of the machine.
    """
    begins, total = time.process_time(), 0
    for number in range(4_000_000):
        total += number
    summing_seconds = time.process_time() - begins
    many = (lines() * (5_000 // len(lines()) + 1))[:5_000]
    begins = time.process_time()
    for line, title, year in many:
        suggest(line["text"], title, year, lead=line.get("lead", ""))
    assert time.process_time() - begins < 80 * summing_seconds
