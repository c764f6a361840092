"""The plain rules: states of texts, days, names, differences, files."""

import datetime as dt

import pytest

from kimppa.core.differences import compare
from kimppa.pages.files import file_content, file_name, markdown_file, titled
from kimppa.pages.models import Page
from kimppa.pages.naming import is_content_name
from kimppa.pages.rendering import as_finna
from kimppa.pages.states import State, next_check, state_of

TODAY = dt.date(2025, 1, 14)
LATER, EARLIER = dt.date(2025, 1, 15), dt.date(2025, 1, 14)


@pytest.mark.parametrize(
    ("number", "base", "follows", "due", "state"),
    [
        (0, 3, 0, None, State.MISSING),
        (1, 3, 2, EARLIER, State.STALE),
        (1, 3, 3, EARLIER, State.DUE),
        (1, 3, 3, LATER, State.FINE),
        (5, 0, 5, LATER, State.FINE),  # the Finnish text follows nothing
    ],
)
def test_the_worst_state_is_told(
    number: int, base: int, follows: int, due: dt.date | None, state: State
) -> None:
    told = state_of(number=number, base=base, follows=follows, due=due, today=TODAY)
    assert told is state


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-12-15", 12, "2025-12-15"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-11-30", 14, "2026-01-30"),
    ],
)
def test_a_look_is_due_on_the_same_day_some_months_later(last: str, months: int, due: str) -> None:
    assert next_check(dt.date.fromisoformat(last), months) == dt.date.fromisoformat(due)


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("asiakkaalle", True),
        ("asiakkaalle_kayttosaannot", True),
        ("ohjeet/lainaus", True),
        ("asiakkaalle_fi", False),  # Finna adds the language itself
        ("asiakkaalle_en-gb", False),
        ("../etc", False),
        ("Asiakkaalle", False),
        ("säännöt", False),
        ("", False),
        ("a//b", False),
    ],
)
def test_only_names_of_files_are_let_in(name: str, good: bool) -> None:
    assert is_content_name(name) is good


def test_a_difference_tells_words_within_a_line_and_leaves_the_rest_out() -> None:
    before = "\n".join(["Alku", *(f"rivi {n}" for n in range(20)), "Laina-aika on 28 päivää."])
    after = before.replace("28 päivää", "14 vuorokautta") + "\nUusi rivi"
    lines = compare(before, after)
    assert [line.kind for line in lines] == ["gap", "same", "same", "changed", "new"]
    spans = [(span.kind, span.text) for span in lines[3].spans]
    assert ("gone", "28") in spans
    assert ("new", "14") in spans
    assert lines[4].spans[0].text == "Uusi rivi"


def test_spaces_at_the_ends_of_lines_are_no_difference() -> None:
    assert compare("a  \nb\n", "a\nb") == []


def test_a_title_comes_back_from_its_file() -> None:
    for title in ("Asiakkaalle", "Laina-aika [28] *päivää* & #1", "<b>"):
        text = markdown_file(title, "Teksti\n\n## Toinen")
        assert titled(text) == (title, "Teksti\n\n## Toinen")
        assert as_finna(text).count("<h1>") == 1
    for title in ("Kysy & vastaa", "a_b", "C# ja F#-sointu", "[Uusi] sali", "5 * 3"):
        assert markdown_file(title, "").startswith(f"# {title}\n")  # as Finna shows it
    assert titled("Ei otsikkoa\n# Myöhemmin") == ("", "Ei otsikkoa\n# Myöhemmin")


def test_files_are_named_as_finna_looks_for_them_and_hold_no_php() -> None:
    page = Page(kind="content", name="asiakkaalle", format="markdown")
    assert file_name(page, "en") == "content/asiakkaalle_en-gb.md"
    block = Page(kind="front", name="home-2", format="html")
    assert file_name(block, "sv") == "search/home/home-2_sv.phtml"
    told = file_content(block, "T", "<?php evil() ?>[[feed:uutiset]][[feed:x');]]<?= 1 ?>")
    assert told.count("<?") == 1
    assert "<?=$this->feed('uutiset')?>" in told
    whole = Page(kind="content", name="x", format="html")
    assert "<?" not in file_content(whole, "<?php ?>", "<?php ?>")
