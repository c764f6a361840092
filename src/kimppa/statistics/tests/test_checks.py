"""The checks V01-V35, each on the case that it was written for."""

from decimal import Decimal
from pathlib import Path

import pytest

from kimppa.statistics.checks.checks import Finding, Severity, Situation, checks, evaluate
from kimppa.statistics.checks.comparison import change, median, quantile, threshold
from kimppa.statistics.checks.conditions import ConditionError, holds, parse
from kimppa.statistics.checks.messages import sentence
from kimppa.statistics.tests.published import janakkala, louna


def of(**values: object) -> dict[str, Decimal | None]:
    return {code: None if v is None else Decimal(str(v)) for code, v in values.items()}


def found(situation: Situation, number: str) -> list[Finding]:
    return [one for one in evaluate(situation).findings if one.check.number == number]


def fields(situation: Situation, number: str) -> list[str]:
    return [one.field for one in found(situation, number)]


def test_there_are_35_with_a_message_in_three_languages() -> None:
    assert sorted({one.code for one in checks()}) == [f"V{n:02}" for n in range(1, 36)]
    for one in checks():
        assert one.fields
        assert one.message.fi
        assert one.message.sv
        assert one.message.en
    assert len({one.number for one in checks()}) == len(checks())


@pytest.mark.parametrize("year", [2020, 2021])
def test_janakkala_has_nothing_to_correct(year: int) -> None:
    result = evaluate(Situation(year, janakkala(year)))
    assert result.findings == ()
    assert result.judged > 10


@pytest.mark.parametrize(
    ("number", "code"),
    [("V01", "KOK_books_swe"), ("V02", "KOK_non_chi"), ("V03", "KOK_music")],
)
def test_a_wrong_part_breaks_its_identity_alone(number: str, code: str) -> None:
    values = janakkala(2020)
    values[code] = (values[code] or 0) + 7
    told = found(Situation(2020, values), number)
    assert [one.facts["difference"] for one in told] == [-7]
    assert [one.check.number for one in evaluate(Situation(2020, values)).findings] == [number]
    assert "-7" in sentence(told[0], "fi").replace("−", "-")


def test_a_typo_that_gives_no_finnish_books_stops() -> None:
    """`book_finnish` for `books_finnish` gave 0 Finnish books."""
    values = janakkala(2020) | of(KOK_books_fin=0)
    assert fields(Situation(2020, values), "V01") == ["KOK_books"]


@pytest.mark.parametrize(("code", "value"), [("KOK", 3698282), ("HAN", 309056)])
def test_a_total_that_is_only_its_given_part_stops(code: str, value: int) -> None:
    """National figures of 1999: only "muut" was there, and stood as the total."""
    values = of(**{f"{code}_total": value, f"{code}_other": value})
    told = found(Situation(1999, values), "V04")
    assert {one.field for one in told} == {f"{code}_total"}
    assert f"{code}_books" in sentence(told[0], "en")


def test_not_collected_is_not_zero() -> None:
    """Events of 1999-2011 are exported as 0."""
    assert fields(Situation(2005, of(TAP_tot_p=0, LAI_total=0)), "V05") == ["TAP_tot_p"]
    assert fields(Situation(2012, of(TAP_tot_p=0)), "V05") == []


def test_stock_follows_from_last_year() -> None:
    values, last = of(KOK_total=9000, HAN_total=500, POI_total=300), of(KOK_total=9800)
    assert fields(Situation(2024, values, last), "V06") == ["KOK_total"]
    assert fields(Situation(2024, values | of(POI_total=1300), last), "V06") == []
    assert fields(Situation(2024, of(KOK_total=9000), last), "V06") == []  # not judged


def test_a_class_that_grew_more_than_it_got_is_explained() -> None:
    values, last = of(KOK_music=500, HAN_music=20), of(KOK_music=400)
    assert fields(Situation(2024, values, last), "V07") == ["KOK_music"]


def test_more_acquired_or_withdrawn_than_there_is_stops() -> None:
    assert fields(Situation(2024, of(KOK_video=10, HAN_video=11)), "V08") == ["HAN_video"]
    values = of(POI_total=1200, HAN_total=100)
    assert fields(Situation(2024, values, of(KOK_total=1000)), "V08b") == ["POI_total"]


def test_branches_sum_to_the_municipality_but_borrowers_do_not() -> None:
    branches = {
        "pää": of(LAI_total=70, KAY_borrowers=30),
        "auto": of(LAI_total=20, KAY_borrowers=15),
    }
    fine = Situation(2024, of(LAI_total=90, KAY_borrowers=40), branches=branches)
    assert fields(fine, "V09") == []
    assert fields(fine, "V10") == []
    wrong = Situation(2024, of(LAI_total=91, KAY_borrowers=46), branches=branches)
    assert fields(wrong, "V09") == ["LAI_total"]
    assert fields(wrong, "V10") == ["KAY_borrowers"]
    small = Situation(2024, of(KAY_borrowers=29), branches=branches)
    assert fields(small, "V10") == ["KAY_borrowers"]


def test_borrowers_against_loans_and_people() -> None:
    assert fields(Situation(2024, of(LAI_total=50, KAY_borrowers=60)), "V11") == ["LAI_total"]
    assert fields(Situation(2024, of(LAI_total=900, KAY_borrowers=60)), "V11") == []
    assert fields(Situation(2024, of(KAY_borrowers=61, POP=100)), "V12") == ["KAY_borrowers"]


def test_renewals_turnover_and_hours() -> None:
    facts = of(renewals=500, last_renewal_share="0.3")
    assert fields(Situation(2024, of(LAI_total=1000), facts=facts), "V13") == ["LAI_total"]
    assert fields(Situation(2024, of(LAI_music=5, KOK_music=0)), "V14") == ["LAI_music"]
    assert fields(Situation(2024, of(LAI_music=5, KOK_music=100)), "V14") == ["LAI_music"]
    hours = of(AUK_total=5622, AUK_staff=2540, AUK_present=100, AUK_self=2982)
    assert fields(Situation(2025, hours), "V15") == []
    assert fields(Situation(2025, hours | of(AUK_self=2981)), "V15") == ["AUK_total"]
    assert fields(Situation(2025, of(AUK_staff=None, AUK_total=None)), "V15") == []  # Siuntio
    assert fields(Situation(2025, of(AUK_total=17569, TOI_points=2)), "V15b") == ["AUK_total"]


def test_staff_by_parts_is_explained() -> None:
    """Helsinki 2023: 451 by the parts, 458 in total."""
    values = of(HEN_total=458, HEN_own=440, HEN_other=11)
    told = found(Situation(2023, values), "V21")
    assert [one.facts["difference"] for one in told] == [7]
    assert told[0].check.severity == Severity.EXPLAIN


def series(told: dict[int, Decimal], year: int) -> tuple[Decimal, Decimal]:
    return told[year], told[year - 1]


def test_changes_of_louna_beyond_the_thresholds_are_as_counted(shared_data: Path) -> None:
    """Of 70 year changes of the five 1999-2013: how many per cent exceed 10, 15, 20 and 30."""
    expected = {
        "loans": (7, 1, 0, 0),
        "collection_per_inhabitant": (3, 1, 0, 0),
        "opening_hours": (9, 4, 3, 0),
        "fte_per_1000": (9, 4, 4, 0),
        "borrowers_percent": (16, 6, 0, 0),
        "visits_per_inhabitant": (27, 9, 4, 0),
        "operating_costs_per_inhabitant": (27, 13, 4, 1),
        "acquisitions": (41, 26, 9, 4),
    }
    told = louna(shared_data)
    for variable, counts in expected.items():
        changes = [
            abs(change(*series(by_year, year)) or 0)
            for name, by_year in told[variable].items()
            if name != "Koko maa"
            for year in range(2000, 2014)
        ]
        assert len(changes) == 70
        beyond = [sum(c > limit for c in changes) for limit in (10, 15, 20, 30)]
        assert tuple(round(n * 100 / 70) for n in beyond) == counts, variable


@pytest.mark.parametrize(
    ("variable", "code", "name", "year"),
    [
        ("collection_per_inhabitant", "TUN_coll_cap", "Jokioinen", 2011),
        ("operating_costs_per_inhabitant", "TUN_cost_cap", "Ypäjä", 2010),
    ],
)
def test_a_published_jump_is_to_be_explained(
    shared_data: Path, variable: str, code: str, name: str, year: int
) -> None:
    told = louna(shared_data)[variable]
    value, last = series(told[name], year)
    peers = {code: [change(*series(told[o], year)) or Decimal(0) for o in told if o != name]}
    situation = Situation(year, {code: value}, {code: last}, peers=peers)
    assert fields(situation, "V16") == [code]


def test_borrowers_of_2004_rose_in_three_at_once_so_peers_excuse_them(shared_data: Path) -> None:
    """Forssa 47.8 → 56.1 %: in the same year Jokioinen and Tammela rose alike."""
    told = louna(shared_data)["borrowers_percent"]
    value, last = series(told["Forssa"], 2004)
    alone = Situation(2004, {"TUN_borr_pct": value}, {"TUN_borr_pct": last})
    assert fields(alone, "V16") == ["TUN_borr_pct"]
    changes = [change(*series(told[o], 2004)) or Decimal(0) for o in ("Jokioinen", "Tammela")]
    peers = {"TUN_borr_pct": changes}
    together = Situation(2004, alone.values, alone.last, peers=peers)
    assert fields(together, "V16") == []


def test_a_small_count_may_change_much() -> None:
    assert fields(Situation(2024, of(HAN_music=12), of(HAN_music=40)), "V16") == []
    assert fields(Situation(2024, of(HAN_music=12), of(HAN_music=400)), "V16") == ["HAN_music"]


def test_round_numbers_of_ypaja_are_seen(shared_data: Path) -> None:
    told = louna(shared_data)["loans"]["Ypäjä"]
    round_years = [y for y, v in told.items() if fields(Situation(y, {"LAI_total": v}), "V18")]
    assert round_years == [2009, 2010]


def test_transposed_digits_copies_and_powers_of_ten() -> None:
    """Alavus: 11 097 stood for 11 907."""
    assert fields(Situation(2024, of(POP=11097), of(POP=11907)), "V19") == ["POP"]
    assert fields(Situation(2024, of(LAI_total=172700), of(LAI_total=17300)), "V19") != []
    assert fields(Situation(2024, of(LAI_total=17300), of(LAI_total=18100)), "V19") == []
    assert fields(Situation(2024, of(LAI_total=17300), of(LAI_total=17300)), "V17") != []
    assert fields(Situation(2024, of(TOI_bus=1), of(TOI_bus=1)), "V17") == []


def test_negative_and_fractional_counts_stop() -> None:
    values = of(KOK_total=-5, LAI_total="12.5", HEN_own="7.25", TAL_total="1793664.05")
    assert fields(Situation(2024, values), "V30") == ["KOK_total", "LAI_total"]


def test_electronic_use_needs_a_stock() -> None:
    values = of(E_EBO_use=120, E_EBO_stock=0, E_ELE_use=5, E_ELE_stock=3)
    assert fields(Situation(2024, values), "V26") == ["E_EBO_use"]


def test_key_figures_outside_the_range_of_peers_are_told() -> None:
    others = {"TUN_loans_cap": [Decimal(n) for n in (8, 9, 10, 11, 12)]}
    values = of(LAI_total=30000, POP=1000)
    assert fields(Situation(2024, values, peer_key_figures=others), "V31") == ["TUN_loans_cap"]


def test_a_changed_publication_is_told() -> None:
    situation = Situation(2024, of(LAI_total=9), last=of(LAI_total=100), earlier=of(LAI_total=90))
    assert fields(situation, "V32") == ["LAI_total"]


@pytest.mark.parametrize(
    ("number", "fact", "wrong", "right"),
    [
        ("V20", "wrong_municipalities", 1, 0),
        ("V22", "unmapped", 3, 0),
        ("V23", "undefined_share", "0.03", "0.01"),
        ("V24", "period_is_year", 0, 1),
        ("V24b", "snapshot_days", 167, 3),
        ("V24c", "early_days", 169, -3),
        ("V26b", "months_present", 4, 12),
        ("V27", "electronic_in_physical", 5, 0),
        ("V28", "web_method_same", 0, 1),
        ("V29", "interlibrary_in_loans", 12, 0),
        ("V30b", "unreadable", 1, 0),
        ("V33", "registered_events", 2, 0),
        ("V35", "changed_since_delivery", 1, 0),
    ],
)
def test_facts_of_imports_and_deliveries(
    number: str, fact: str, wrong: object, right: object
) -> None:
    assert found(Situation(2024, {}, facts=of(**{fact: wrong})), number)
    assert not found(Situation(2024, {}, facts=of(**{fact: right})), number)
    assert not found(Situation(2024, {}), number)  # nobody knows


def test_parts_of_a_shared_figure_and_its_key() -> None:
    facts = of(allocated_parts=99, allocated_total=100) | {"key_of_year": True, "same_key": False}
    assert found(Situation(2024, {}, facts=facts), "V25")
    assert found(Situation(2024, {}, facts=facts), "V25b")
    assert found(Situation(2024, {}, facts=of(branches_missing=1, branches_new=0)), "V34")


def test_every_finding_speaks_three_languages() -> None:
    values = of(LAI_total=44000, KAY_borrowers=50000, POP=60000, HAN_music=9, KOK_music=3)
    last = of(LAI_total=440000, KOK_music=1)
    facts = of(unmapped=3, snapshot_days=90, unreadable=2, period_is_year=0)
    told = evaluate(Situation(2024, values, last, facts=facts)).findings
    assert len(told) >= 8
    for one in told:
        for language in ("fi", "sv", "en"):
            assert "{" not in sentence(one, language)
            assert sentence(one, language)


def test_what_is_missing_is_neither_true_nor_false() -> None:
    known = {"a": Decimal(1), "b": None}

    def look(function: str, name: str) -> Decimal | None:
        return known.get(name)

    assert holds("a == 1", look) is True
    assert holds("b == 1", look) is None
    assert holds("a == 2 and b == 1", look) is False
    assert holds("a == 1 or b == 1", look) is True
    assert holds("a == 1 and b == 1", look) is None
    assert holds("not b", look) is None
    assert holds("a / 0 == 1", look) is None
    assert holds("0 <= a <= b", look) is None
    assert holds("a <= 0 < b", look) is False


@pytest.mark.parametrize("text", ["a ==", "a.b == 1", "f(a, b)", "[a]", "a ** 9", "lambda: a"])
def test_other_languages_are_not_spoken(text: str) -> None:
    with pytest.raises(ConditionError):
        parse(text)


def test_the_longest_prefix_is_the_threshold() -> None:
    assert threshold("KAY_visits").percent == 20
    assert threshold("HAN_music").percent == 30
    assert threshold("TOI_area").percent == 30
    assert median([]) is None
    assert median([Decimal(3), Decimal(1)]) == 2
    assert quantile([Decimal(1), Decimal(3)], Decimal("0.5")) == 2
