"""Mends lose no word, and taking the last one off gives what was before it."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.structure.asking import alike, likeliest_place, places, questions
from kimppa.agreement.structure.mending import (
    LineAt,
    Mend,
    MendError,
    Verb,
    full_text,
    mended,
    paper_lines,
    read_mend,
)
from kimppa.agreement.structure.naming import with_titles
from kimppa.agreement.structure.packing import pack_lines, unpack_lines
from kimppa.agreement.structure.remembering import remember
from kimppa.agreement.structure.result import result
from kimppa.agreement.tests.selkavesi import LINES, asked, line
from kimppa.agreement.text.paper import PaperLine, Role
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText, tree
from tests.examples import drawn

WORDS = st.lists(st.text("abcäö", min_size=1, max_size=6), min_size=1, max_size=5).map(" ".join)
PAPERS = st.lists(
    st.builds(
        PaperLine,
        text=WORDS,
        label=st.sampled_from(["", "–", "(a)", "1.1"]),
        level=st.integers(0, 3),
        role=st.sampled_from(Role),
        ask=st.sampled_from(["", "", "obliges", "heading", "two", "replaces", "table"]),
        answers=st.lists(st.sampled_from(Role), max_size=3).map(tuple),
        replaces=st.one_of(st.none(), st.integers(0, 5)),
    ),
    min_size=1,
    max_size=8,
).map(tuple)


def letters(lines: list[LineAt]) -> Counter[str]:
    return Counter("".join("".join(full_text(at.line) for at in lines).split()))


def any_mend(draw: st.DrawFn, lines: list[LineAt]) -> Mend:
    keys = st.sampled_from([*(at.key for at in lines), "99"])
    return Mend(
        draw(st.sampled_from(Verb)),
        tuple(draw(st.lists(keys, min_size=1, max_size=3, unique=True))),
        draw(st.one_of(st.none(), st.sampled_from(Role))),
        draw(st.one_of(st.none(), st.integers(0, 3))),
        draw(st.integers(0, 12)),
    )


@given(PAPERS, st.data())
@settings(max_examples=drawn(300), deadline=None)
def test_every_character_still_stands_in_some_line(
    paper: tuple[PaperLine, ...], data: st.DataObject
) -> None:
    mends: list[Mend] = []
    states = [mended(paper, [])]
    before = letters(states[0])
    for _turn in range(data.draw(st.integers(1, 8))):
        mend = any_mend(data.draw, states[-1])
        try:
            state = mended(paper, [*mends, mend])
        except MendError:
            continue
        mends.append(mend)
        assert letters(state) == before
        keys = [at.key for at in state]
        assert len(set(keys)) == len(keys)
        assert mended(paper, mends[:-1]) == states[-1]
        assert [read_mend(mend.as_json()) for mend in mends] == mends
        states.append(state)
        agreement = result(state, questions(state)).agreement
        assert agreement == with_titles(tree(paper_lines(state)))


@given(PAPERS)
@settings(max_examples=drawn(100))
def test_lines_are_kept_as_they_were_read(paper: tuple[PaperLine, ...]) -> None:
    assert unpack_lines(pack_lines(paper)) == paper


@given(PAPERS)
@settings(max_examples=drawn(100))
def test_every_answer_can_be_given_and_settles_its_question(paper: tuple[PaperLine, ...]) -> None:
    lines = mended(paper, [])
    for question in questions(lines):
        for answer in question.answers:
            after = mended(paper, [answer.mend])
            left = {at.key for asked in questions(after) for at in asked.lines}
            assert not left & {at.key for at in question.lines}


def keys_of(lines: list[LineAt]) -> list[str]:
    return [at.key for at in lines]


class TestQuestions:
    def test_lines_alike_are_one_question(self) -> None:
        numbers = [question.number for question in questions(mended(LINES, []))]
        assert numbers == ["12", "16", "21–26", "30", "31", "36", "41"]

    def test_the_likeliest_answer_comes_first(self) -> None:
        found = {q.number: [a.code for a in q.answers] for q in questions(mended(LINES, []))}
        assert found["12"] == ["text", "duty"]
        assert found["16"] == ["split", "keep"]
        assert found["21–26"] == ["row", "text"]
        assert found["31"] == ["own", "under"]
        assert found["41"] == ["replace", "new"]

    def test_a_sentence_parts_where_its_second_matter_begins(self) -> None:
        text = "Forssa ylläpitää sivuja ja ohjeita, ja Ypäjä kokoaa tapahtumat."
        assert text[likeliest_place(text) :].strip() == "ja Ypäjä kokoaa tapahtumat."
        assert likeliest_place("Forssa ylläpitää sivuja") == 0

    def test_every_place_leaves_words_on_both_sides(self) -> None:
        for text in ("a, b ja c", "yksi\tkaksi\tkolme", " alku loppu ", "sana", "a; "):
            for at, _before, _after in places(text):
                assert text[:at].strip()
                assert text[at:].strip()

    def test_the_ends_of_sentences_are_the_first_places(self) -> None:
        text = "Forssa kokoaa tiedot, ja Ypäjä vie ne 31.3. mennessä. Tammela tarkistaa ne."
        found = [text[at:] for at, _before, _after in places(text)]
        assert found[0] == "Tammela tarkistaa ne."
        assert "ja Ypäjä vie ne 31.3. mennessä. Tammela tarkistaa ne." in found

    def test_lines_elsewhere_are_alike_too(self) -> None:
        paper = (
            asked(Role.TEXT, "yksi", "obliges", Role.TEXT),
            line(Role.DUTY, "kaksi"),
            asked(Role.TEXT, "kolme", "obliges", Role.TEXT),
        )
        run, others = alike(mended(paper, []), "1")
        assert (keys_of(run), keys_of(others)) == (["1"], ["3"])


class TestMends:
    def test_lines_joined_and_split_again(self) -> None:
        joined = mended(LINES, [Mend(Verb.JOIN, ("33",))])
        both = next(at for at in joined if at.key == "32")
        assert both.number == "32–33"
        assert both.line.text == f"{LINES[31].text} {LINES[32].text}"
        at = both.line.text.index("Forssa")
        again = mended(LINES, [Mend(Verb.JOIN, ("33",)), Mend(Verb.SPLIT, ("32",), at=at)])
        assert [row.line.text for row in again] == [row.text for row in LINES]

    def test_what_replaces_a_line_follows_it_when_others_are_joined(self) -> None:
        lines = mended(LINES, [Mend(Verb.JOIN, ("4",))])
        replacing = next(line for line in paper_lines(lines) if line.replaces is not None)
        assert paper_lines(lines)[replacing.replaces or 0].text.startswith("Asiakkaiden viesteihin")

    def test_a_heading_that_is_none_stands_among_the_lines(self) -> None:
        lines = mended(LINES, [Mend(Verb.ROLE, ("31",), Role.DUTY)])
        row = next(at.line for at in lines if at.key == "31")
        assert (row.role, row.level, row.why, row.ask) == (Role.DUTY, 0, "person", "")

    @pytest.mark.parametrize(
        ("mend", "code"),
        [
            (Mend(Verb.JOIN, ("1",)), "nothing-above"),
            (Mend(Verb.JOIN, ()), "no-line"),
            (Mend(Verb.ROLE, ("99",), Role.DUTY), "no-line"),
            (Mend(Verb.ROLE, ("1",)), "no-mend"),
            (Mend(Verb.SPLIT, ("2",), at=0), "nothing-to-split"),
            (Mend(Verb.SPLIT, ("2",), at=999), "nothing-to-split"),
            (Mend(Verb.REPLACE, ("2",)), "replaces-nothing"),
        ],
    )
    def test_what_cannot_be_done_is_refused(self, mend: Mend, code: str) -> None:
        with pytest.raises(MendError) as refused:
            mended(LINES, [mend])
        assert refused.value.code == code


class TestResult:
    def test_guesses_are_told_apart_from_what_stands(self) -> None:
        lines = mended(LINES, [])
        found = result(lines, questions(lines))
        assert (found.clauses, found.hoped) == (10, 17)
        tasks = next(branch for branch in found.branches if branch.title == "Tehtävien jako")
        assert [leaf.key for leaf in tasks.leaves] == ["21", "22", "23", "24", "25", "26"]
        assert tasks.guessed == 6

    def test_a_replaced_line_obliges_no_more(self) -> None:
        lines = mended(LINES, [])
        found = result(lines, questions(lines))
        site = next(branch for branch in found.branches if branch.title.startswith("Verkko"))
        assert [(leaf.key, leaf.replaced) for leaf in site.leaves][:2] == [
            ("14", True),
            ("15", False),
        ]
        new = mended(LINES, [Mend(Verb.NEW, ("41",))])
        assert not any(leaf.replaced for b in result(new, ()).branches for leaf in b.leaves)


class TestRemembering:
    BEFORE = AgreementText(
        "Sopimus 2024",
        2024,
        "Kunnat ovat sopineet vuodesta 2024.",
        (
            SectionText(
                "1",
                "Luettelo",
                (ClauseText("1.1", "Luettelo tarkistetaan vuonna 2024"),),
                ("Luettelo on yhteinen.", "Forssa vastaa siitä, että"),
            ),
        ),
    )

    def known(self, *lines: PaperLine, year: int = 2025) -> list[tuple[Role, str, bool]]:
        found, _mends = remember(lines, [self.BEFORE], year)
        return [(line.role, line.why, line.is_sure) for line in found]

    def test_what_obliged_nobody_obliges_nobody_now(self) -> None:
        assert self.known(line(Role.DUTY, "Luettelo on yhteinen.")) == [
            (Role.TEXT, "remembered", True)
        ]
        unsure = asked(Role.TEXT, "Kunnat ovat sopineet vuodesta 2025.", "obliges", Role.TEXT)
        assert self.known(unsure) == [(Role.TEXT, "remembered", True)]

    def test_a_clause_stays_one_when_only_the_years_moved(self) -> None:
        moved = asked(Role.TEXT, "Luettelo tarkistetaan vuonna 2025", "obliges", Role.TEXT)
        assert self.known(moved) == [(Role.DUTY, "remembered", True)]
        other = asked(Role.TEXT, "Luettelo tarkistetaan vuonna 2023", "obliges", Role.TEXT)
        assert self.known(other) == [(Role.TEXT, "", False)]

    def test_the_start_of_a_list_and_a_title_are_known(self) -> None:
        assert self.known(line(Role.LEAD, "Forssa vastaa siitä, että")) == [(Role.LEAD, "", True)]
        title = asked(Role.TEXT, "Luettelo", "heading", Role.HEADING)
        assert self.known(title) == [(Role.HEADING, "remembered", True)]
