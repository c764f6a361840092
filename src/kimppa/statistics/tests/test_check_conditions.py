"""What each check's condition says, on both sides of each bound; and that each part of it matters.

A line of the table is a check, the values it meets and whether it holds. With any part of a
condition left out, or any comparison turned round or moved by its bound, a line no longer comes
true: so a check that has no line, or whose lines tell nothing of a part, fails.
"""

import ast
import copy
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import pytest

from kimppa.statistics.checks.checks import Check, checks
from kimppa.statistics.checks.conditions import Value, holds

TABLE = """
V01 holds: whole=5 parts=5
V01 fails: whole=5 parts=4; whole=5 parts=6
V02 holds: whole=5 parts=5
V02 fails: whole=5 parts=4; whole=5 parts=6
V03 holds: whole=5 parts=5
V03 fails: whole=5 parts=4; whole=5 parts=6
V04 holds: missing=0 whole=5 given=5; missing=2 whole=6 given=5; missing=2 whole=0 given=0
V04 holds: missing=2 whole=4 given=5
V04 fails: missing=2 whole=5 given=5
V05 holds: collected=1 value=0; collected=0 value=3
V05 fails: collected=0 value=0
V06 holds: KOK_total=1000 last(KOK_total)=995 HAN_total=100 POI_total=105
V06 holds: KOK_total=1000 last(KOK_total)=995 HAN_total=95 POI_total=100
V06 holds: KOK_total=1000 last(KOK_total)=1000 HAN_total=90 POI_total=100
V06 fails: KOK_total=1000 last(KOK_total)=1000 HAN_total=89 POI_total=100
V07 holds: last(KOK_{c})=10 HAN_{c}=2 KOK_{c}=12; last(KOK_{c})=10 HAN_{c}=2 KOK_{c}=11
V07 fails: last(KOK_{c})=10 HAN_{c}=2 KOK_{c}=13
V08 holds: HAN_{c}=5 KOK_{c}=5; HAN_{c}=4 KOK_{c}=5
V08 fails: HAN_{c}=6 KOK_{c}=5
V08b holds: POI_total=12 last(KOK_total)=10 HAN_total=2; POI_total=1 last(KOK_total)=10 HAN_total=2
V08b fails: POI_total=13 last(KOK_total)=10 HAN_total=2
V09 holds: value=5 branch_sum=5
V09 fails: value=5 branch_sum=6; value=5 branch_sum=4
V10 holds: branch_max=3 value=3 branch_sum=5; branch_max=3 value=5 branch_sum=5
V10 holds: branch_max=3 value=4 branch_sum=5
V10 fails: branch_max=3 value=2 branch_sum=5; branch_max=3 value=6 branch_sum=5
V11 holds: LAI_total=200 KAY_borrowers=100; LAI_total=20000 KAY_borrowers=100
V11 holds: LAI_total=300 KAY_borrowers=100
V11 fails: LAI_total=199 KAY_borrowers=100; LAI_total=20001 KAY_borrowers=100
V12 holds: KAY_borrowers=6 POP=10; KAY_borrowers=5 POP=10
V12 fails: KAY_borrowers=7 POP=10
V13 holds: renewals=40 LAI_total=100 last_renewal_share=0.5
V13 holds: renewals=60 LAI_total=100 last_renewal_share=0.5
V13 holds: renewals=50 LAI_total=100 last_renewal_share=0.5
V13 holds: renewals=100 LAI_total=100 last_renewal_share=1
V13 fails: renewals=39 LAI_total=100 last_renewal_share=0.5
V13 fails: renewals=61 LAI_total=100 last_renewal_share=0.5
V13 fails: renewals=101 LAI_total=100 last_renewal_share=1
V14 holds: KOK_{c}=0 LAI_{c}=0; KOK_{c}=5 LAI_{c}=0
V14 holds: KOK_{c}=10 LAI_{c}=1; KOK_{c}=1 LAI_{c}=20; KOK_{c}=5 LAI_{c}=5
V14 fails: KOK_{c}=0 LAI_{c}=3; KOK_{c}=11 LAI_{c}=1; KOK_{c}=1 LAI_{c}=21
V15 holds: whole=5 parts=5
V15 fails: whole=5 parts=4; whole=5 parts=6
V15b holds: AUK_total=17568 TOI_points=2; AUK_total=2000 TOI_points=2
V15b fails: AUK_total=17569 TOI_points=2
V16 holds: change=0.2 limit=0.2 value=120 last(value)=100 floor=5 peers=0
V16 holds: change=-0.2 limit=0.2 value=80 last(value)=100 floor=5 peers=1
V16 holds: change=1 limit=0.2 value=4 last(value)=2 floor=5 peers=0
V16 holds: change=1 limit=0.2 value=200 last(value)=100 floor=5 peers=0.8
V16 holds: change=1 limit=0.2 value=200 last(value)=100 floor=5 peers=1.2
V16 holds: change=0.1 limit=0.2 value=110 last(value)=100 floor=5 peers=9
V16 holds: change=1 limit=0.2 value=200 last(value)=100 floor=5 peers=0.9
V16 fails: change=1 limit=0.2 value=7 last(value)=2 floor=5 peers=0
V16 fails: change=1 limit=0.2 value=200 last(value)=100 floor=5 peers=0.7
V17 holds: value=49 last(value)=49; value=50 last(value)=51
V17 fails: value=50 last(value)=50; value=70 last(value)=70
V18 holds: value=1500; value=2001
V18 fails: value=2000; value=2500
V19 holds: value=99 transposed=1 power_of_ten=1; value=100 transposed=0 power_of_ten=0
V19 fails: value=100 transposed=1 power_of_ten=0; value=100 transposed=0 power_of_ten=1
V19 fails: value=200 transposed=1 power_of_ten=0
V20 holds: wrong_municipalities=0
V20 fails: wrong_municipalities=1
V21 holds: whole=5 parts=5
V21 fails: whole=5 parts=4; whole=5 parts=6
V22 holds: unmapped=0
V22 fails: unmapped=1
V23 holds: undefined_share=0.02; undefined_share=0.01
V23 fails: undefined_share=0.03
V24 holds: period_is_year=1
V24 fails: period_is_year=0
V24b holds: snapshot_days=7; snapshot_days=0
V24b fails: snapshot_days=8
V24c holds: early_days=0; early_days=-1
V24c fails: early_days=1
V25 holds: allocated_parts=5 allocated_total=5
V25 fails: allocated_parts=5 allocated_total=6; allocated_parts=5 allocated_total=4
V25b holds: key_of_year=1 same_key=1
V25b fails: key_of_year=0 same_key=1; key_of_year=1 same_key=0
V26 holds: E_{c}_use=0 E_{c}_stock=0; E_{c}_use=3 E_{c}_stock=1
V26 fails: E_{c}_use=3 E_{c}_stock=0
V26b holds: months_present=12
V26b fails: months_present=11
V27 holds: electronic_in_physical=0
V27 fails: electronic_in_physical=1
V28 holds: web_method_same=1
V28 fails: web_method_same=0
V29 holds: interlibrary_in_loans=0
V29 fails: interlibrary_in_loans=1
V30 holds: value=0 decimals=0; value=1.5 decimals=1; value=3 decimals=0
V30 fails: value=-1 decimals=0; value=1.5 decimals=0
V30b holds: unreadable=0
V30b fails: unreadable=1
V31 holds: low=1 value=1 high=3; low=1 value=3 high=3; low=1 value=2 high=3
V31 fails: low=1 value=0 high=3; low=1 value=4 high=3
V32 holds: last(value)=5 earlier(value)=5
V32 fails: last(value)=5 earlier(value)=6; last(value)=5 earlier(value)=4
V33 holds: registered_events=0
V33 fails: registered_events=1
V34 holds: branches_missing=0 branches_new=0
V34 fails: branches_missing=1 branches_new=0; branches_missing=0 branches_new=1
V35 holds: changed_since_delivery=0
V35 fails: changed_since_delivery=1
"""
TURNED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.GtE, ast.LtE),
    ast.LtE: (ast.Gt, ast.Lt),
    ast.Gt: (ast.LtE, ast.GtE),
    ast.GtE: (ast.Lt, ast.Gt),
}

type Case = tuple[dict[str, Decimal], bool]


def cases() -> dict[str, list[Case]]:
    """The table's lines by the check's number."""
    found: dict[str, list[Case]] = defaultdict(list)
    for line in filter(None, TABLE.replace("{c}", "x").splitlines()):
        head, _, told = line.partition(": ")
        number, outcome = head.split()
        for values in told.split(";"):
            known = dict(pair.split("=") for pair in values.split())
            known_values = {name: Decimal(value) for name, value in known.items()}
            found[number].append((known_values, outcome == "holds"))
    return found


def answer(condition: str, values: dict[str, Decimal]) -> bool | None:
    def look(function: str, name: str) -> Value:
        return values[f"{function}({name})" if function else name]

    return holds(condition, look)


def weakened(condition: str) -> Iterator[str]:
    """The condition with one of its parts left out, turned round, or moved by its bound."""
    tree = ast.parse(condition, mode="eval")
    for number, node in enumerate(ast.walk(tree)):
        for change in range(changes(node)):
            copied = copy.deepcopy(tree)
            make(list(ast.walk(copied))[number], change)
            yield ast.unparse(copied)


def changes(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values)
    if isinstance(node, ast.Compare):
        return sum(len(TURNED[type(sign)]) for sign in node.ops)
    return int(isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))


def make(node: ast.AST, change: int) -> None:
    if isinstance(node, ast.BoolOp):
        node.values[change] = ast.Constant(isinstance(node.op, ast.And))
    elif isinstance(node, ast.Compare):
        every = [(place, new) for place, sign in enumerate(node.ops) for new in TURNED[type(sign)]]
        place, new = every[change]
        node.ops[place] = new()
    elif isinstance(node, ast.UnaryOp):
        node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)


def condition_of(check: Check) -> str:
    return check.condition.replace("{c}", "x")


def test_every_check_has_lines_and_every_line_a_check() -> None:
    assert cases().keys() == {check.number for check in checks()}


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.number)
def test_a_check_holds_and_fails_where_the_table_says(check: Check) -> None:
    told = cases()[check.number]
    assert [(values, answer(condition_of(check), values)) for values, _holds in told] == told
    assert {holds for _values, holds in told} == {True, False}


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.number)
def test_each_part_of_a_condition_matters(check: Check) -> None:
    told = cases()[check.number]
    unnoticed = [
        changed
        for changed in weakened(condition_of(check))
        if all(answer(changed, values) == holds for values, holds in told)
    ]
    assert not unnoticed, "add a line that tells, or take the part out"


def test_each_part_is_changed() -> None:
    assert list(weakened("a and not b < 2")) == [
        "True and (not b < 2)",
        "a and True",
        "a and (not not b < 2)",
        "a and (not b >= 2)",
        "a and (not b <= 2)",
    ]
