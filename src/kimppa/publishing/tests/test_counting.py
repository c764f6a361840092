"""What the room knows of a year's events for the ministry's statistics."""

import datetime as dt
from decimal import Decimal

from django.utils import translation

from conftest import Louna
from kimppa.core import clock
from kimppa.core.figures.rooms import known_figures
from kimppa.core.permissions import SYSTEM
from kimppa.publishing import actions
from kimppa.publishing.messages import held_events, participants_sentence
from kimppa.publishing.models import Item
from kimppa.publishing.tests.conftest import Make, at


def came(people: int, item: Item) -> None:
    actions.set_participants(by=SYSTEM, item=item, participants=people)


def known(louna: Louna, year: int = 2025) -> dict[tuple[str, str], Decimal | None]:
    towns = {town.pk: code for code, town in louna.municipalities.items()}
    return {(k.variable, towns[k.municipality]): k.value for _room, k in known_figures(year)}


def test_events_count_where_and_when_they_were_held(louna: Louna, make: Make) -> None:
    day = {"start": at("2025-12-30 10:00"), "end": at("2025-12-30 11:00")}
    came(12, make("Satutunti", audiences=("lapset",), joint=True))
    came(30, make("Toistuva", audiences=("nuoret", "lapset"), rule="FREQ=WEEKLY;COUNT=3"))
    came(8, make("Ilta", audiences=("aikuiset",)))
    off = make("Peruttu", audiences=("aikuiset",))
    actions.call_off(by=louna.coordinator, item=off)
    make("Luonnos", published=False)
    came(70, make("Koko kimpan", town="", joint=True))
    make("Uutinen", kind="news")
    came(5, make("Ensi vuonna", start=at("2026-01-02 10:00"), end=at("2026-01-02 11:00")))
    came(4, make("Muualla", town="061", audiences=("kaikki",), **day))
    figures = known(louna)
    assert figures["TAP_tot_p", "834"] == 50
    assert (figures["TAP_u18_n", "834"], figures["TAP_u18_p", "834"]) == (4, 42)
    assert (figures["TAP_o18_n", "834"], figures["TAP_o18_p", "834"]) == (1, 8)
    assert figures["TAP_tot_p", "061"] == 4  # the joint one was held in Tammela alone
    assert figures["TAP_u18_n", "061"] is None  # for everybody: of neither age alone
    assert ("TAP_u18_p", "061") not in figures
    assert known(louna, 2026)["TAP_tot_p", "834"] == 5


def test_what_nobody_has_told_is_no_figure(louna: Louna, make: Make) -> None:
    came(12, make("Kerrottu", audiences=("lapset",)))
    make("Kertomatta", audiences=("aikuiset",))
    figures = known(louna)
    assert figures["TAP_tot_p", "834"] is None
    assert (figures["TAP_u18_p", "834"], figures["TAP_o18_p", "834"]) == (12, None)
    assert (figures["TAP_u18_n", "834"], figures["TAP_o18_n", "834"]) == (1, 1)


def test_of_a_series_over_the_new_year_nobody_knows_who_came_when(louna: Louna, make: Make) -> None:
    clock.set_day(dt.date(2025, 12, 1))
    start, end = at("2025-12-29 10:00"), at("2025-12-29 11:00")
    came(20, make("Sarja", audiences=("lapset",), rule="FREQ=WEEKLY;COUNT=2",
         start=start, end=end))  # fmt: skip
    for year in (2025, 2026):
        assert known(louna, year)["TAP_u18_n", "834"] == 1
        assert known(louna, year)["TAP_tot_p", "834"] is None


def test_events_are_counted_in_their_gender_in_swedish() -> None:
    with translation.override("sv"):
        text = held_events(1, 0, "Närpes", besides=False)
        assert text == "På Närpes bibliotek ordnades ett evenemang."
        assert held_events(0, 1, "", besides=True) == "Dessutom ordnades ett gemensamt evenemang."
        assert participants_sentence(46, 0) == "Det kom 46 besökare."
