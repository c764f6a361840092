"""A figure that is marked missing is no figure: in sentences, in their counts and on the pages."""

from django.db.models import Q
from django.utils.translation import override

from conftest import Louna
from kimppa.core.area import summaries
from kimppa.core.figures.models import Figure
from kimppa.statistics.models import WebVisits
from kimppa.statistics.tests.test_line import CODES, DELIVERY, YEAR, freeze, signed_in, text

TOPIC = "statistics-units"


def mark_missing(code: str) -> None:
    """Mark every figure of the municipality missing."""
    own = Q(municipality__code=code) | Q(branch__municipality__code=code)
    figures = Figure.objects.filter(own, year=2024, replaced_at=None)
    figures.update(value=None, state=Figure.State.MISSING)


def test_a_municipality_without_a_number_has_collected_none(january: Louna) -> None:
    WebVisits.objects.all().delete()
    mark_missing("981")
    town = january.municipalities["981"]
    sentence = summaries([TOPIC], 2024, town)[TOPIC][0]
    count = dict(sentence.figures)["puuttuvaksi merkityt luvut"]
    assert "lukuja" not in dict(sentence.figures)
    assert sentence.text == (
        f"Vuoden 2024 tilastoa varten ei ole vielä koottu lukuja. {count} on merkitty puuttuvaksi."
    )
    with override("sv"):
        swedish = summaries([TOPIC], 2024, town)[TOPIC][0].text
    assert swedish.endswith(f"{count} siffror är märkta som saknade.")
    with override("en"):
        english = summaries([TOPIC], 2024, town)[TOPIC][0].text
    assert english.endswith(f"{count} figures are marked missing.")
    desk = signed_in(january.coordinator)
    board = text(desk.get(f"{YEAR}municipality/981/"))
    assert "Luvuista on koossa 0 / " in board
    assert "on merkitty puuttuvaksi." in board
    assert "merkitty puuttuvaksi" in text(desk.get(YEAR))


def test_all_together_count_the_numbers_of_those_who_have_some(january: Louna) -> None:
    mark_missing("981")
    towns = [None, *(january.municipalities[code] for code in CODES if code != "981")]
    of_all, *own_counts = [
        int(dict(summaries([TOPIC], 2024, town)[TOPIC][0].figures)["lukuja"]) for town in towns
    ]
    assert of_all == sum(own_counts)


def test_a_sheet_without_a_number_is_not_figures_that_were_delivered(january: Louna) -> None:
    WebVisits.objects.all().delete()
    mark_missing("981")
    desk = signed_in(january.coordinator)
    freeze(desk, provisional="on")
    desk.post(DELIVERY, {"municipalities": CODES})
    own = [s.text for s in summaries([TOPIC], 2024, january.municipalities["981"])[TOPIC]]
    assert own[-1].startswith("Kirjastoon toimitettiin lomake, jossa ei ole yhtään lukua.")
    text_of_all = summaries([TOPIC], 2024, None)[TOPIC][-1].text
    assert text_of_all.startswith(
        "Alustavat luvut toimitettiin neljälle kunnalle."
        " Lomake, jossa ei ole yhtään lukua, toimitettiin yhdelle kunnalle."
    )
