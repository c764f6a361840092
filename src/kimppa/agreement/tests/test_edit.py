"""The coordinator's corrections move words from field to field and lose none."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.reading import read_text
from kimppa.agreement.structure import edit
from kimppa.agreement.structure.edit import EditError
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText
from tests.examples import drawn

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")
LOUNA = read_text(SOURCE).agreement


def clauses(**texts: str) -> tuple[ClauseText, ...]:
    return tuple(ClauseText(n.lstrip("_").replace("_", "."), text) for n, text in texts.items())


OWN_NUMBERS = AgreementText(
    "Sopimus",
    sections=(
        SectionText("1", "Palvelut", clauses(_1_1="yksi asia", _1_1_1="osa a", _1_2="toinen asia")),
        SectionText("2", "Muuta", clauses(_2_1="kolmas asia"), ("ei mitään",)),
    ),
    unrecognised=("Liite 1",),
)
ROMAN = AgreementText(
    "Sopimus",
    sections=(
        SectionText("I", "Palvelut", (ClauseText("I.1", "yksi asia"), ClauseText("I.2", "kaksi"))),
        SectionText("II", "Muuta", (ClauseText("II.1", "kolme"),)),
    ),
)


def held(agreement: AgreementText) -> str:
    texts = [agreement.title, agreement.preamble, *agreement.unrecognised]
    for section in agreement.sections:
        texts += [section.title, *section.notes, *(clause.text for clause in section.clauses)]
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

    def test_clauses_oblige_nobody_and_are_clauses_again(self):
        without = edit.oblige_nobody(LOUNA, ["2.3", "5.2", "5.3"])
        assert [len(section.clauses) for section in without.sections] == [11, 2, 1, 2, 1, 2, 1]
        assert without.sections[1].notes == (text(LOUNA, "2.3"),)
        assert without.sections[4].notes == (text(LOUNA, "5.2"), text(LOUNA, "5.3"))
        back = edit.oblige(edit.oblige(edit.oblige(without, "5", 0), "5", 0), "2", 0)
        assert back == LOUNA

    def test_a_part_of_a_split_clause_still_ends_its_sentence(self):
        own = AgreementText(
            sections=(SectionText("1", "", (ClauseText("1.1", "a tekee, ja b kokoaa", "Että"),)),)
        )
        parts = edit.split_clause(own, "1.1", 9).sections[0].clauses
        assert [(clause.text, clause.lead) for clause in parts] == [
            ("a tekee,", "Että"),
            ("ja b kokoaa", "Että"),
        ]

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
        begun = edit.start_section(ROMAN, "I.2")
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
            (lambda: edit.oblige_nobody(LOUNA, ["1.1", "9.9"]), "no-clause"),
            (lambda: edit.oblige(OWN_NUMBERS, "2", 1), "no-note"),
            (lambda: edit.oblige(OWN_NUMBERS, "9", 0), "no-section"),
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
        lambda: edit.oblige_nobody(agreement, [clause]),
        lambda: edit.oblige(agreement, section, place),
        lambda: edit.promote_to_clause(agreement, place, section, place),
        lambda: edit.promote_to_preamble(agreement, place),
        lambda: edit.start_section(agreement, clause),
        lambda: edit.join_to_previous(agreement, section),
    ]
    try:
        return draw(st.sampled_from(operations))()
    except EditError:
        return agreement


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
