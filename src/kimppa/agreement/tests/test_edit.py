"""The coordinator's corrections move words from field to field and lose none."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.structure import edit
from kimppa.agreement.structure.edit import EditError
from kimppa.agreement.text.clauses import AgreementText, read_agreement
from tests.examples import drawn

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")
LOUNA = read_agreement(SOURCE)
OWN_NUMBERS = read_agreement(
    "Sopimus\n\n1. Palvelut\n1.1 yksi asia\n- osa a\n1.2 toinen asia\n2. Muuta\n2.1 kolmas asia\n"
    "\nLiite 1\n"
)


def held(agreement: AgreementText) -> str:
    texts = [agreement.title, agreement.preamble, *agreement.unrecognised]
    for section in agreement.sections:
        texts += [section.title, *(clause.text for clause in section.clauses)]
    return "".join("".join(texts).split())


def numbers(agreement: AgreementText) -> list[str]:
    return [clause.number for section in agreement.sections for clause in section.clauses]


def text(agreement: AgreementText, number: str) -> str:
    return next(c.text for s in agreement.sections for c in s.clauses if c.number == number)


class TestClauses:
    def test_the_two_duties_of_the_last_clause_split_and_merged_again(self):
        at = text(LOUNA, "7.1").index("Vuoden 2024 aikana Louna-johtajien")
        split = edit.split_clause(LOUNA, "7.1", at)
        assert numbers(split)[-2:] == ["7.1", "7.2"]
        assert text(split, "7.1").endswith("sovitulla tavoin.")
        assert text(split, "7.2").startswith("Vuoden 2024 aikana Louna-johtajien")
        assert edit.merge_with_next(split, "7.1") == LOUNA

    def test_a_clause_moves_to_another_section_and_all_are_numbered_anew(self):
        moved = edit.move_clause(LOUNA, "1.11", "2", 0)
        assert text(moved, "2.1") == text(LOUNA, "1.11")
        assert [len(section.clauses) for section in moved.sections] == [10, 4, 1, 2, 3, 2, 1]
        assert edit.move_clause(moved, "2.1", "1", 99) == LOUNA

    def test_a_clause_moves_within_its_section(self):
        moved = edit.move_clause(LOUNA, "5.3", "5", 0)
        assert text(moved, "5.1") == text(LOUNA, "5.3")
        assert text(moved, "5.3") == text(LOUNA, "5.2")

    def test_a_clause_left_out_and_taken_in_again(self):
        without = edit.leave_out(LOUNA, "3.1")
        assert without.unrecognised == (text(LOUNA, "3.1"),)
        assert edit.promote_to_clause(without, 0, "3", 0) == LOUNA

    def test_numbers_of_the_source_stay_with_their_clauses(self):
        split = edit.split_clause(OWN_NUMBERS, "1.1", 5)
        assert numbers(split) == ["1.1", "1.1a", "1.1.1", "1.2", "2.1"]
        assert numbers(edit.merge_with_next(split, "1.1")) == ["1.1", "1.1.1", "1.2", "2.1"]
        assert numbers(edit.promote_to_clause(OWN_NUMBERS, 0, "1", 0))[:2] == ["1.0", "1.1"]


class TestSections:
    def test_a_section_begun_in_the_middle_and_joined_again(self):
        begun = edit.start_section(LOUNA, "1.9")
        assert [len(section.clauses) for section in begun.sections] == [8, 2, 3, 1, 2, 3, 2, 1]
        assert [section.number for section in begun.sections] == list("12345678")
        assert begun.sections[1].title == text(LOUNA, "1.9")
        assert text(begun, "3.1") == text(LOUNA, "2.1")
        assert edit.join_to_previous(begun, "2") == LOUNA

    def test_a_left_over_text_goes_to_the_preamble(self):
        preamble = edit.promote_to_preamble(OWN_NUMBERS, 0)
        assert (preamble.preamble, preamble.unrecognised) == ("Liite 1", ())

    def test_roman_numbers_stay(self):
        roman = read_agreement("Sopimus\n\nI. Palvelut\n- yksi\n- kaksi\nII. Muuta\n- kolme\n")
        begun = edit.start_section(roman, "I.2")
        assert [section.number for section in begun.sections] == ["I", "Ia", "II"]

    def test_own_numbers_follow_their_section(self):
        begun = edit.start_section(OWN_NUMBERS, "1.2")
        assert [section.number for section in begun.sections] == ["1", "2", "3"]
        assert numbers(begun) == ["1.1", "1.1.1", "3.1"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("attempt", "code"),
        [
            (lambda: edit.split_clause(LOUNA, "9.9", 3), "no-clause"),
            (lambda: edit.split_clause(LOUNA, "1.1", 0), "nothing-to-split"),
            (lambda: edit.split_clause(LOUNA, "1.1", 9999), "nothing-to-split"),
            (lambda: edit.split_clause(LOUNA, "1.1", -3), "nothing-to-split"),
            (lambda: edit.merge_with_next(LOUNA, "1.11"), "nothing-after"),
            (lambda: edit.move_clause(LOUNA, "1.1", "8", 0), "no-section"),
            (lambda: edit.promote_to_clause(LOUNA, 0, "1", 0), "no-leftover"),
            (lambda: edit.promote_to_preamble(OWN_NUMBERS, -1), "no-leftover"),
            (lambda: edit.join_to_previous(LOUNA, "1"), "nothing-before"),
        ],
    )
    def test_each_says_why(self, attempt, code):
        with pytest.raises(EditError) as refused:
            attempt()
        assert refused.value.code == code


def step(agreement: AgreementText, draw) -> AgreementText:
    """One operation, on what is there or on what is not."""
    clause = draw(st.sampled_from([*numbers(agreement), "9.9"]))
    section = draw(st.sampled_from([*(s.number for s in agreement.sections), "9"]))
    place = draw(st.integers(-1, 12))
    operations = [
        lambda: edit.split_clause(agreement, clause, place),
        lambda: edit.merge_with_next(agreement, clause),
        lambda: edit.move_clause(agreement, clause, section, place),
        lambda: edit.leave_out(agreement, clause),
        lambda: edit.promote_to_clause(agreement, place, section, place),
        lambda: edit.promote_to_preamble(agreement, place),
        lambda: edit.start_section(agreement, clause),
        lambda: edit.join_to_previous(agreement, section),
    ]
    try:
        return draw(st.sampled_from(operations))()
    except EditError:
        return agreement


ROMAN = read_agreement("Sopimus\n\nI. Palvelut\n1) yksi asia\n2) kaksi\nII. Muuta\n- kolme\n")


class TestNothingIsLost:
    @given(st.data(), st.sampled_from([LOUNA, OWN_NUMBERS, ROMAN]))
    @settings(max_examples=drawn(300), deadline=None)
    def test_any_sequence_of_operations(self, data, agreement):
        before = Counter(held(agreement))
        for _ in range(data.draw(st.integers(1, 12))):
            agreement = step(agreement, data.draw)
            assert Counter(held(agreement)) == before
            assert len(set(numbers(agreement))) == len(numbers(agreement))
            named = [section.number for section in agreement.sections]
            assert len(set(named)) == len(named)
            assert all(named)
