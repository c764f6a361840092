"""Next year's text beside last year's: what follows, what changed, what is new."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.reading import read_text
from kimppa.agreement.structure import edit
from kimppa.agreement.structure.compare import compare
from kimppa.agreement.structure.diff import spans
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText
from tests.examples import drawn

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")
LOUNA = read_text(SOURCE).agreement
NEXT_SOURCE = re.sub(r"202[45]", lambda year: str(int(year[0]) + 1), SOURCE)
NEXT = read_text(NEXT_SOURCE).agreement


def kinds(comparison) -> dict[str, str]:
    return {(c.new or c.old).number: c.kind for c in comparison.clauses}


def change(comparison, number: str):
    return next(c for c in comparison.clauses if c.new and c.new.number == number)


def reworded(old: str, new: str) -> AgreementText:
    """Next year's text with other words."""
    assert old in NEXT_SOURCE
    return read_text(NEXT_SOURCE.replace(old, new)).agreement


class TestLouna:
    def test_the_same_text_changes_nothing(self):
        comparison = compare(LOUNA, read_text(SOURCE).agreement)
        assert comparison.is_identical
        assert set(kinds(comparison).values()) == {"identical"}
        assert comparison.follows == {number: number for number in kinds(comparison)}

    def test_only_the_years_move_on(self):
        comparison = compare(LOUNA, NEXT)
        assert NEXT.year == 2025
        assert not comparison.is_identical
        assert comparison.only_years
        assert (comparison.count("identical"), comparison.count("years")) == (12, 11)
        report = change(comparison, "6.2")
        assert [(s.old, s.new) for s in report.spans if s.kind == "year"] == [
            ("2024", "2025"),
            ("2025", "2026"),
        ]
        assert report.stale_years == ()

    def test_a_year_that_was_forgotten_is_pointed_out(self):
        comparison = compare(LOUNA, reworded("vuotta 2025 koskevan", "vuotta 2024 koskevan"))
        assert change(comparison, "6.1").stale_years == (2024,)
        assert change(comparison, "6.1").kind == "identical"
        assert not comparison.is_identical

    def test_changed_words_are_marked_word_by_word(self):
        comparison = compare(
            LOUNA, reworded("Cineast-elokuvapalvelun käyttöönoton", "Viddla-palvelun")
        )
        found = change(comparison, "1.9")
        assert (found.kind, found.old.number) == ("changed", "1.9")
        assert [(s.kind, s.old, s.new) for s in found.spans] == [
            ("replaced", "Cineast", "Viddla"),
            ("same", "-", "-"),
            ("replaced", "elokuvapalvelun käyttöönoton", "palvelun"),
            (
                "same",
                " koordinointi ja pääkäyttäjätehtävät",
                " koordinointi ja pääkäyttäjätehtävät",
            ),
        ]
        assert not comparison.only_years

    def test_a_new_clause_shifts_numbers_but_moves_nothing(self):
        comparison = compare(
            LOUNA,
            reworded(" - em. yhteisten", " - Kirjastoauton reittien suunnittelu\n - em. yhteisten"),
        )
        assert change(comparison, "1.7").kind == "added"
        assert comparison.follows["1.8"] == "1.7"
        assert not any(c.moved for c in comparison.clauses)

    def test_a_removed_clause_is_shown_where_it_stood(self):
        comparison = compare(LOUNA, edit.oblige_nobody(NEXT, ["1.9"]))
        at = next(i for i, c in enumerate(comparison.clauses) if c.kind == "removed")
        assert comparison.clauses[at].old.number == "1.9"
        assert comparison.clauses[at - 1].old.number == "1.8"
        assert comparison.follows["1.9"] == "1.10"

    def test_moved_clauses_are_recognised_in_and_between_sections(self):
        within = compare(LOUNA, edit.move_clause(NEXT, "5.3", "5", 0))
        assert [c.new.number for c in within.clauses if c.moved] == ["5.1"]
        assert within.follows["5.1"] == "5.3"
        between = compare(LOUNA, edit.move_clause(NEXT, "1.11", "2", 0))
        assert [c.new.number for c in between.clauses if c.moved] == ["2.1"]
        assert not between.only_years

    def test_a_section_that_moves_whole_takes_its_clauses_with_it(self):
        sections = NEXT.sections
        changed = replace(NEXT, sections=(*sections[:2], *sections[3:], sections[2]))
        moved = [c.old.number for c in compare(LOUNA, changed).clauses if c.moved]
        assert moved == ["3.1"]

    def test_a_split_clause_is_flagged(self):
        text = next(c.text for c in NEXT.sections[6].clauses)
        split = edit.split_clause(NEXT, "7.1", text.index("Vuoden 2025 aikana Louna-joht"))
        comparison = compare(LOUNA, split)
        added = next(c for c in comparison.clauses if c.kind == "added")
        assert added.part_of == "7.1"
        assert comparison.follows.keys() >= {"7.1"} or comparison.follows.keys() >= {"7.2"}

    def test_merged_clauses_are_flagged(self):
        comparison = compare(LOUNA, edit.merge_with_next(NEXT, "5.2"))
        removed = next(c for c in comparison.clauses if c.kind == "removed")
        assert removed.merged_into == "5.2"

    def test_a_new_clause_like_no_other_is_part_of_nothing(self):
        comparison = compare(
            LOUNA, reworded(" - em. yhteisten", " - aivan muuta asiaa on tämä\n - em. yhteisten")
        )
        assert change(comparison, "1.7").part_of == ""

    def test_titles_and_preamble(self):
        comparison = compare(
            LOUNA, reworded("Yhteisten hankemahdollisuuksien", "Hankemahdollisuuksien")
        )
        found = {text.name: text.kind for text in comparison.texts}
        assert found["title"] == "identical"
        assert found["preamble"] == "years"
        assert found["7"] == "changed"

    def test_another_agreement_shares_nothing(self):
        other = read_text("Avtal\n\n1. Transporter\n- bokbussens rutter\n").agreement
        comparison = compare(LOUNA, other)
        assert comparison.count("removed") == 23
        assert comparison.count("added") == 1
        assert comparison.follows == {}

    @pytest.mark.parametrize(("old", "new"), [(AgreementText(), LOUNA), (LOUNA, AgreementText())])
    def test_beside_an_empty_one(self, old, new):
        assert len(compare(old, new).clauses) == 23


class TestSpans:
    def test_the_number_of_an_act_is_no_year(self):
        found = spans(
            "laki 1492/2016, 410/2024 ja 2024", "laki 1492/2016, 410/2024 ja 2025", 2024, 2025
        )
        assert [s.kind for s in found] == ["same", "year"]

    def test_years_long_past_do_not_move_on(self):
        found = spans("vuodesta 2014 vuoteen 2024", "vuodesta 2015 vuoteen 2025", 2024, 2025)
        assert [s.kind for s in found] == ["same", "replaced", "same", "year"]

    @given(st.text(max_size=80), st.text(max_size=80), st.sampled_from([None, 2024]))
    @settings(max_examples=drawn(300), deadline=None)
    def test_the_spans_make_both_texts(self, old, new, year):
        found = spans(old, new, year, year and year + 1)
        assert "".join(span.old for span in found) == old
        assert "".join(span.new for span in found) == new
        assert all((span.old == span.new) == (span.kind == "same") for span in found)


CLAUSES = st.lists(
    st.lists(st.sampled_from(["kirjasto", "palvelu", "tilasto", "2024", "2025", "ja", "kokous"]),
             min_size=1, max_size=5).map(" ".join),
    max_size=8,
)  # fmt: skip


def agreement(texts: list[str], year: int) -> AgreementText:
    half = len(texts) // 2
    parts = [texts[:half], texts[half:]]
    return AgreementText(
        year=year,
        sections=tuple(
            SectionText(
                str(n), "", tuple(ClauseText(f"{n}.{i}", t) for i, t in enumerate(part, start=1))
            )
            for n, part in enumerate(parts, start=1)
        ),
    )


class TestAnyTexts:
    @given(CLAUSES, CLAUSES)
    @settings(max_examples=drawn(300), deadline=None)
    def test_every_clause_stands_in_exactly_one_change(self, before, after):
        old, new = agreement(before, 2024), agreement(after, 2025)
        comparison = compare(old, new)
        assert sorted(c.old.position for c in comparison.clauses if c.old) == list(
            range(len(before))
        )
        assert [c.new.position for c in comparison.clauses if c.new] == list(range(len(after)))
        assert comparison == compare(old, new)
        assert comparison.is_identical == (before == after)

    @given(CLAUSES)
    @settings(max_examples=drawn(100), deadline=None)
    def test_with_itself_nothing_moved(self, texts):
        comparison = compare(agreement(texts, 2024), agreement(texts, 2024))
        assert comparison.is_identical
        assert not any(c.moved or c.kind != "identical" for c in comparison.clauses)

    def test_many_clauses_in_reasonable_time(self):
        texts = [f"kirjastopalvelun kohta {n} tilasto {n * 7}" for n in range(1500)]
        comparison = compare(agreement(texts, 2024), agreement(texts[::-1], 2025))
        assert comparison.count("identical") == 1500
