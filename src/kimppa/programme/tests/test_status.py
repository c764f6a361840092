"""The computed status: rules by example, and what must hold for any action."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kimppa.programme.messages import amount, count_words, outcome_word
from kimppa.programme.status import (
    ENDED,
    ActionFacts,
    Status,
    StatusError,
    StepFacts,
    is_stale,
    last_sign,
    next_step,
    progress,
    reached,
    status,
)

TODAY = dt.date(2024, 6, 15)
BEFORE, LATER = dt.date(2024, 6, 1), dt.date(2024, 7, 1)

days = st.dates(dt.date(2023, 10, 1), dt.date(2025, 3, 31))
past = st.dates(dt.date(2023, 10, 1), TODAY)
amounts = st.decimals(-1000, 1000, places=2)
steps = st.builds(StepFacts, due=st.none() | days, done=st.none() | past)


@st.composite
def facts(draw: st.DrawFn) -> ActionFacts:
    continuous = draw(st.booleans())
    return ActionFacts(
        year=2024,
        start=draw(st.none() | days),
        end=None if continuous else draw(st.none() | days),
        continuous=continuous,
        steps=tuple(draw(st.lists(steps, max_size=5))),
        target=draw(st.none() | amounts),
        value=draw(st.none() | amounts),
        at_most=draw(st.booleans()),
        updated=draw(st.none() | past),
    )


@pytest.mark.parametrize(
    ("given_facts", "expected"),
    [
        (ActionFacts(2024), Status.NOT_STARTED),
        (ActionFacts(2024, start=BEFORE), Status.NOT_STARTED),
        (ActionFacts(2024, updated=BEFORE), Status.IN_PROGRESS),
        (ActionFacts(2024, end=LATER, updated=BEFORE), Status.ON_TIME),
        (ActionFacts(2024, end=BEFORE, updated=BEFORE), Status.LATE),
        (ActionFacts(2024, end=TODAY, updated=BEFORE), Status.ON_TIME),
        (ActionFacts(2024, steps=(StepFacts(BEFORE),)), Status.LATE),
        (ActionFacts(2024, steps=(StepFacts(TODAY),)), Status.NOT_STARTED),
        (ActionFacts(2024, steps=(StepFacts(BEFORE, TODAY),)), Status.DONE),
        (
            ActionFacts(2024, steps=(StepFacts(BEFORE, BEFORE), StepFacts(LATER))),
            Status.ON_TIME,
        ),
        (
            ActionFacts(2024, end=BEFORE, steps=(StepFacts(BEFORE, TODAY), StepFacts(LATER))),
            Status.ON_TIME,
        ),
        (
            ActionFacts(2023, continuous=True, steps=(StepFacts(BEFORE, TODAY), StepFacts(LATER))),
            Status.ON_TIME,
        ),
        (
            ActionFacts(2024, end=BEFORE, steps=(StepFacts(BEFORE, TODAY), StepFacts())),
            Status.LATE,
        ),
        (
            ActionFacts(2024, steps=(StepFacts(BEFORE, BEFORE),), target=Decimal(5)),
            Status.IN_PROGRESS,
        ),
        (ActionFacts(2024, target=Decimal(5), value=Decimal(5)), Status.DONE),
        (ActionFacts(2024, target=Decimal(14), value=Decimal(5), at_most=True), Status.DONE),
        (ActionFacts(2024, continuous=True, updated=BEFORE), Status.IN_PROGRESS),
        (ActionFacts(2023, continuous=True, updated=BEFORE), Status.DONE),
        (ActionFacts(2023, continuous=True), Status.LATE),
        (ActionFacts(2023, continuous=True, worked=True), Status.DONE),
        (ActionFacts(2024, continuous=True, worked=True), Status.IN_PROGRESS),
        (ActionFacts(2023, continuous=True, worked=True, target=Decimal(5)), Status.MISSED),
        (
            ActionFacts(2023, continuous=True, updated=BEFORE, target=Decimal(5)),
            Status.MISSED,
        ),
        (ActionFacts(2023, continuous=True, target=Decimal(5)), Status.LATE),
        (
            ActionFacts(2024, end=BEFORE, steps=(StepFacts(BEFORE, TODAY),), target=Decimal(5)),
            Status.MISSED,
        ),
        (ActionFacts(2024, decision="drop", end=BEFORE), Status.DROPPED),
        (ActionFacts(2024, decision="merge"), Status.MERGED),
        (ActionFacts(2024, decision="continue", end=BEFORE), Status.LATE),
        (ActionFacts(2024, end=BEFORE, override="done", reason="Sovittu"), Status.DONE),
    ],
)
def test_the_rules(given_facts: ActionFacts, expected: Status) -> None:
    assert status(given_facts, TODAY) is expected


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (ActionFacts(2024, steps=(StepFacts(BEFORE, title="Kysely."), StepFacts(LATER))),
         "Vaihetta ”Kysely” ei ole kirjattu tehdyksi"),
        (ActionFacts(2024, end=BEFORE,
                     steps=(StepFacts(BEFORE, title="Kysely"), StepFacts(title="Koonti"))),
         "Näitä vaiheita ei ole kirjattu tehdyiksi: ”Kysely”, ”Koonti”"),
        (ActionFacts(2024, end=BEFORE, target=Decimal(5), value=Decimal(3)),
         "Tavoite saavuttamatta"),
        (ActionFacts(2024, end=BEFORE), "Seuranta kirjaamatta"),
        (ActionFacts(2024, override="late", reason="Sovittu"), "Myöhässä"),
        (ActionFacts(2024, updated=BEFORE), "Käynnissä"),
    ],
)  # fmt: skip
def test_of_a_late_action_the_report_says_what_it_lacks(found: ActionFacts, word: str) -> None:
    with translation.override("fi"):
        assert outcome_word(status(found, TODAY), found, TODAY) == word


def test_what_goes_on_over_the_years_end_is_not_said_to_be_on_schedule() -> None:
    found = ActionFacts(2024, updated=BEFORE, steps=(StepFacts(dt.date(2025, 2, 28)),))
    january = dt.date(2025, 1, 13)
    with translation.override("fi"):
        assert outcome_word(status(found, january), found, january) == (
            "Jatkuu, seuraava vaihe 28.2.2025 mennessä"
        )
        assert outcome_word(status(found, TODAY), found, TODAY) == "Aikataulussa"


@given(facts(), st.sampled_from(Status), st.text(min_size=1).filter(str.strip))
def test_a_hand_set_status_wins_and_needs_a_reason(
    found: ActionFacts, chosen: Status, reason: str
) -> None:
    assert status(replace(found, override=chosen, reason=reason), TODAY) is chosen
    for empty in ("", " ", "\n\t"):
        with pytest.raises(StatusError):
            status(replace(found, override=chosen, reason=empty), TODAY)


@given(facts())
def test_done_leaves_nothing_open(found: ActionFacts) -> None:
    if status(found, TODAY) is Status.DONE:
        assert all(step.done for step in found.steps)
        assert reached(found) is not False


@given(facts())
def test_a_passed_day_of_an_open_step_is_late(found: ActionFacts) -> None:
    late = replace(found, steps=(*found.steps, StepFacts(TODAY - dt.timedelta(days=1))))
    assert status(late, TODAY) is Status.LATE


@given(facts(), st.data())
def test_doing_a_step_never_makes_it_worse(found: ActionFacts, data: st.DataObject) -> None:
    found = replace(found, steps=(*found.steps, StepFacts(data.draw(st.none() | days))))
    open_ones = [n for n, step in enumerate(found.steps) if step.done is None]
    place = data.draw(st.sampled_from(open_ones))
    changed = list(found.steps)
    changed[place] = replace(changed[place], done=TODAY)
    better = replace(found, steps=tuple(changed))
    before, after = status(found, TODAY), status(better, TODAY)
    assert not (before is not Status.LATE and after is Status.LATE)
    assert after is not Status.NOT_STARTED
    assert (progress(better) or 0) >= (progress(found) or 0)


@given(facts(), past)
def test_telling_of_it_begins_it(found: ActionFacts, day: dt.date) -> None:
    assert status(replace(found, updated=day), TODAY) is not Status.NOT_STARTED


@given(facts())
def test_progress_is_a_share(found: ActionFacts) -> None:
    share = progress(found)
    assert share is None or 0 <= share <= 100
    if status(found, TODAY) is Status.DONE and share is not None:
        assert share == 100


@given(facts(), st.integers(7, 366), past)
def test_silence_ends_with_a_word_and_never_bothers_the_ended(
    found: ActionFacts, length: int, since: dt.date
) -> None:
    assert not is_stale(replace(found, updated=TODAY), TODAY, length, since)
    if status(found, TODAY) in ENDED:
        assert not is_stale(found, TODAY, length, since)
    elif is_stale(found, TODAY, length, since):
        assert (TODAY - last_sign(found, since)).days > length


@given(st.lists(steps, max_size=6))
def test_the_next_step_is_open_and_the_earliest(found: list[StepFacts]) -> None:
    place = next_step(found)
    open_ones = [step for step in found if step.done is None]
    if place is None:
        assert not open_ones
    else:
        dated = [step.due for step in open_ones if step.due]
        assert found[place].done is None
        assert found[place].due == (min(dated) if dated else None)


def test_silence_is_counted_from_the_approval() -> None:
    found = ActionFacts(2024, start=dt.date(2024, 1, 1))
    assert is_stale(found, TODAY, 90, dt.date(2024, 2, 8))
    assert not is_stale(found, TODAY, 90, dt.date(2024, 3, 18))
    assert is_stale(found, TODAY, 90, dt.date(2024, 3, 16))


def test_states_are_counted_in_number_and_gender() -> None:
    with translation.override("sv"):
        assert count_words({Status.DONE: 3, Status.LATE: 1}) == ["tre klara", "en försenad"]
        assert count_words({Status.DONE: 1, Status.DROPPED: 2}) == ["en klar", "två utelämnade"]


def test_thousands_of_a_value_are_grouped() -> None:
    with translation.override("sv"):
        assert amount(Decimal(3980), "lån") == "3\u00a0980 lån"
        assert amount(Decimal("12.50")) == "12,5"
