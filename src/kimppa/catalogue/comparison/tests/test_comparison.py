"""Two exports beside each other, from the form to the list of records."""

from collections.abc import Callable

import pytest
from django.test import Client

from conftest import Louna
from kimppa.catalogue.models import Check
from kimppa.catalogue.models.comparison import Comparison
from kimppa.catalogue.tests.conftest import STRAY, record, signed_in, text_of
from kimppa.catalogue.tests.conftest import brought as brought
from kimppa.jobs.worker import Worker

OTHER = STRAY.replace("Sota :", "Rauha").replace("$atam", "$aypä")


@pytest.fixture
def client(louna: Louna) -> Client:
    return signed_in(louna.coordinator)


@pytest.fixture
def compared(brought: Callable[..., Check], client: Client) -> Comparison:
    """101 stays, 102 changes its title, 103 goes, 104 (of Ypäjä) comes."""
    old = b"".join(record(number=one) for one in (101, 102, 103))
    mended = record(STRAY.replace("Sota :", "Sota"), 102)
    new = record(number=101) + mended + record(OTHER, 104)
    first, second = brought(old, "10.1.2024", "a.mrc"), brought(new, "10.1.2025", "b.mrc")
    given = {"old": first.snapshot_id, "new": second.snapshot_id}
    assert client.post("/catalogue/comparison/start/", given).status_code == 302
    Worker().drain()
    return Comparison.objects.get()


def test_records_that_came_went_and_changed_are_told(client: Client, compared: Comparison) -> None:
    assert {name: compared.counts[name] for name in ("identical", "changed", "lost", "added")} == {
        "identical": 1,
        "changed": 1,
        "lost": 1,
        "added": 1,
    }
    page = text_of(client.get(compared.get_absolute_url()))
    assert "Välimerkit 245" in page
    assert "245 $a: Sota : → Sota" in page
    lost = text_of(client.get(f"{compared.get_absolute_url()}?tila=lost"))
    assert "(FI-MELINDA)000000103" in lost
    assert "(FI-MELINDA)000000104" not in lost
    kind = text_of(client.get(f"{compared.get_absolute_url()}?laji=punctuation"))
    assert "1 rivi" in kind


def test_staff_see_the_records_of_their_own(louna: Louna, compared: Comparison) -> None:
    page = text_of(signed_in(louna.staff["981"]).get(compared.get_absolute_url()))
    assert "(FI-MELINDA)000000104" in page
    assert "(FI-MELINDA)000000103" not in page


def test_an_export_is_not_compared_with_itself(client: Client, compared: Comparison) -> None:
    given = {"old": compared.old_id, "new": compared.old_id}
    response = client.post("/catalogue/comparison/start/", given)
    assert response.status_code == 422
    assert "kaksi eri vientiä" in text_of(response)


def test_pages_take_few_queries(
    client: Client, compared: Comparison, django_assert_max_num_queries
) -> None:
    client.get("/catalogue/work/")  # what every page reads once and remembers
    for path in ("/catalogue/comparison/", compared.get_absolute_url()):
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200
