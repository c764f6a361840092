"""What the rooms know of a line of the agreement stands in every municipality's report."""

import pytest

from conftest import Louna
from kimppa.core.area import summaries
from kimppa.report.facts import ClauseFacts
from kimppa.report.gather import gather

# What the report says of a line comes of the room's own work, counted by these.
ROOM_FIGURE = {
    "1.1": "tietuetta tarkastettu",
    "1.3": "sivut",
    "1.4": "yksittäisten kirjastojen toiveet",
    "1.5": "palautetta",
    "2.1": "lukuja",
    "2.2": "aktiivisia asiakkaita",
    "2.3": "verkkokäyntejä",
    "3.1": "omat tapahtumat",
    "6.1": "yhteiset toimenpiteet",
}


@pytest.fixture
def told(every_room: Louna) -> dict[str, tuple[ClauseFacts, ...]]:
    """The lines by municipality, the whole consortium's left out."""
    towns = list(every_room.municipalities.values())
    found = {code: one.clauses for code, one in gather(2024, towns, language="fi").items() if code}
    assert len(found) == len(towns)
    return found


def test_each_room_speaks_on_its_line_in_every_municipality(
    told: dict[str, tuple[ClauseFacts, ...]],
) -> None:
    for code, clauses in told.items():
        figures = {
            one.number: {label for sentence in one.sentences for label, _value in sentence.figures}
            for one in clauses
        }
        lacking = {n: figures[n] for n, label in ROOM_FIGURE.items() if label not in figures[n]}
        assert not lacking, code


def test_no_line_on_which_work_was_done_is_silent(
    told: dict[str, tuple[ClauseFacts, ...]],
) -> None:
    for code, clauses in told.items():
        assert [one.number for one in clauses if not one.sentences] == [], code


def test_what_a_room_says_of_a_topic_stands_once_on_the_first_of_its_lines(
    every_room: Louna,
) -> None:
    bare = summaries(["programme"], 2024, None)["programme"]
    assert bare
    said = summaries(["programme@finna", "programme@teams"], 2024, None)
    assert said == {"programme@finna": bare, "programme@teams": []}
