"""A step and its log entry of the same work within some days are one piece, unless held apart."""

import datetime as dt
from typing import Any

import pytest

from conftest import Louna
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import record_evidence, restore_evidence, retract, undo_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import tallies
from kimppa.core.evidence.same import hold_apart, hold_together, same_words
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import deliver, freeze
from kimppa.core.releases.drafts import RenderedFile, Subject
from tests.lines import make_lines

DAY = dt.date(2025, 1, 31)
STEP = ("programme", "step-7")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Väliarvio käyty läpi", "Taukotila-hanke: väliarvio käytiin läpi yhdessä", True),
        ("Seurantatiedot koottu", "Taukotila-hankkeen seurantatiedot koottiin", True),
        ("Vuoden kokousaikataulu sovittu", "Johtajien kokous 1/2024", False),
        ("Opastus", "Opastus", False),
        ("Kirjastojen opastus Finnan käyttöön", "Finnan käytön opastus", True),
        ("", "", False),
    ],
)
def test_the_same_work_is_known_by_its_words(one: str, other: str, same: bool) -> None:
    assert same_words(one, other) is same
    assert same_words(other, one) is same


@pytest.fixture
def line(louna: Louna) -> Duty:
    return make_lines(2025, "projects")[0]


def step(title: str = "Väliarvio käyty läpi", date: dt.date = DAY, **values: Any) -> Evidence:
    return record_evidence(
        by=SYSTEM, topic="projects", title=title, date=date, origin=STEP, **values
    )


def log(louna: Louna, title: str = "Väliarvio käytiin läpi", days: int = 3) -> Evidence:
    date = DAY + dt.timedelta(days=days)
    return record_evidence(by=louna.coordinator, topic="projects", title=title, date=date)


def counted() -> int:
    return sum(tally.count for tally in tallies(2025) if tally.duty_id)


def test_a_step_and_its_log_entry_count_once_in_the_first_ones_month(
    louna: Louna, line: Duty
) -> None:
    first, second = step(), log(louna)
    assert (second.same_as, second.slot) == (first, 1)  # though logged for February
    assert counted() == 1


@pytest.mark.parametrize(
    ("title", "days"), [("Väliarvio käytiin läpi", 8), ("Aivan muuta työtä", 1)]
)
def test_what_is_far_or_told_in_other_words_is_another_piece(
    louna: Louna, line: Duty, title: str, days: int
) -> None:
    step()
    log(louna, title, days)
    assert counted() == 2


def test_two_log_entries_are_two_pieces(louna: Louna, line: Duty) -> None:
    log(louna)
    log(louna, days=4)
    assert counted() == 2


def test_work_for_other_municipalities_is_another_piece(louna: Louna, line: Duty) -> None:
    step(municipalities=[louna.municipalities["834"]])
    record_evidence(
        by=louna.coordinator,
        topic="projects",
        title="Väliarvio käytiin läpi",
        date=DAY,
        municipalities=[louna.municipalities["981"]],
    )
    assert counted() == 2


def test_what_is_held_apart_counts_by_itself_until_it_is_taken_back(
    louna: Louna, line: Duty
) -> None:
    step()
    second = log(louna)
    hold_apart(by=louna.coordinator, evidence=second)
    assert (counted(), second.slot) == (2, 2)
    hold_together(by=louna.coordinator, evidence=second)
    assert counted() == 1


def test_when_the_first_is_taken_back_the_other_counts(louna: Louna, line: Duty) -> None:
    step()
    second = log(louna)
    retract(STEP, by=SYSTEM)
    assert counted() == 1
    second.refresh_from_db()
    assert (second.same_as, second.slot) == (None, 2)
    step()
    assert counted() == 1
    undo_evidence(by=louna.coordinator, evidence=second)
    assert counted() == 1
    restore_evidence(by=louna.coordinator, evidence=second)
    assert counted() == 1


def test_one_version_given_to_all_is_one_piece_of_work(louna: Louna) -> None:
    line = make_lines(2025, "report", kind="deliverable")[0]
    release = freeze(
        by=louna.coordinator,
        subject=Subject("report", 2025, "report", "Raportti"),
        facts={},
        files=[RenderedFile("a.pdf", "application/pdf", b"%PDF-1.7")],
    )
    everybody = [(louna.municipalities[code], who) for code, who in louna.directors.items()]
    deliver(by=louna.coordinator, release=release, recipients=everybody)
    assert [t.count for t in tallies(2025) if t.duty_id == line.pk] == [1]
    for municipality in louna.municipalities.values():
        assert [t.count for t in tallies(2025, municipality) if t.duty_id == line.pk] == [1]
