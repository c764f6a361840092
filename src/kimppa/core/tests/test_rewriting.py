"""Logged lines that the report leaves out until they are rewritten are listed."""

import datetime as dt
from decimal import Decimal

from django.utils import translation

from conftest import Louna
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.hints import reading, unfit
from kimppa.core.evidence.models import Evidence
from tests.lines import make_lines


def test_a_line_to_rewrite_is_not_asked_of_another_municipality(louna: Louna) -> None:
    make_lines(2030, "events")
    own = louna.municipalities["981"]
    title, day = "Hyllytin 40 kirjaa", dt.date(2030, 3, 1)
    by = louna.coordinator
    record_evidence(by=by, topic="events", title=title, date=day, municipalities=[own])
    assert [work.title for work in unfit(2030, own)] == [title]
    assert unfit(2030, louna.municipalities["061"]) == []


def test_a_heading_is_listed_to_be_rewritten_but_a_meeting_is_counted(louna: Louna) -> None:
    make_lines(2030, "events", "meetings")
    by, day = louna.coordinator, dt.date(2030, 3, 1)
    record_evidence(by=by, topic="events", title="Tarina lapsille Ypäjällä", date=day)
    record_evidence(by=by, topic="meetings", title="Johtajien kokous 1/2030", date=day)
    assert [work.title for work in unfit(2030)] == ["Tarina lapsille Ypäjällä"]


def record(louna: Louna, topic: str, title: str, figures: dict[str, int] | None = None) -> Evidence:
    return record_evidence(
        by=louna.coordinator,
        topic=topic,
        title=title,
        date=dt.date(2030, 3, 1),
        figures={label: Decimal(value) for label, value in (figures or {}).items()},
    )


def test_words_that_nobody_knows_are_what_is_asked_first(louna: Louna) -> None:
    make_lines(2030, "migration")
    work = record(louna, "migration", "testi: 14 ok, csv ajettu: 340 kpl")
    with translation.override("fi"):
        (hint,) = reading(work).hints
    assert str(hint).startswith("Kirjoita sanoilla, jotka jokainen lukija tuntee, ilman näitä: ok")


def test_a_figure_that_the_years_sum_tells_is_not_asked_for(louna: Louna) -> None:
    make_lines(2030, "guidance")
    work = record(louna, "guidance", "selkokielikoulutus järjestettiin", {"osallistujaa": 41})
    with translation.override("fi"):
        shown = reading(work)
        assert shown.sentences == ("Opastuksiin osallistui 41 henkilöä.",)
        assert list(map(str, shown.advice)) == ["Raportti kertoo vuoden luvut yhteensä."]
        assert not shown.hints


def test_a_figure_that_no_sentence_tells_is_spoken_of(louna: Louna) -> None:
    make_lines(2030, "transport")
    title = "Jokaisen kunnan neuvolaan vietiin kesäkuussa uudet kassit"
    with translation.override("fi"):
        shown = reading(record(louna, "transport", title, {"tuntia": 300}))
    assert shown.sentences
    assert "300" not in " ".join(shown.sentences)
    assert "Kirjoita luku myös virkkeeseen: nyt raportti ei kerro sitä." in map(str, shown.advice)


def test_a_number_within_another_is_not_that_number(louna: Louna) -> None:
    make_lines(2030, "transport")
    title = "Kuljetuksessa kulki kesäkuussa 1 300 laatikkoa"
    with translation.override("fi"):
        shown = reading(record(louna, "transport", title, {"tuntia": 30}))
        assert "Kirjoita luku myös virkkeeseen: nyt raportti ei kerro sitä." in map(
            str, shown.advice
        )
        counted = reading(record(louna, "transport", title, {"kuljetusta": 3}))
        assert not counted.advice
