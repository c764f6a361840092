"""What a condition means, beside Polars' own SQL, and what it may not say."""

import math
import operator
import re
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kimppa.marc.building import batch
from kimppa.marc.record import parse
from kimppa.marc.rules.building import Builder
from kimppa.marc.rules.expressions import FIELD, RECORD, SUBFIELD, Condition
from kimppa.marc.rules.functions import FUNCTIONS
from kimppa.marc.rules.grammar import LONGEST, parsed
from kimppa.marc.rules.loading import rule
from kimppa.marc.rules.model import RuleSet
from kimppa.marc.rules.nodes import DEEPEST, MOST
from kimppa.marc.rules.regexes import HEAVIEST
from kimppa.marc.rules.running import run
from tests.examples import drawn

SIGNS = "abAB äÄ%_\\'.\n$(1"
FRAME = pl.DataFrame(
    {
        "value": [None, "", "a", "A", "ab", "äÄ", "a%b", "a_b", "\\", "'", "a\nb", "  a ", "1.",
                  "$("],
        "next": ["a", None, "", "a", "b", "Ä", "%", "_", "a", None, "b", " ", "1", "("],
        "count_650": [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 9, 100, 1],
        "count_245": [1, 1, 0, 2, 5, 5, 3, 0, 0, 7, 2, 9, 1, 0],
        "has_245": [True, False] * 7,
        "has_650": [False, False, True, True] * 3 + [False, True],
    },
    schema_overrides={"count_650": pl.Int64, "count_245": pl.Int64},
)  # fmt: skip


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def calls(name: str, *arguments: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.tuples(*arguments).map(lambda given: f"{name}({', '.join(given)})")


def words(*parts: SearchStrategy[str] | str) -> SearchStrategy[str]:
    drawn = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*drawn).map(" ".join)


LITERALS = st.text(SIGNS, max_size=3).map(quoted)
COLUMNS = st.sampled_from(["value", "next", '"value"', "`next`"])
SMALL = st.integers(1, 4).map(str)
LEAVES = st.one_of(COLUMNS, LITERALS)
TEXTS = st.recursive(
    LEAVES,
    lambda text: st.one_of(
        calls("SUBSTR", text, SMALL, SMALL),
        calls("substring", text, SMALL),
        calls("LEFT", text, SMALL),
        calls("RIGHT", text, st.just("1")),  # of too short a text Polars gives a part
        calls("LOWER", text),
        calls("Upper", text),
        calls("TRIM", text),
        calls("RTRIM", text, st.sampled_from(["'a'", "' .'"])),
        calls("LTRIM", text, st.just("'a1'")),
        calls("COALESCE", text, text),
        calls("IFNULL", text, text),
        calls("NULLIF", text, text),
        calls("CONCAT", text, text),
        calls("REPLACE", text, st.text(SIGNS, min_size=1, max_size=2).map(quoted), LITERALS),
        words(text, "||", text).map("({})".format),
    ),
    max_leaves=4,
)  # fmt: skip
NUMBERS = st.recursive(
    st.one_of(
        st.sampled_from(["count_650", "count_245"]),
        st.integers(-3, 9).map(str),
        calls("LENGTH", COLUMNS),
        calls("STRPOS", COLUMNS, st.sampled_from(["'a'", "'b'", "'Ä'", "''"])),
    ),
    lambda number: words(number, st.sampled_from(["+", "-", "%"]), number),
    max_leaves=3,
)
COMPARE = st.sampled_from(["=", "==", "<>", "!=", "<", "<=", ">", ">="])
MAYBE_NOT = st.sampled_from(["", "NOT"])
ASKED = st.one_of(
    words(TEXTS, COMPARE, TEXTS),
    words(NUMBERS, COMPARE, NUMBERS),
    words(TEXTS, MAYBE_NOT, "BETWEEN", TEXTS, "AND", TEXTS),
    words(NUMBERS, MAYBE_NOT, "between", NUMBERS, "and", NUMBERS),
    words(TEXTS, MAYBE_NOT, "IN", st.lists(LITERALS, min_size=1).map(lambda x: f"({','.join(x)})")),
    words(NUMBERS, MAYBE_NOT, "in (1, -2, 3)"),
    words(TEXTS, MAYBE_NOT, st.sampled_from(["LIKE", "ilike"]),
          st.text(SIGNS, max_size=5).map(quoted)),
    words(TEXTS, st.sampled_from(["~", "!~", "~*", "!~*"]),
          st.sampled_from(["'a'", "'^a'", r"'\s'", "'[äÄ]$'", "''", r"'^\p{Lu}'"])),
    words(TEXTS, "IS", MAYBE_NOT, "NULL"),
    st.sampled_from(["has_245", "has_650", "TRUE", "false", "COALESCE(has_245, FALSE)"]),
    st.sampled_from(["has_245 = has_650", "has_245 <> TRUE"]),
    calls("STARTS_WITH", TEXTS, LEAVES),
    calls("ENDS_WITH", TEXTS, LEAVES),
)  # fmt: skip
CONDITIONS = st.recursive(
    ASKED,
    lambda asked: st.one_of(
        words(asked, "AND", asked),
        words(asked, "OR", asked),
        words("NOT", asked),
        words("(", asked, ")"),
        words("(", asked, ") IS", MAYBE_NOT, "NULL"),
    ),
    max_leaves=5,
)


def expression(sql: str) -> pl.Expr:
    return Builder(sql, SUBFIELD).condition(parsed(sql)).expression


@settings(max_examples=drawn(250), deadline=None)
@given(CONDITIONS)
@example("NOT value = 'a' OR has_245 AND next IS NULL")
@example("value NOT BETWEEN 'a' AND 'b' AND NOT next IN ('a', '')")
@example("value LIKE '%_\\%' OR next = 'it''s'")
@example("count_650 + count_245 % 3 = 1")
@example("-1 % count_650 IN (1, -2, 3) OR -5 % 3 = -2")
@example("NOT NOT has_245")
def test_a_condition_answers_as_polars_sql_does(sql: str) -> None:
    ours = FRAME.select(answer=expression(sql))
    # Lengths and places are unsigned in Polars' SQL, where a negative difference wraps around.
    signed = re.sub(r"(?:LENGTH|STRPOS)\([^()]*\)", r"CAST(\g<0> AS BIGINT)", sql)
    theirs = FRAME.select(answer=pl.sql_expr(signed))
    assert ours.equals(theirs, null_equal=True), (ours["answer"], theirs["answer"])


type Number = Callable[[dict[str, object]], int | None]
type Sum = tuple[str, Number]


def length_of(row: dict[str, object]) -> int | None:
    value = row["value"]
    return None if value is None else len(str(value))


def place_of_a(row: dict[str, object]) -> int | None:
    return str(row["value"] or "").find("a") + 1


def constant(number: int) -> Sum:
    return str(number), lambda row: number


def calculated(left: Sum, sign: str, right: Sum) -> Sum:
    calculate = {"+": operator.add, "-": operator.sub, "%": lambda a, b: int(math.fmod(a, b))}[sign]

    def answer(row: dict[str, object]) -> int | None:
        a, b = left[1](row), right[1](row)
        if a is None or b is None or (sign == "%" and b == 0):
            return None
        return int(calculate(a, b))

    return f"({left[0]} {sign} {right[0]})", answer


SUMS: SearchStrategy[Sum] = st.recursive(
    st.one_of(
        st.integers(-60, 60).map(constant),
        st.sampled_from([10**15 - 1, 1 - 10**15, 2**31 - 1, -(2**32)]).map(constant),
        st.just(("LENGTH(value)", length_of)),
        st.just(("STRPOS(value, 'a')", place_of_a)),
        st.just(
            ("COALESCE(LENGTH(value), 7)", lambda row: 7 if (n := length_of(row)) is None else n)
        ),
        st.just(("count_650", lambda row: int(str(row["count_650"])))),
    ),
    lambda part: st.builds(calculated, part, st.sampled_from("+-%"), part),
    max_leaves=6,
)
ORDERS = {"=": operator.eq, "<>": operator.ne, "<": operator.lt, ">=": operator.ge}


@settings(max_examples=drawn(150), deadline=None)
@given(SUMS, st.sampled_from(list(ORDERS)), SUMS)
@example(calculated(("LENGTH(value)", length_of), "-", constant(50)), "<", constant(0))
@example(calculated(("STRPOS(value, 'a')", place_of_a), "-", constant(1)), "=", constant(-1))
def test_arithmetic_answers_as_python_does(left: Sum, order: str, right: Sum) -> None:
    unsigned = FRAME.with_columns(pl.col("count_650").cast(pl.UInt32))
    answers = unsigned.select(answer=expression(f"{left[0]} {order} {right[0]}"))["answer"]
    for row, answer in zip(FRAME.iter_rows(named=True), answers, strict=False):
        a, b = left[1](row), right[1](row)
        assert answer == (None if a is None or b is None else ORDERS[order](a, b)), row


def test_the_longest_sum_of_the_longest_numbers_does_not_wrap_around() -> None:
    longest = "9" * 15
    for _ in range(7):
        longest = f"({longest} + {longest})"
    assert FRAME.select(expression(f"{longest} > 0")).item(0, 0) is True
    with pytest.raises(ValueError, match="not understood"):
        Condition(f"count_650 > {'9' * 16}", RECORD)


def test_right_gives_a_short_text_whole() -> None:
    """Polars' SQL cuts it: RIGHT('ab', 3) is 'b' there."""
    texts = pl.DataFrame({"value": ["abcd", "abc", "ab", "", "äÄ", None]})
    ends = texts.select(answer=expression("RIGHT(value, 3) = 'bcd' OR RIGHT(value, 3) = value"))
    assert ends["answer"].to_list() == [True, True, True, True, True, None]


FILE = "read_csv('/etc/passwd')"


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (f"value IN (SELECT column_1 FROM {FILE})", "'SELECT' (character 11): this is not underst"),
        (f"(SELECT column_1 FROM {FILE}) IS NOT NULL", "'SELECT' (character 2): this is not under"),
        (f"EXISTS (SELECT * FROM {FILE})", "'*' (character 16): this is not understood here"),
        (f"{FILE} = 'x'", "(character 1): there is no such function; there are SUBSTR, LEFT"),
        (f"value = (TABLE {FILE})", "(character 10): this is not understood here"),
        ("RPAD(value, 2000000000) = 'x'", "there is no such function"),
        ("LPAD(value, 9, 'x') = 'x'", "there is no such function"),
        ("REPEAT(value, 9) = 'x'", "there is no such function"),
        ("COUNT(value) > 1", "there is no such function"),
        ("*", "'*' (character 1): this is not understood here"),
        ("value = x.value", "'.' (character 10): this is not understood here"),
        ("value::int = 1", "':' (character 6): this is not understood here"),
        ("CAST(value AS INT) = 1", "'value' (character 6): this is not understood here"),
        ("CASE WHEN has_245 THEN TRUE END", "'CASE' (character 1): this is not understood here"),
        ("value = 'x'; DROP", "';' (character 12): this is not understood here"),
        ("value -- = 'x'", "'-' (character 7): this is not understood here"),
        ("value = 'x", "\"'x\" (character 9): the quotation mark is not closed"),
        ("value = 'x' AND", "the condition breaks off: something is missing at its end"),
        ("VALUE = 'x'", "'VALUE' (character 1): there is no such column; there are tag, i1"),
        ('value = "x"', "'\"x\"' (character 9): there is no such column"),
        ("value = NULL", "'NULL' (character 9): nothing equals NULL: write IS NULL"),
        ("value IN ('a', NULL)", "'NULL' (character 16): this is not understood here"),
        ("value = 5", "(character 1): compare texts with texts and numbers with numbers"),
        ("count_245 = '5'", "(character 1): compare texts with texts and numbers with numbers"),
        ("count_245 = 1.5", "'1' (character 13): this is not understood here"),
        ("value", "this is neither true nor false: compare it with something"),
        ("NOT value", "AND, OR and NOT join what is true or false"),
        ("has_245 > has_650", "what is true or false is neither more nor less"),
        ("count_245 ~ '1'", "LIKE and ~ ask of a text"),
        ("value ~ next", "'next' (character 9): this is not understood here"),
        ("SUBSTR(value, 0, 1) = 'a'", "write it as SUBSTR(value, 1, 1)"),
        ("LOWER(value, 'a') = 'a'", "write it as LOWER(value)"),
        ("LENGTH(count_245) = 1", "write it as LENGTH(value)"),
        ("COALESCE(value, 1) = 'a'", "it takes texts, or numbers"),
        ("REPLACE(value, '', 'a') = 'a'", "write what is replaced"),
        (f"value ~ '(?x)#[\n(a{{{HEAVIEST}}}){{9}}'", "write the regular expression without the"),
        ("value ~ '(?i-s:(?sx:a))'", "write the regular expression without the flag x"),
        ("value ~ '('", "not a regular expression: unclosed group"),
        ("value ~ '(?<=a)b'", "not a regular expression: look-around"),
        (f"value ~ '(a{{{HEAVIEST}}}){{9}}'", f"repeats more than {HEAVIEST} characters"),
        (f"value ~ '{'a' * 3000}'", "longer than 2000 characters"),
        (" || ".join(["value"] * 17) + " = 'a'", "makes texts more than 16 times longer"),
        (f"REPLACE(value, 'a', '{'a' * 99}') = 'a'", "makes texts more than 16 times longer"),
        (f"CONCAT(value, '{'x' * 9000}') = 'a'", "makes texts more than 16 times longer"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_language_is_refused_with_its_word_and_place(sql: str, why: str) -> None:
    with pytest.raises(ValueError) as refusal:
        Condition(sql, SUBFIELD)
    assert why in str(refusal.value)
    assert len(str(refusal.value)) < 500


BOMBS: dict[str, Callable[[int], str]] = {
    "or": lambda n: " OR ".join(["tag = '1'"] * n),
    "and": lambda n: " AND ".join(["has_245"] * n),
    "brackets": lambda n: "(" * n + "has_245" + ")" * n,
    "open": lambda n: "(" * n,
    "not": lambda n: "NOT " * n + "has_245",
    "calls": lambda n: "LOWER(" * n + "value" + ")" * n + " = 'a'",
    "texts": lambda n: "value || " * n + "value = 'a'",
    "sums": lambda n: "1 + " * n + "1 = 1",
    "list": lambda n: f"value IN ({', '.join(['1'] * n)})",
    "quotes": lambda n: "value = " + "'" * (2 * n + 1),
    "between": lambda n: "value BETWEEN " * n,
    "spaces": lambda n: " " * n + ";",
    "quoted": lambda n: "`" * n,
    "arguments": lambda n: "COALESCE(" + "value," * n,
}


def seconds(sql: str) -> float:
    """The least processor time of three refusals."""
    least = float("inf")
    for _ in range(3):
        start = time.process_time()
        with pytest.raises(ValueError):
            Builder(sql, SUBFIELD).condition(parsed(sql))
        least = min(least, time.process_time() - start)
    return least


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_quickly_and_in_linear_time(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seconds(BOMBS[name](8000)) < 2
    # Without the limit of characters the parser meets the whole bomb.
    monkeypatch.setattr("kimppa.marc.rules.grammar.LONGEST", 1 << 30)
    few, many = seconds(BOMBS[name](1000)), seconds(BOMBS[name](8000))
    assert many < max(16 * few, 0.05), (few, many)


@pytest.mark.parametrize(
    ("sql", "fits"),
    [
        ("(" * DEEPEST + "has_245" + ")" * DEEPEST, True),
        ("(" * (DEEPEST + 1) + "has_245" + ")" * (DEEPEST + 1), False),
        ("NOT " * (DEEPEST - 2) + "has_245", True),
        ("NOT " * (DEEPEST + 1) + "has_245", False),
        (" OR ".join(["has_245"] * (MOST // 2)), True),
        (" OR ".join(["has_245"] * (MOST + 1)), False),
        (" AND ".join(["has_245"] * (MOST + 1)), False),
        ("f001 IN (" + ", ".join(f"'{number}'" for number in range(1500)) + ")", True),
        ("f001 = '" + "x" * LONGEST + "'", False),
    ],
)
def test_a_condition_may_be_large_but_not_without_bound(sql: str, fits: bool) -> None:
    if fits:
        assert Condition(sql, RECORD).parts
    else:
        with pytest.raises(ValueError, match=r"more than|longer than"):
            Condition(sql, RECORD)


def test_a_whole_catalogue_of_functions_is_tried_and_listed() -> None:
    page = Path("docs/developer/rules.md").read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"`{name}(" not in page] == []


def found(where: str, *records: str) -> list[int]:
    table = {
        "families": ["local"], "severity": "P3", "source": "-",
        "message": {"fi": "a", "sv": "b", "en": "c"}, "find": {"kind": "field", "where": where},
    }  # fmt: skip
    given = batch([parse(record) for record in records])
    return run(given, RuleSet((rule(table, "mine"),))).table["rec"].to_list()


def test_a_text_of_a_record_is_never_read_as_a_pattern() -> None:
    records = ["008    240101s(((( \n264  1 $c((((", "008    240101s1999 \n264  1 $c1998"]
    assert found("tag = '264' AND STRPOS(sub_c, SUBSTR(f008, 8, 4)) > 0", *records) == [0]
    assert found("tag = '264' AND CONTAINS(sub_c, '((')", *records) == [0]


@pytest.mark.parametrize(
    "where",
    [
        "tag = '008' AND SUBSTR(value, 1, 2) = 'ab'",
        "tag = '008' AND SUBSTR(value, 1, 2) IN ('ab', 'x') AND NOT (SUBSTR(value, 1, 2) = 'x')",
        "tag = '008' AND (SUBSTR(value, 1, 2) = 'ab' OR SUBSTR(value, 2, 2) = 'bc')",
        "tag = '008' AND SUBSTR(value, 1, 2) = 'ab' AND value LIKE '%c'",
        "f008 LIKE 'abc%' AND SUBSTR(f008, 3, 1) = 'c'",
    ],
)
def test_fixed_positions_are_found_whichever_way_they_are_looked_up(where: str) -> None:
    records = ["008    abc", "008    axc", "008    abä", "245 00 $aab"]
    assert found(where, *records) == [0] or found(where, *records) == [0, 2]
    assert found(where, *records) == found(where, "008    abc", "008    axc", "008    ab\u0142")


def test_what_is_cut_from_the_end_of_a_short_text_is_the_whole() -> None:
    answer = FRAME.select(expression("RIGHT(value, 3) = value")).to_series()
    short = FRAME.select(pl.col("value").str.len_chars() <= 3).to_series()
    assert answer.to_list() == short.to_list()


def test_a_column_is_asked_for_in_the_block_that_has_it() -> None:
    assert Condition("sub_a IS NULL AND codes ~ 'b'", FIELD).parts
    with pytest.raises(ValueError, match="there is no such column"):
        Condition("sub_a IS NULL", SUBFIELD)
