"""What the words of made-up agreements mean: topics, dues and facts, measured against the truth."""

import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kimppa.agreement.meaning.suggest import due_of, suggest, topics
from kimppa.agreement.meaning.terms import terms_of
from kimppa.agreement.reading import read_upload
from kimppa.core.consortium.finland import listed
from kimppa.core.duties.rules import parse
from tests.agreements.judging import file_of, papers, truth_of

PAPERS = [*papers("first"), *papers("last")]
EVERY_MUNICIPALITY = [(row.fi, (row.fi, row.sv)) for row in listed().values()]


@cache
def lines() -> list[tuple[dict[str, Any], str, int]]:
    """Each obliging line with the title above it and its paper's year."""
    truths = [truth_of(path) for path in PAPERS]
    return [
        (line, truth["section"][line["section"] - 1]["title"], truth["year"])
        for truth in truths
        for line in truth["line"]
    ]


def as_list(topic: str | list[str]) -> list[str]:
    return [topic] if isinstance(topic, str) and topic else list(topic)


def test_topics_are_right_and_lines_without_a_topic_get_none() -> None:
    counts: Counter[str] = Counter()
    for line, title, year in lines():
        suggestions = suggest(line["text"], title, year, lead=line.get("lead", ""))
        want = as_list(line.get("topic", ""))
        if want:
            counts["right" if set(topics(suggestions)) & set(want) else "missed"] += 1
        # What is not sure is asked, so it is not told wrongly.
        told = {suggestion.topic for suggestion in suggestions if suggestion.sure}
        counts["wrong"] += bool(told - set(want))
    total = counts["right"] + counts["missed"]
    assert counts["right"] >= 0.94 * total, counts
    assert counts["wrong"] <= 0.02 * total, counts


def test_what_the_lines_themselves_tell_is_sure_and_little_is_asked() -> None:
    suggestions = [
        suggestion
        for line, title, year in lines()
        for suggestion in suggest(line["text"], title, year, lead=line.get("lead", ""))
    ]
    asked = [suggestion for suggestion in suggestions if not suggestion.sure]
    assert len(asked) <= 0.05 * len(suggestions)


def same_rule(one: str, other: str) -> bool:
    """Half-yearly on two days is on those days; February ends on the 28th or the 29th."""
    first, second = (
        str(parse(rule.replace("yearly every", "every").replace("02-28", "02-29")))
        for rule in (one, ", ".join(part.strip() for part in other.split(",")))
    )
    return first.removeprefix("half-yearly ") == second.removeprefix("half-yearly ")


def test_dues_are_right() -> None:
    right = total = 0
    for line, title, year in lines():
        if "due" not in line:
            continue
        lead = line.get("lead", "")
        found = suggest(line["text"], title, year, lead=lead)
        due = found[0].due if found else due_of(line["text"], year, lead=lead)
        total += 1
        right += same_rule(due, line["due"])
    assert right >= 0.9 * total


EMPTY: dict[str, Any] = {
    "year": None,
    "begins": "",
    "ends": "",
    "notice_months": None,
    "price": "",
    "laws": [],
    "parties": [],
    "producer": "",
}


def test_facts_of_each_paper() -> None:
    wrong: list[tuple[object, ...]] = []
    for path in PAPERS:
        truth = truth_of(path)
        reading = read_upload(file_of(path).read_bytes(), file_of(path).name)
        terms = terms_of(reading.agreement, EVERY_MUNICIPALITY)
        found = {
            "year": terms.year,
            "begins": str(terms.in_force.first or ""),
            "ends": str(terms.in_force.last or ""),
            "notice_months": terms.notice_months,
            "price": str(terms.price or ""),
            "laws": sorted(terms.laws),
            "parties": sorted(terms.parties),
            "producer": terms.producer,
        }
        for fact in EMPTY:
            truly = truth.get(fact, EMPTY[fact])
            truly = sorted(truly) if isinstance(truly, list) else truly
            if found[fact] != truly:
                wrong.append((path.stem, fact, truly, found[fact]))
        for key, ends in (("joins", "first"), ("leaves", "last")):
            days = {code: getattr(span, ends) for code, span in terms.times.items()}
            if {code: str(day) for code, day in days.items() if day} != truth.get(key, {}):
                wrong.append((path.stem, key, truth.get(key, {}), days))
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
    """5,000 lines take a second of work, and some more on a slow machine."""
    many = (lines() * (5_000 // len(lines()) + 1))[:5_000]
    begins = time.process_time()
    for line, title, year in many:
        suggest(line["text"], title, year, lead=line.get("lead", ""))
    assert time.process_time() - begins < 5
