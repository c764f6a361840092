"""What is gathered of a year for each report."""

import datetime as dt
from decimal import Decimal

from django.apps import apps
from django.utils import translation

from conftest import Louna
from kimppa.core.decisions.actions import record_decision
from kimppa.core.figures.actions import Provenance, record_figure
from kimppa.core.figures.models import Variable
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.core.releases.facts import Stamp
from kimppa.documents.html import render_html
from kimppa.report.actions import regenerate
from kimppa.report.document import report_document
from kimppa.report.models import Report
from kimppa.report.queries import contents


def test_a_decision_of_no_line_is_told_and_whom_it_concerns(agreed: Louna, report: Report) -> None:
    for text, topic, places in (
        ("Myöhästymismaksut poistuvat", "", ()),
        ("Ypäjän kirjasto on kesällä kiinni", "", [agreed.municipalities["981"]]),
    ):
        record_decision(
            by=agreed.coordinator, topic=topic, text=text, municipalities=places,
            meeting="kokous 3/2024", date=dt.date(2024, 5, 2), agreement_year=2024,
        )  # fmt: skip
    regenerate(by=agreed.coordinator, report=report)
    variants = contents(report, [None, *agreed.municipalities.values()])
    stamp = Stamp(dt.date(2025, 1, 14))
    with translation.override("fi"):
        pages = {code: render_html(report_document(c, stamp)) for code, c in variants.items()}
    assert all("Myöhästymismaksut poistuvat." in page for page in pages.values())
    assert {code for code, page in pages.items() if "kesällä kiinni (Ypäjä)." in page} == {
        "", "981",
    }  # fmt: skip
    assert "Mitä päätettiin</h" in pages["981"]
    assert "Mitä yhdessä päätettiin</h" in pages["834"]
    assert ">Kokous</th>" in pages["834"]


def test_a_report_in_another_language_stands_beside_the_same_others(
    agreed: Louna, report: Report
) -> None:
    towns = agreed.municipalities
    apps.get_model("statistics", "Round").objects.create(year=2024)
    for name, values in (("LAI_total", (9000, 17_544)), ("population", (3000, 2193))):
        variable, _new = Variable.objects.get_or_create(code=name, defaults={"name_fi": name})
        for code, value in zip(("834", "981"), values, strict=True):
            record_figure(
                by=SYSTEM, variable=variable, year=2024, value=Decimal(value),
                municipality=towns[code], provenance=Provenance(source="koe"),
            )  # fmt: skip
    save_row(towns["981"], by=SYSTEM, language="sv")
    regenerate(by=agreed.coordinator, report=report)
    figures = contents(report, [towns["981"]])["981"].figures
    (loans,) = [figure for figure in figures if figure.title.startswith("Lån per invånare")]
    assert [picture.alt.partition(",")[0] for picture in loans.pictures] == ["Ypäjä", "Tammela"]
