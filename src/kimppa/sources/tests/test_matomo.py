"""Visits of a year and its months, from a Matomo of our own that is another process."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from kimppa.sources.errors import FetchError
from kimppa.sources.matomo import Matomo, Visits
from kimppa.sources.patient import patient
from kimppa.sources.tests.conftest import Running, Waits
from kimppa.sources.tests.matomoserver import TOKEN

type Made = Callable[..., Matomo]
MONTHS = {month: 900 + month * 10 for month in range(1, 13)}


@pytest.fixture
def made(matomo: Running, waits: Waits) -> Iterator[Made]:
    with ExitStack() as stack:

        def make(token: str = TOKEN, allow: list[str] | None = None, **told) -> Matomo:
            client = patient(
                allow=matomo.allow if allow is None else allow, patience=waits.patience(tries=3)
            )
            return Matomo(matomo.make(**told), token, stack.enter_context(client))

        yield make


def refused(here: Matomo, **asked) -> FetchError:
    with pytest.raises(FetchError) as told:
        here.year(**{"site": 3, "year": 2025, **asked})
    return told.value


def test_a_year_and_its_months(made: Made) -> None:
    found = made(months=MONTHS).year(site=3, year=2025)
    assert found.whole == Visits(sum(MONTHS.values()), None)
    assert found.months[3] == Visits(930, 620)
    assert len(found.months) == 12
    assert not found.missing


def test_a_month_without_counting_is_missing_and_not_nought(made: Made) -> None:
    found = made(months={1: 500, 2: 0, 4: 700}).year(site=3, year=2025, last_month=4)
    assert found.missing == [3]
    assert [one.visits for one in found.months.values()] == [500, 0, None, 700]
    assert found.whole.visits == 1200


def test_a_year_without_counting_has_no_visits(made: Made) -> None:
    found = made().year(site=3, year=2025)
    assert found.whole == Visits()
    assert found.missing == list(range(1, 13))


def test_visitors_of_a_year_come_only_from_a_matomo_that_counts_them(made: Made) -> None:
    assert made(months=MONTHS).year(site=3, year=2025).whole.visitors is None
    found = made(months=MONTHS, yearly_visitors=True).year(site=3, year=2025)
    assert found.whole.visitors == sum(MONTHS.values()) // 2


def test_a_segment_is_a_part_of_the_visits(made: Made) -> None:
    here = made(months={1: 1000}, segments={"dimension1==061": 40})
    assert here.year(site=3, year=2025, segment="dimension1==061").whole.visits == 400


def test_the_token_is_in_no_address_message_or_repr(made: Made, matomo: Running) -> None:
    here = made(months=MONTHS)
    here.year(site=3, year=2025)
    asked = matomo.asked(here.address)
    assert len(asked) == 2
    assert all("?" not in one and TOKEN not in one for one in asked)
    assert TOKEN not in repr(here)
    wrong = "f" * 32
    error = refused(made(token=wrong, months=MONTHS))
    assert error.code == "matomo-error"
    assert "Unable to authenticate" in str(error)
    assert wrong not in str(error)


def test_the_token_goes_over_https_or_to_a_named_host_only(made: Made) -> None:
    assert refused(made(allow=[], months=MONTHS)).code in {"password-in-clear", "bad-address"}


@pytest.mark.parametrize("fault", ["status:503", "status:429"])
def test_passing_trouble_is_met_by_asking_again(made: Made, fault: str) -> None:
    assert made(months=MONTHS, faults=[fault]).year(site=3, year=2025).months[1].visits == 910


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        ("status:401", "refused", "HTTP 401"),
        ("status:404", "missing", "HTTP 404"),
        ("moved", "status", "HTTP 302"),
        ("text:<html>", "not-json", "not the JSON"),
        ("text:7", "not-matomo", "int"),
        ('text:{"nb_visits": -1}', "not-matomo", "nb_visits"),
        ('text:{"nb_visits": 1.5}', "not-matomo", "nb_visits"),
    ],
)
def test_lasting_trouble_is_told(made: Made, fault: str, code: str, said: str) -> None:
    error = refused(made(months=MONTHS, faults=[fault]))
    assert error.code == code
    assert said in str(error)


def test_a_site_that_may_not_be_seen_is_told_in_matomos_words(made: Made) -> None:
    error = refused(made(months=MONTHS), site=4)
    assert error.code == "matomo-error"
    assert "'view' access" in str(error)


def test_months_that_do_not_come_are_told(made: Made) -> None:
    here = made(months=MONTHS, faults=["text:[]", 'text:{"2025-01": []}'])
    assert refused(here).code == "not-matomo"
