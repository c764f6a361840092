"""A year of 500 actions: drafted, listed and carried over with few queries; time is reported."""

import datetime as dt
import time

import pytest
from django.test import Client

from conftest import Louna
from kimppa.core.duties.models import Duty
from kimppa.programme import actions
from kimppa.programme.actions import JointDecision
from kimppa.programme.models import Programme
from kimppa.programme.queries import actions_of
from kimppa.programme.rollover import Choice, Decision

SIZE = 500


@pytest.fixture
def agreement(louna: Louna) -> None:
    Duty.objects.bulk_create(
        Duty(
            agreement_year=2024,
            section=str(n // 50),
            section_title=f"Osa {n // 50}",
            clause=f"{n // 50}.{n % 50 + 1}",
            position=n,
            text=f"Kohdan {n} teksti, joka on tavallisen pituinen",
            topic="teams",
            kind="deliverable" if n % 3 else "duty",
            due="by 01-31 +1" if n % 3 else "continuous",
        )
        for n in range(SIZE)
    )


@pytest.fixture
def large(louna: Louna, agreement: None) -> Programme:
    return actions.draft_from_clauses(by=louna.coordinator, year=2024)


def test_drafting_takes_as_many_queries_for_any_size(
    louna: Louna, agreement: None, django_assert_max_num_queries
) -> None:
    begun = time.process_time()
    with django_assert_max_num_queries(21):
        made = actions.draft_from_clauses(by=louna.coordinator, year=2024)
    print(f"drafting {SIZE} actions: {time.process_time() - begun:.2f} s CPU")
    assert made.actions.count() == SIZE


def test_listing_takes_three_queries(large: Programme, django_assert_max_num_queries) -> None:
    begun = time.process_time()
    with django_assert_max_num_queries(4):
        assert len(actions_of(2024)) == SIZE
    print(f"listing {SIZE} actions: {time.process_time() - begun:.2f} s CPU")


def test_rolling_over_takes_as_many_queries_for_any_size(
    louna: Louna, large: Programme, django_assert_max_num_queries
) -> None:
    joint = JointDecision(dt.date(2024, 2, 1), "Kokous")
    actions.approve(by=louna.coordinator, programme=large, joint=joint)
    choices = [
        Choice(number, Decision.CONTINUE)
        for number in large.actions.values_list("number", flat=True)
    ]
    begun = time.process_time()
    with django_assert_max_num_queries(40):
        draft = actions.roll_over(by=louna.coordinator, programme=large, choices=choices)
    print(f"rolling over {SIZE} actions: {time.process_time() - begun:.2f} s CPU")
    assert draft.actions.count() == SIZE


def test_reminders_of_a_large_year_take_few_queries(
    louna: Louna, large: Programme, django_assert_max_num_queries
) -> None:
    joint = JointDecision(dt.date(2024, 2, 1), "Kokous")
    actions.approve(by=louna.coordinator, programme=large, joint=joint)
    begun = time.process_time()
    with django_assert_max_num_queries(40):
        assert actions.remind() == 1
    print(f"reminding of {SIZE} actions: {time.process_time() - begun:.2f} s CPU")


@pytest.mark.parametrize("page", ["", "print/", "roll-over/", "approval/"])
def test_pages_of_a_large_year(
    louna: Louna, large: Programme, page: str, django_assert_max_num_queries
) -> None:
    client = Client()
    client.force_login(louna.coordinator)
    url = f"/programme/2024/{page}"
    client.get(url)
    begun = time.process_time()
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200
    print(f"{url}: {time.process_time() - begun:.2f} s CPU")
