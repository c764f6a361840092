"""January's roll-over: proposals, every kind of decision, and the way back."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from conftest import Louna
from kimppa.core.duties.models import Duty
from kimppa.programme import actions
from kimppa.programme.models import Action, Programme
from kimppa.programme.queries import actions_of
from kimppa.programme.rollover import (
    Choice,
    ChoiceError,
    Decision,
    Ended,
    Why,
    carried_due,
    check,
    propose,
)
from kimppa.programme.status import Status


def ended(number: str, **values: object) -> Ended:
    return Ended(
        **{
            "number": number,
            "title": f"Toimenpide {number}",
            "status": Status.LATE,
            "continuous": False,
            "clauses": ("1.1",),
            **values,
        }
    )


def test_proposals_follow_from_how_it_ended() -> None:
    proposals = propose(
        [
            ended("1", status=Status.DONE),
            ended("2", status=Status.DONE, continuous=True),
            ended("3"),
            ended("4", clauses=("9.9",)),
            ended("5", title=" toimenpide  3"),
            ended("6", status=Status.DROPPED),
        ],
        {"1.1"},
    )
    assert [(p.decision, p.why, p.into) for p in proposals] == [
        (Decision.DONE, Why.FINISHED, ""),
        (Decision.CONTINUE, Why.EVERY_YEAR, ""),
        (Decision.CONTINUE, Why.UNFINISHED, ""),
        (Decision.DROP, Why.CLAUSE_GONE, ""),
        (Decision.MERGE, Why.SAME_TITLE, "3"),
        (Decision.DROP, Why.ENDED_EARLIER, ""),
    ]


def test_without_next_years_agreement_nothing_is_dropped_for_its_clause() -> None:
    assert propose([ended("1", clauses=("9.9",))], None)[0].decision is Decision.CONTINUE


@given(
    st.lists(
        st.builds(
            Ended,
            number=st.uuids().map(str),
            title=st.sampled_from(["A", "a ", "B"]),
            status=st.sampled_from(Status),
            continuous=st.booleans(),
            clauses=st.sampled_from([(), ("1.1",), ("2.1", "9.9"), ("9.9",)]),
        ),
        unique_by=lambda action: action.number,
    ),
    st.none() | st.just({"1.1", "2.1"}),
)
def test_proposals_can_always_be_carried_out(found: list[Ended], clauses: set[str] | None) -> None:
    proposals = propose(found, clauses)
    assert [p.number for p in proposals] == [a.number for a in found]
    check(
        [a.number for a in found],
        [Choice(p.number, p.decision, reason=p.why, into=p.into) for p in proposals],
    )


@pytest.mark.parametrize(
    ("choices", "problem"),
    [
        ([], "undecided"),
        ([Choice("1", Decision.DROP, reason=" ")], "drop-without-reason"),
        ([Choice("1", Decision.MERGE, into="1")], "merge-target"),
        ([Choice("1", Decision.MERGE, into="7")], "merge-target"),
    ],
)
def test_choices_that_do_not_hold_together(choices: list[Choice], problem: str) -> None:
    with pytest.raises(ChoiceError) as refused:
        check(["1"], choices)
    assert refused.value.problem == problem


@pytest.mark.parametrize(
    ("due", "continuous", "expected"),
    [
        (None, True, None),
        (dt.date(2024, 2, 29), True, dt.date(2025, 2, 28)),
        (dt.date(2025, 1, 31), True, dt.date(2026, 1, 31)),
        (dt.date(2025, 1, 31), False, dt.date(2025, 1, 31)),
        (dt.date(2024, 12, 31), False, None),
    ],
)
def test_days_of_carried_steps(
    due: dt.date | None, continuous: bool, expected: dt.date | None
) -> None:
    assert carried_due(due, 2025, continuous=continuous) == expected


def decided(programme: Programme, **changes: Choice) -> list[Choice]:
    numbers = programme.actions.order_by("number").values_list("number", flat=True)
    by_place = {f"n{number[-2:]}": number for number in numbers}
    return [
        changes.get(place, Choice(number, Decision.CONTINUE)) for place, number in by_place.items()
    ]


def test_each_kind_of_decision(louna: Louna, programme: Programme) -> None:
    choices = decided(
        programme,
        n21=Choice("2024-21", Decision.DONE),
        n20=Choice("2024-20", Decision.DROP, reason="Hoidetaan kokouksissa"),
        n24=Choice("2024-24", Decision.MERGE, into="2024-23"),
    )
    draft = actions.roll_over(by=louna.coordinator, programme=programme, choices=choices)
    assert (draft.year, draft.state) == (2025, "draft")
    assert draft.actions.count() == 21
    new = {row.carried_from.number: row for row in draft.actions.select_related("carried_from")}
    assert not {"2024-20", "2024-21", "2024-24"} & new.keys()
    assert new["2024-02"].number == "2025-02"
    assert not new["2024-02"].approved
    assert new["2024-05"].indicator_value is None
    assert new["2024-05"].indicator_target == 14
    old = {row.number: row for row in programme.actions.all()}
    assert old["2024-20"].carry_reason == "Hoidetaan kokouksissa"
    assert old["2024-24"].merged_into == new["2024-23"]
    states = {view.number: view.status for view in actions_of(2024)}
    assert states["2024-20"] == "dropped"
    assert states["2024-24"] == "merged"
    assert states["2024-21"] == "done"
    assert states["2024-07"] == "late"


def test_open_steps_are_carried_and_recurring_ones_return(
    louna: Louna, programme: Programme
) -> None:
    draft = actions.roll_over(by=louna.coordinator, programme=programme, choices=decided(programme))
    change = draft.actions.get(carried_from__number="2024-02")
    assert [step.due for step in change.steps.all()] == [
        dt.date(2025, 2, 28),
        dt.date(2025, 5, 31),
    ]
    team = draft.actions.get(carried_from__number="2024-19")
    assert [(step.due, step.done_at) for step in team.steps.all()] == [
        (dt.date(2025, 2, 28), None),
        (dt.date(2025, 10, 31), None),
    ]
    assert not [v for v in actions_of(2025) if v.status == "late"]


def test_a_new_clause_gets_an_action(louna: Louna, programme: Programme) -> None:
    for number, topic in (("1.1", "catalogue-integrity"), ("8.1", "new-services")):
        Duty.objects.create(agreement_year=2025, clause=number, text="Uusi kohta", topic=topic)
    draft = actions.roll_over(by=louna.coordinator, programme=programme, choices=decided(programme))
    added = draft.actions.filter(carried_from=None)
    assert [(row.number, row.clauses) for row in added] == [("2025-25", ["8.1"])]


def test_municipalities_follow(louna: Louna, programme: Programme) -> None:
    row = programme.actions.get(number="2024-09")
    actions.change_action(
        by=louna.coordinator, action=row, municipalities=[louna.municipalities["834"]]
    )
    draft = actions.roll_over(by=louna.coordinator, programme=programme, choices=decided(programme))
    carried = draft.actions.get(carried_from=row)
    assert (carried.for_all, [m.code for m in carried.municipalities.all()]) == (False, ["834"])


def test_a_refused_roll_over_leaves_nothing(louna: Louna, programme: Programme) -> None:
    bad = decided(programme, n20=Choice("2024-20", Decision.DROP))
    with pytest.raises(ValidationError):
        actions.roll_over(by=louna.coordinator, programme=programme, choices=bad)
    with pytest.raises(ValidationError):
        actions.roll_over(by=louna.coordinator, programme=programme, choices=[])
    with pytest.raises(PermissionDenied):
        actions.roll_over(
            by=louna.directors["981"], programme=programme, choices=decided(programme)
        )
    assert Programme.objects.count() == 1
    assert not Action.objects.exclude(carry_decision="")


def test_a_roll_over_is_undone_and_not_made_twice(louna: Louna, programme: Programme) -> None:
    draft = actions.roll_over(by=louna.coordinator, programme=programme, choices=decided(programme))
    with pytest.raises(ValidationError):
        actions.roll_over(by=louna.coordinator, programme=programme, choices=decided(programme))
    actions.remove_draft(by=louna.coordinator, programme=draft)
    assert not Action.objects.exclude(carry_decision="")
    assert actions.roll_over(
        by=louna.coordinator, programme=programme, choices=decided(programme)
    ).actions.exists()


def test_a_draft_is_not_rolled_over(louna: Louna) -> None:
    draft = actions.create_programme(by=louna.coordinator, year=2024)
    with pytest.raises(ValidationError):
        actions.roll_over(by=louna.coordinator, programme=draft, choices=[])
