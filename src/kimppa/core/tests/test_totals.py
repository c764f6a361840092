"""What the figures of a year's work come to, each counted once."""

import datetime as dt

from django.utils import translation

from conftest import Louna
from kimppa.core.evidence.actions import record_evidence
from tests.lines import told


def test_the_whole_is_the_same_for_each_municipality(louna: Louna) -> None:
    by, towns = louna.coordinator, louna.municipalities
    for code, title, label, count in (
        ("981", "Eläkeläisten opastus", "osallistujaa", 9),
        ("061", "Opastus", "hlöä", 14),
    ):
        record_evidence(
            by=by, topic="guidance", title=title, agreement_year=2030, date=dt.date(2030, 3, 1),
            municipalities=[towns[code]], figures={label: count},
        )  # fmt: skip
    with translation.override("fi"):
        own = told(["guidance"], 2030, towns["981"])["guidance"][0].text
        other = told(["guidance"], 2030, towns["061"])["guidance"][0].text
    assert own == (
        "Opastuksiin osallistui kaikista kunnista yhteensä 23 henkilöä."
        " Tästä Ypäjän osuus on yhdeksän."
    )
    assert other.startswith("Opastuksiin osallistui kaikista kunnista yhteensä 23 henkilöä.")


def test_days_are_not_summed(louna: Louna) -> None:
    for title in ("Vastattiin toiveisiin", "Palautetta luettiin"):
        record_evidence(
            by=louna.coordinator, topic="feedback", title=title, agreement_year=2030,
            date=dt.date(2030, 3, 1), figures={"päivää": 11},
        )  # fmt: skip
    with translation.override("fi"):
        said = told(["feedback"], 2030)["feedback"]
    assert not any("22" in str(figure) for sentence in said for figure in sentence.figures)
    assert not any("päivää" in sentence.text for sentence in said)


def test_the_first_quarter_is_in_what_the_year_came_to(louna: Louna) -> None:
    for month, title, count in (
        (4, "Katselut tammi–maaliskuulta koottu", 1906),
        (12, "Elokuvia katsottiin vuoden aikana eniten Forssassa", 7240),
    ):
        record_evidence(
            by=louna.coordinator, topic="film-service", title=title,
            date=dt.date(2030, month, 2), figures={"katselua": count},
        )  # fmt: skip
    with translation.override("fi"):
        said = told(["film-service"], 2030)["film-service"][0].text
    assert said.replace("\u00a0", " ").startswith("Elokuvia katsottiin 7 240 kertaa.")
