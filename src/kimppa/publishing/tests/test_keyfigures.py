"""The year's events on the first page of a report: own and joint apart."""

from django.utils import translation

from conftest import Louna
from kimppa.core.area import summaries
from kimppa.core.keyfigures import KeyFigure, key_figures
from kimppa.publishing import actions
from kimppa.publishing.models import Item
from kimppa.publishing.tests.conftest import Make, at


def events(louna: Louna, code: str, year: int) -> KeyFigure:
    rows = key_figures(year, list(louna.municipalities.values()))[code]
    return next(row for row in rows if row.title == "Tapahtumat")


def test_own_and_joint_events_are_never_added(louna: Louna, make: Make) -> None:
    for title, town, joint, people in (
        ("Satutunti", "834", False, 12),
        ("Kielikahvila", "834", False, 13),
        ("Lukuviikko", "", True, 70),
    ):
        item = make(title, town=town, joint=joint, start=at("2025-03-05 10:00"),
                    end=at("2025-03-05 11:00"))  # fmt: skip
        actions.set_participants(by=louna.coordinator, item=item, participants=people)
    year = Item.objects.values_list("published_at__year", flat=True)[0]
    own = events(louna, "834", year)
    assert (own.number, own.words) == ("2", "omaa, 25 kävijää")
    assert own.lines == ("1 yhteinen: mukana olleissa kunnissa yhteensä 70 kävijää.",)
    assert "omia 2, yhteisiä 1" in own.pictures[0].alt
    other = events(louna, "061", year)
    assert (other.number, other.words) == ("0", "omaa")


def test_a_year_without_events_has_no_figure_of_them(louna: Louna) -> None:
    rows = key_figures(2025, list(louna.municipalities.values()))["834"]
    assert "Tapahtumat" not in [row.title for row in rows]


def test_events_held_without_being_published_are_told_too(louna: Louna, make: Make) -> None:
    town = louna.municipalities["834"]
    for title, code, joint, people in (
        ("Satutunti", "834", False, 12),
        ("Kielikahvila", "834", False, 13),
        ("Lukuviikko", "061", True, 70),
        ("Muiden", "061", False, 9),
    ):
        item = make(title, town=code, joint=joint, published=False,
                    start=at("2024-03-05 10:00"), end=at("2024-03-05 11:00"))  # fmt: skip
        actions.note_held(by=louna.coordinator, item=item)
        actions.set_participants(by=louna.coordinator, item=item, participants=people)
    with translation.override("fi"):
        told = [sentence.text for sentence in summaries(["events"], 2024, town)["events"]]
        everybody = summaries(["events"], 2024, None)["events"]
    assert told == [
        (
            "Tammelan kirjastossa pidettiin kaksi tapahtumaa."
            " Kirjastojen yhteisiä tapahtumia pidettiin yksi."
        ),
        (
            "Omissa tapahtumissa kävi 25 ihmistä, ja kuntien yhteisissä tapahtumissa kävijöitä oli"
            " kaikkiaan 70."
        ),
    ]
    assert everybody[0].text.startswith("Kirjastoissa pidettiin kolme tapahtumaa.")
    own = events(louna, "834", 2024)
    assert (own.number, own.words) == ("2", "omaa, 25 kävijää")
    assert own.lines == ("1 yhteinen: mukana olleissa kunnissa yhteensä 70 kävijää.",)
    assert not any(summaries(["events"], 2023, town).values())
    make("Kerrottu", start=at("2025-03-05 10:00"), end=at("2025-03-05 11:00"))
    year = Item.objects.exclude(published_at=None).values_list("published_at__year", flat=True)[0]
    start, end = at(f"{year}-01-02 10:00"), at(f"{year}-01-02 11:00")
    Item.objects.filter(status="held").update(start=start, end=end)
    with translation.override("fi"):
        told = [sentence.text for sentence in summaries(["events"], year, town)["events"]]
    assert "Lisäksi pidettiin kaksi tapahtumaa." in told[1]
