"""Every page opens."""

from collections.abc import Callable

import pytest

from conftest import Louna
from kimppa.catalogue.models import Check, RuleCount
from kimppa.catalogue.tests.conftest import record, signed_in
from tests.examples import EVERY


def test_every_page_of_every_rule_opens(louna: Louna, examples: Check) -> None:
    """Each rule has words of its own; the lists of what it finds are alike but for those."""
    client = signed_in(louna.coordinator)
    counted = RuleCount.objects.filter(check_of=examples).select_related("rule")
    for number, row in enumerate(counted):
        slug = row.rule.slug
        rule, lists = f"/catalogue/rules/{slug}/", f"/catalogue/work/for/{slug}/"
        pages = [rule]
        if EVERY or number % 10 == 0:
            pages += [f"{rule}findings/", f"{rule}numbers.txt", f"{rule}practice/"]
            pages += [lists, f"{lists}print/", f"{lists}numbers.txt"]
        for url in pages:
            assert client.get(url).status_code == 200, url


def test_every_record_is_shown(louna: Louna, examples: Check) -> None:
    client = signed_in(louna.coordinator)
    for rec in range(0, 120, 5):
        assert client.get(f"/catalogue/checks/{examples.pk}/records/{rec}/").status_code == 200


def test_what_is_brought_in_is_checked(louna: Louna, brought: Callable[..., Check]) -> None:
    check = brought(record())
    assert check.records == 1
    assert check.counts.filter(rule__slug="title-stray-colon").exists()


@pytest.mark.parametrize(
    ("earlier", "address"),
    [
        ("fullness/?toimipiste=tam", "completeness/?toimipiste=tam"),
        ("compare/", "comparison/"),
        ("compare/7/", "comparison/7/"),
    ],
)
def test_an_earlier_address_leads_to_the_page(louna: Louna, earlier: str, address: str) -> None:
    response = signed_in(louna.coordinator).get(f"/catalogue/{earlier}")
    assert (response.status_code, response["Location"]) == (302, f"/catalogue/{address}")
