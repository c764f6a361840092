"""What the agreement cost, and what the services that the report names are."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from conftest import Louna
from kimppa.agreement.models import Agreement
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Municipality
from kimppa.report.cost import costs
from kimppa.report.facts import ServiceFact
from kimppa.report.models import Report
from kimppa.report.named import mentioned
from kimppa.report.queries import contents


@pytest.fixture(autouse=True)
def finnish() -> Iterator[None]:
    with translation.override("fi"):
        yield


def test_a_price_is_told_with_the_own_share_and_its_key(agreed: Louna) -> None:
    towns = list(Municipality.objects.all())
    assert costs(2024, towns) == {}
    key = AllocationKey.objects.create(
        kind=AllocationKey.Kind.EQUAL, as_of="2024-01-01", name_fi="Tasan"
    )
    Agreement.objects.update(price=Decimal(50_000))
    assert costs(2024, towns)["834"] == "Sopimuksen hinta oli 50\u00a0000,00\u00a0€."
    for town in towns:
        key.shares.create(municipality=town, weight=1)
    Agreement.objects.update(allocation_key=key)
    assert costs(2024, towns)["834"] == (
        "Sopimuksen hinta oli 50\u00a0000,00\u00a0€, josta Tammelan osuus oli "
        "10\u00a0000,00\u00a0€ (jakoperuste: tasaosuudet)."
    )


def test_a_name_is_known_inflected_and_by_its_last_part() -> None:
    finna, quria, films = (
        ServiceFact(name, "palvelu") for name in ("Louna-Finna", "Quria", "Cineast")
    )
    texts = ["Quriaan siirryttiin.", "Finnan etusivu uusittiin."]
    assert mentioned((finna, quria, films), texts) == (finna, quria)


def test_the_report_explains_the_names_that_it_uses(agreed: Louna, report: Report) -> None:
    tammela = Municipality.objects.get(code="834")
    services = {s.name: s for s in contents(report, [tammela])["834"].services}
    assert services["Quria"].kind == "Kirjastojärjestelmä"
    assert services["Quria"].vendor == "Axiell"
