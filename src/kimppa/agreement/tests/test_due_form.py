"""Every due rule can be chosen on a duty's form, and comes back as it was chosen."""

from typing import Any

import pytest

from kimppa.agreement.forms import DutyForm, duty_initial


def form(**values: Any) -> DutyForm:
    data = {"topic": "guidance", "kind": "duty", "responsible": "coordinator"} | values
    return DutyForm({key: str(text) for key, text in data.items()}, year=2024, services=[])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        ({"when": "half-yearly"}, "half-yearly"),
        ({"when": "two-monthly"}, "two-monthly"),
        ({"when": "four-monthly"}, "four-monthly"),
        ({"when": "by", "day": "31.1.2024", "more": "31.8.2024"}, "by 01-31, 08-31"),
        (
            {"when": "by", "day": "31.1.2025", "more": "31.8.2024; 31.10.2024"},
            "by 08-31, 10-31, 01-31 +1",
        ),
        (
            {"when": "half-yearly", "day": "31.8.2024", "more": "31.1.2025"},
            "half-yearly by 08-31, 01-31 +1",
        ),
        ({"when": "half-yearly", "day": "31.8.2024"}, "half-yearly by 08-31"),
        ({"when": "monthly", "after": "15"}, "monthly by 15"),
        ({"when": "yearly", "after": "15"}, "by 01-15 +1"),
        ({"when": "yearly", "day": "31.3.2024"}, "by 03-31"),
        ({"when": "yearly", "every": "2"}, "every 2 years from 2024"),
        ({"when": "yearly", "every": "3", "since": "2023"}, "every 3 years from 2023"),
        (
            {"when": "by", "day": "31.3.2024", "every": "2", "since": "2025"},
            "by 03-31 every 2 years from 2025",
        ),
        ({"when": "continuous", "day": "31.3.2024"}, "continuous"),
        ({"when": "within", "days": "14"}, "within 14d"),
    ],
)
def test_a_choice_is_a_rule_and_shown_again_as_it_is(chosen: dict[str, str], rule: str) -> None:
    filled = form(**chosen)
    assert filled.is_valid(), filled.errors
    assert filled.duty().due == rule
    shown = {key: text or "" for key, text in duty_initial(filled.duty(), 2024).items()}
    again = form(**shown | {"topic": "guidance"})
    assert again.is_valid(), again.errors
    assert again.duty().due == rule


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"when": "by"}, "day"),
        ({"when": "by", "day": "31.1.2024", "more": "elokuussa"}, "more"),
        ({"when": "by", "day": "31.1.2024", "more": "31.1.2024"}, "more"),
        ({"when": "by", "day": "31.1.2024", "more": "31.1.2050"}, "more"),
        ({"when": "half-yearly", "day": "31.1.2024"}, "day"),
        ({"when": "half-yearly", "day": "31.7.2024", "more": "31.8.2024"}, "more"),
        ({"when": "continuous", "every": "2"}, "every"),
        ({"when": "monthly", "after": "32"}, "after"),
    ],
)
def test_what_is_no_rule_is_said_at_its_field(chosen: dict[str, str], field: str) -> None:
    filled = form(**chosen)
    assert not filled.is_valid()
    assert list(filled.errors) == [field]
