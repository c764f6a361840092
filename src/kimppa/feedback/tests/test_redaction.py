"""What is personal in a text is covered: every number, and most names and addresses."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.feedback.redaction import COVER, redacted, redacted_values

HERE = Path(__file__).parent
NUMBERS = tomllib.loads((HERE / "numbers.toml").read_text(encoding="utf-8"))
PROSE = tomllib.loads((HERE / "prose.toml").read_text(encoding="utf-8"))["text"]
FEEDBACKS = tomllib.loads((HERE / "feedbacks.toml").read_text(encoding="utf-8"))["text"]
CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


@pytest.mark.parametrize("kind", NUMBERS)
def test_no_number_of_a_person_is_left(kind: str) -> None:
    for text in (row["text"] for row in NUMBERS[kind]):
        covered = redacted(text)
        dates = re.sub(r"\d{1,2}\.\d{1,2}\.\d{4}", "", covered)
        assert not re.search(r"\d{3}", dates), (text, covered)
        assert "[" in covered, text


def test_identity_codes_are_told_by_their_check_character() -> None:
    assert redacted("hetu 010190A9990 on väärä") == f"hetu {COVER.card} on väärä"
    assert redacted("tilaus 991390A999X") == "tilaus 991390A999X"
    code = f"010190-999{CHECK[10190999 % 31]}"
    assert redacted(f"hetu {code}") == f"hetu {COVER.identity}"
    assert redacted(code.lower()) == COVER.identity


@given(
    st.integers(1, 28),
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(2, 999),
    st.sampled_from("-+ABCDEFYXWVU"),
    st.sampled_from(["", "puh. ", "(", "x: "]),
)
def test_every_identity_code_is_covered(
    day: int, month: int, year: int, number: int, sign: str, before: str
) -> None:
    date = f"{day:02}{month:02}{year:02}"
    code = f"{date}{sign}{number:03}{CHECK[int(f'{date}{number:03}') % 31]}"
    assert redacted(f"{before}{code}, kiitos") == f"{before}{COVER.identity}, kiitos"


@given(st.text(alphabet="0123456789 -.()/+", min_size=1, max_size=60))
def test_covering_twice_is_covering_once(text: str) -> None:
    once = redacted(text)
    assert redacted(once) == once


def test_a_records_number_in_finna_is_left() -> None:
    text = "Tietueessa louna.1234567 ja piki.0012345678 on väärä kansi"
    assert redacted(text) == text


def test_names_and_addresses_are_covered_as_well_as_the_page_says() -> None:
    """Measured: the figures stand in docs/staff/feedback.md."""
    wanted = [(row["text"], word) for row in PROSE for word in row["cover"]]
    found = [word for text, word in wanted if word not in redacted(text)]
    untouched = [row["text"] for row in PROSE if not row["cover"]]
    changed = [text for text in untouched if redacted(text) != text]
    assert not changed
    assert len(found) / len(wanted) >= 0.8, sorted({w for _t, w in wanted} - set(found))


def test_what_customers_write_is_covered_and_what_they_write_of_is_left() -> None:
    """Measured: the figures stand in docs/staff/feedback.md."""
    rows = [(row["text"], redacted(row["text"]), row.get("cover", [])) for row in FEEDBACKS]
    wanted = [(word, covered) for _text, covered, words in rows for word in words]
    left = [word for word, covered in wanted if word in covered]
    lost = [covered for text, covered, words in rows if not words and covered != text]
    lost += [
        word
        for row in FEEDBACKS
        for word in row.get("keep", [])
        if word not in redacted(row["text"])
    ]
    hits = len(wanted) - len(left)
    assert len(wanted) > 100
    assert hits / len(wanted) >= 0.98, left
    assert hits / (hits + len(lost)) >= 0.97, lost


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("kirje: maija(at)example.org", f"kirje: {COVER.email}"),
        ("Maija Malli, s. 13.10.1952", f"{COVER.name}, s. {COVER.birth}"),
        ("Auto ABC-123 on tiellä", f"Auto {COVER.plate} on tiellä"),
        ("korttini A0012345 ei toimi", f"korttini {COVER.card} ei toimi"),
    ],
)
def test_what_covers_it_tells_what_it_was(text: str, covered: str) -> None:
    assert redacted(text) == covered


def test_the_senders_own_name_is_covered_wherever_it_stands() -> None:
    text = "Paavo Puuttuva kävi; Puuttuva, paavo; Paavolan tie"
    covered = redacted(text, ["Paavo Puuttuva"])
    assert covered == f"{COVER.name} kävi; {COVER.name}, {COVER.name}; Paavolan tie"


def test_values_of_a_payload_are_covered_and_stay_what_they_are() -> None:
    told = {"a": ["040 123 4567", 12, None, True], "b": {"c": "kissa"}, "n": 1234567890}
    assert redacted_values(told) == {
        "a": [COVER.phone, 12, None, True],
        "b": {"c": "kissa"},
        "n": COVER.card,
    }
