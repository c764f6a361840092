"""Edits of the whole text as one value: nothing is lost, duties stay, all can be taken back."""

from hypothesis import given
from hypothesis import strategies as st

from kimppa.agreement.meaning.suggest import due_of
from kimppa.agreement.reading import suggester
from kimppa.agreement.structure import edit
from kimppa.agreement.structure.carrying import Carrying, first
from kimppa.agreement.structure.parts import (
    UNKNOWN,
    ClausePart,
    DutyPart,
    SectionPart,
    Structure,
    apply_edit,
    merge_with_next,
    split_places,
    to_json,
    with_parts,
)
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText

words = st.lists(
    st.text("abcäö-", min_size=1, max_size=6).filter(lambda word: word.strip("-")),
    min_size=1,
    max_size=6,
).map(" ".join)


def nothing(_text: str, _title: str) -> tuple[DutyPart, ...]:
    return ()


@st.composite
def structures(draw: st.DrawFn) -> Structure:
    sections, key = [], 0
    for number in range(1, draw(st.integers(1, 3)) + 1):
        clauses = []
        for place in range(1, draw(st.integers(1, 4)) + 1):
            key += 1
            duty = DutyPart(topic=f"topic-{key}", id=key)
            clauses.append(ClausePart(f"{number}.{place}", draw(words), duties=(duty,), id=key))
        sections.append(SectionPart(str(number), draw(words), tuple(clauses), (), "", number))
    return Structure("Otsikko", 2024, "", tuple(sections))


def letters(structure: AgreementText) -> list[str]:
    texts = [structure.preamble, *structure.unrecognised]
    for section in structure.sections:
        texts += [section.title, *section.notes, *(clause.text for clause in section.clauses)]
    return sorted("".join("".join(texts).split()))


def topics(structure: Structure) -> list[str]:
    return sorted(duty.topic for c in structure.clauses for duty in c.duties if duty.topic)


@given(structures(), st.data())
def test_splitting_and_merging_lose_no_letter_and_no_duty(
    old: Structure, data: st.DataObject
) -> None:
    clause = data.draw(st.sampled_from(old.clauses))
    places = split_places(clause.text)
    if not places:
        return
    at = data.draw(st.sampled_from(places))[0]
    split = apply_edit(old, lambda text: edit.split_clause(text, clause.number, at), nothing)
    assert letters(split) == letters(old)
    assert topics(split) == topics(old)
    assert len(split.clauses) == len(old.clauses) + 1
    joined = merge_with_next(split, clause.number, nothing)
    assert topics(joined) == topics(old)
    assert [c.id for c in joined.clauses] == [c.id for c in old.clauses]
    assert letters(joined) == letters(old)


@given(structures(), st.data())
def test_a_moved_clause_keeps_its_row_and_duties(old: Structure, data: st.DataObject) -> None:
    clause = data.draw(st.sampled_from(old.clauses))
    section = data.draw(st.sampled_from(old.sections)).number
    place = data.draw(st.integers(0, 5))
    moved = apply_edit(
        old, lambda text: edit.move_clause(text, clause.number, section, place), nothing
    )
    assert sorted(c.id or 0 for c in moved.clauses) == sorted(c.id or 0 for c in old.clauses)
    assert topics(moved) == topics(old)
    found = next(c for c in moved.clauses if c.text == clause.text and c.id == clause.id)
    assert found.duties == clause.duties


@given(structures(), st.data())
def test_an_edit_is_taken_back_by_its_parts(old: Structure, data: st.DataObject) -> None:
    clause = data.draw(st.sampled_from(old.clauses))
    new = apply_edit(old, lambda text: edit.oblige_nobody(text, [clause.number]), nothing)
    before, after = to_json(old), to_json(new)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    earlier = {key: before[key] for key in changed if key in before}
    assert with_parts(new, earlier, changed - before.keys()) == old


@given(structures())
def test_the_same_text_carries_everything_and_changes_nothing(old: Structure) -> None:
    text = AgreementText(
        old.title,
        old.year,
        old.preamble,
        tuple(
            SectionText(s.number, s.title, tuple(ClauseText(c.number, c.text) for c in s.clauses))
            for s in old.sections
        ),
    )
    assert letters(Carrying(old, text, nothing, nothing).structure({})) == letters(old)
    if len({clause.text for clause in old.clauses}) == len(old.clauses):
        assert [c.duties for c in Carrying(old, text, nothing, nothing).structure({}).clauses] == [
            c.duties for c in old.clauses
        ]


def test_a_clause_that_suggests_nothing_still_has_a_duty() -> None:
    text = AgreementText(sections=(SectionText("1", "Otsikko", (ClauseText("1.1", "Jotain"),)),))
    assert first(text, nothing).structure({}).clauses[0].duties == (UNKNOWN,)


def test_next_years_rows_are_new_ones() -> None:
    duty = DutyPart("guidance", responsible="director", id=5)
    clause = ClausePart("1.1", "Opastus vuonna 2024", duties=(duty,), id=9)
    old = Structure("S", 2024, "", (SectionPart("1", "Opastus", (clause,), (), "Opastus", 3),))
    text = AgreementText(
        "S", 2025, "", (SectionText("1", "Opastus", (ClauseText("1.1", "Opastus vuonna 2025"),)),)
    )
    new = Carrying(old, text, nothing, nothing).structure({})
    assert new.clauses[0].duties == (DutyPart("guidance", responsible="director"),)
    assert (new.clauses[0].id, new.sections[0].id, new.sections[0].short_title) == (
        None,
        None,
        "Opastus",
    )


def test_a_short_name_stays_only_where_the_title_says_the_same() -> None:
    old = Structure(
        "",
        2024,
        "",
        (
            SectionPart("1", "Kirjastojärjestelmän ylläpito", (), (), "Järjestelmä", 1),
            SectionPart("2", "Aineistojen kuljetukset", (), (), "Autot", 2),
        ),
    )
    text = AgreementText(
        "",
        2025,
        "",
        (
            SectionText("1", "Aineistojen kuljetus"),
            SectionText("2", "Tilastot ja raportit"),
        ),
    )
    new = Carrying(old, text, nothing, nothing).structure({})
    assert [section.short_title for section in new.sections] == ["Autot", "Tilastot ja raportit"]


def test_a_duty_follows_the_time_that_changed_words_say() -> None:
    suggest = suggester(2025, ())
    old_words = "Asiakkaiden viesteihin vastataan viiden arkipäivän kuluessa."
    topic = DutyPart(topic="customer-service", due="within 5d", responsible="everyone", id=3)
    clause = ClausePart("1.1", old_words, "", (topic,), 1)
    old = Structure("", 2024, "", (SectionPart("1", "Asiakkaat", (clause,), (), "", 1),))

    def due_by(words: str) -> list[tuple[str, str]]:
        section = SectionText("1", "Asiakkaat", (ClauseText("1.1", words),))
        text = AgreementText("", 2025, "", (section,))
        new = Carrying(old, text, suggest, suggester(2024, ())).structure({})
        return [(duty.due, duty.responsible) for duty in new.clauses[0].duties]

    before, after = (
        due_of(words, 2025) for words in (old_words, old_words.replace("viiden", "neljän"))
    )
    assert before != after
    assert due_by(old_words) == [("within 5d", "everyone")]
    assert due_by(old_words.replace("viiden", "neljän")) == [(after, "everyone")]
    assert due_by(old_words.replace("viesteihin", "palautteisiin")) == [("within 5d", "everyone")]
