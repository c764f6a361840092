"""Ticks: which day suits best, who is silent."""

import pytest

from kimppa.meetings.dates.ticks import Suits, Tick, tally

TOWNS = ("Forssa", "Humppila", "Jokioinen")
ANSWERS = {"y": Suits.YES, "i": Suits.IF_NEEDED, "n": Suits.NO}


def ticks(**days: str) -> list[Tick[str, str]]:
    """`monday="y-n"`: an answer of each municipality in turn."""
    return [
        Tick(day, town, ANSWERS[letter])
        for day, letters in days.items()
        for town, letter in zip(TOWNS, letters, strict=True)
        if letter != "-"
    ]


@pytest.mark.parametrize(
    ("answers", "order"),
    [
        ({"mon": "yyn", "tue": "iii", "wed": "yyi"}, ["wed", "tue", "mon"]),
        ({"mon": "y--", "tue": "yy-", "wed": "yyn"}, ["tue", "mon", "wed"]),
        ({"mon": "---", "tue": "i--", "wed": "---"}, ["tue", "mon", "wed"]),
        ({"mon": "yyy", "tue": "yyy", "wed": "yyy"}, ["mon", "tue", "wed"]),
    ],
)
def test_the_day_that_fewest_cannot_take_is_first(
    answers: dict[str, str], order: list[str]
) -> None:
    result = tally(list(answers), TOWNS, ticks(**answers))
    assert [standing.option for standing in result.standings] == order


def test_a_standing_tells_who_said_what() -> None:
    (standing,) = tally(["mon"], TOWNS, ticks(mon="yi-")).standings
    assert (standing.yes, standing.if_needed, standing.no) == (("Forssa",), ("Humppila",), ())
    assert standing.silent == ("Jokioinen",)


def test_all_have_answered_when_each_has_about_each_day() -> None:
    partly = tally(["mon", "tue"], TOWNS, ticks(mon="yyy", tue="yi-"))
    assert (partly.complete, partly.silent) == (False, ("Jokioinen",))
    wholly = tally(["mon", "tue"], TOWNS, ticks(mon="yyy", tue="yin"))
    assert (wholly.complete, wholly.silent) == (True, ())
    assert wholly.best is not None
    assert (wholly.best.no, wholly.best.silent) == ((), ())


def test_the_later_tick_holds_and_strangers_count_for_nothing() -> None:
    result = tally(
        ["mon"],
        ["Forssa"],
        [*ticks(mon="nnn", fri="nnn"), Tick("mon", "Forssa", Suits.YES)],
    )
    assert result.complete
    assert result.best is not None
    assert (result.best.yes, result.best.no) == (("Forssa",), ())


def test_no_days_have_no_best() -> None:
    assert tally([], TOWNS, []).best is None


def test_forty_municipalities_are_kept_in_their_order() -> None:
    towns = [f"kunta {number}" for number in range(40)]
    answers = [Tick("mon", town, Suits.YES) for town in reversed(towns)]
    (standing,) = tally(["mon"], towns, answers).standings
    assert list(standing.yes) == towns
