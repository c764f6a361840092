"""What the statistics say of a year: on the lines of the agreement, and when they are due."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.translation import override

from conftest import Louna
from kimppa.core.area import Sentence, summaries
from kimppa.core.duties.models import Duty
from kimppa.core.figures.actions import withdraw_figure
from kimppa.core.figures.models import Figure
from kimppa.core.permissions import SYSTEM
from kimppa.statistics.area import Recipient, delivery_sentences, due
from kimppa.statistics.keyfigures import key_figures
from kimppa.statistics.models import Explanation
from kimppa.statistics.tests.test_line import CODES, signed_in, standing, value


def loans_of(code: str) -> int:
    return value("LAI_total", code) or 0


def test_a_sum_of_all_is_told_only_when_every_municipality_has_its_figure(january: Louna) -> None:
    row = standing("LAI_total", "981")
    assert row is not None
    withdraw_figure(by=SYSTEM, figure=row)
    units = dict(summaries(["statistics-units"], 2024, None)["statistics-units"][0].figures)
    assert "lainat" not in units


def test_sentences_of_each_municipality(january: Louna) -> None:
    topics = ["statistics-units", "active-customers", "web-visits"]
    for town in [None, *january.municipalities.values()]:
        told = summaries(topics, 2024, town)
        units = dict(told["statistics-units"][0].figures)
        loans = value("LAI_total", town.code) if town else sum(map(loans_of, CODES))
        assert units["lainat"].replace("\xa0", "") == str(loans)
        assert told["web-visits"]
        assert all(one.example for one in told["web-visits"])
        assert told["web-visits"][-1].text == "Lukuja ei ole vielä toimitettu kirjastoille."
        assert "kertaa, edellisenä vuonna" in told["statistics-units"][0].text
    assert not any(summaries(topics, 2020, None).values())


def test_a_day_that_is_due_is_told_in_the_language_of_who_looks(january: Louna) -> None:
    for number, topic in enumerate(("statistics-units", "active-customers", "web-visits")):
        Duty.objects.create(
            agreement_year=2024, clause=f"2.{number}", text="Tilastot", topic=topic, due="yearly"
        )

    def told(language: str) -> set[str]:
        with override(language):
            days = due(dt.date(2024, 1, 1), dt.date(2026, 12, 31), january.coordinator)
            return {one.title.partition(" 20")[0] for one in days if one.topic}

    assert {"Tilastot", "Aktiiviset asiakkaat", "Verkkokäynnit"} <= told("fi")
    assert {"Statistik", "Aktiva kunder", "Webbesök"} <= told("sv")


TAMMELA, YPAJA = 1, 2


@pytest.mark.parametrize(
    ("reached", "said"),
    [
        ([], "Lukuja ei ole vielä toimitettu kirjastoille."),
        ([Recipient(TAMMELA, True, False)], "Alustavat luvut toimitettiin yhdelle kunnalle."),
        ([Recipient(TAMMELA, False, False)], "Luvut toimitettiin yhdelle kunnalle."),
        (
            [
                Recipient(TAMMELA, True, False),
                Recipient(TAMMELA, False, False),
                Recipient(YPAJA, True, False),
            ],
            "Luvut toimitettiin yhdelle kunnalle. Alustavat luvut toimitettiin yhdelle kunnalle.",
        ),
    ],
)
def test_a_provisional_sheet_is_not_told_as_delivered(reached: list[Recipient], said: str) -> None:
    with override("fi"):
        (sentence,) = delivery_sentences(reached, None, [Sentence("Lainoja oli 3.")])
    assert sentence.text == said


def test_the_day_of_the_delivery_is_told_until_it_has_gone(louna: Louna) -> None:
    known = [Sentence("Lainoja oli kolme.")]
    with override("fi"):
        coming = delivery_sentences([], None, known, dt.date(2025, 1, 31))
        gone = delivery_sentences([], None, known, dt.date(2025, 1, 10))
    assert coming[0].text == "Luvut toimitetaan kirjastoille 31. tammikuuta mennessä."
    assert gone[0].text == "Lukuja ei ole vielä toimitettu kirjastoille."


def loans_text(louna: Louna, code: str = "981") -> str:
    told = summaries(["statistics-units"], 2024, louna.municipalities[code])
    return told["statistics-units"][0].text.replace("\xa0", " ")


def test_a_large_change_of_loans_is_told_with_its_reason(january: Louna) -> None:
    assert loans_text(january).endswith(
        "edellisenä vuonna 20 310 kertaa."
        " Kirjasto oli kattoremontin takia suljettuna kesä- ja heinäkuun."
    )
    reason = Explanation.objects.get()
    reason.text = "en muista miksi, kysytään eilisestä"
    reason.save()
    assert loans_text(january).endswith("kertaa.")  # not fit to be printed
    reason.delete()
    assert loans_text(january).endswith("Muutoksen syytä ei ole vielä kirjattu.")
    assert loans_text(january, "061").endswith("kertaa.")  # nobody asks why


def test_a_change_that_all_share_needs_no_reason(january: Louna) -> None:
    Explanation.objects.all().delete()
    figures = Figure.objects.filter(year=2023, variable__code="LAI_total", branch=None)
    for figure in figures.exclude(municipality__code="981"):
        figure.value = (figure.value or 0) * Decimal("1.2")
        figure.save()
    assert loans_text(january).endswith("20 310 kertaa.")


def test_a_share_that_was_split_names_the_whole(january: Louna) -> None:
    town = january.municipalities["981"]
    text = summaries(["web-visits"], 2024, town)["web-visits"][0].text.replace("\xa0", " ")
    assert text == (
        "Yhteisissä verkkopalveluissa käytiin 118 460 kertaa; Ypäjän laskennallinen osuus on 8 262."
    )
    Figure.objects.filter(variable__code="KAY_web").update(origin="measured")
    text = summaries(["web-visits"], 2024, town)["web-visits"][0].text.replace("\xa0", " ")
    assert text == "Ypäjän osuus yhteisten verkkopalvelujen käynneistä oli 8 262."


def test_the_reason_stands_beside_the_loans_on_the_first_page(january: Louna) -> None:
    towns = list(january.municipalities.values())
    lines = {
        town.code: [line for card in key_figures(2024, towns)[town.code] for line in card.lines]
        for town in towns
    }
    reason = "Kirjasto oli kattoremontin takia suljettuna kesä- ja heinäkuun."
    assert lines["981"].count(reason) == 1  # not at the borrowers
    assert not any(reason in lines[code] for code in lines if code != "981")


def test_who_writes_the_reason_reads_that_the_report_tells_it(january: Louna) -> None:
    Explanation.objects.all().delete()
    page = signed_in(january.coordinator).get("/statistics/2024/municipality/981/")
    html = page.content.decode()
    assert html.count("Kunnan vuosiraportti kertoo syyn") == 1
    assert 'aria-describedby="r-V16-LAI_total"' in html
