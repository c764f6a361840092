"""Zips from outside, and HTML that is pasted. No database."""

import io
import re
import zipfile
from html import escape, unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kimppa.pages.imports.archive import (
    UNPACKED,
    ArchiveError,
    page_of_path,
    read_archive,
    write_archive,
)
from kimppa.pages.imports.markdown import to_markdown
from kimppa.pages.rendering import as_finna
from kimppa.ui.markup import is_html
from tests.examples import drawn


def zipped(**files: bytes) -> bytes:
    """A zip of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("asiakkaalle_fi.md", ("content", "asiakkaalle", "fi", "markdown")),
        ("custom/templates/content/a/b_en-gb.md", ("content", "a/b", "en", "markdown")),
        ("content/asiakkaalle.phtml", ("content", "asiakkaalle", "fi", "html")),
        ("templates/search/home/home-3_sv.phtml", ("front", "home-3", "sv", "html")),
        ("content/Additions/login-pre_fi.phtml", ("addition", "login-pre", "fi", "html")),
        ("search/home/home-3_sv.md", None),  # Finna reads no Markdown there
        ("search/home/home-11.phtml", None),
        ("../../etc/passwd_fi.md", None),
        ("kuva.png", None),
        ("content/Iso_fi.md", None),
    ],
)
def test_only_pages_of_a_view_are_read(path: str, told: object) -> None:
    assert page_of_path(path) == told


def test_a_zip_is_read_and_php_is_refused() -> None:
    found = read_archive(
        zipped(
            **{
                "content/a_fi.md": "# Otsikko\r\n\r\nTeksti ä".encode(),
                "content/b_fi.md": b"ei otsikkoa",
                "content/c_fi.md": b"# X\n\n\xff",
                "content/d_fi.phtml": b"<div class='x'><h1>T</h1><?php evil() ?></div>",
                "content/e_fi.phtml": b"<h1>T &amp; <i>K</i></h1><p>x</p>",
                "content/f_fi.phtml": b'<div class="page-content"> <h1>F</h1><p>x</p></div>',
                "search/home/home-1.phtml": b"<h2>Uutta</h2><?=$this->feed('uutiset')?>",
                "muuta.txt": b"ei mitaan",
            }
        )
    )
    told = {one.name: (one.title, one.body, one.problem) for one in found}
    assert told["a"] == ("Otsikko", "Teksti ä", "")
    assert told["b"][2] == "untitled"
    assert told["c"][2] == "letters"
    assert told["d"][2] in {"php", "untitled"}
    assert told["e"] == ("T & K", "<p>x</p>", "")
    assert told["home-1"] == ("home-1", "<h2>Uutta</h2>[[feed:uutiset]]", "")
    assert told["f"] == ("F", "<p>x</p>", "")
    assert len(found) == 7


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"tekstia", "not_zip"),
        (b"PK\x03\x04rikki", "broken"),
        (b"PK" + b"x" * 6_000_000, "too_large"),
        (zipped(**{"content/a_fi.md": b"0" * (UNPACKED + 1)}), "too_large"),
        (zipped(**{f"content/a{n}_fi.md": b"# x" for n in range(501)}), "too_large"),
    ],
)
def test_what_is_no_good_zip_is_refused_before_it_swells(content: bytes, code: str) -> None:
    with pytest.raises(ArchiveError, match=code):
        read_archive(content)


def test_a_single_huge_text_is_told_and_not_read_into_the_page() -> None:
    (found,) = read_archive(zipped(**{"content/a_fi.md": b"# x\n\n" + b"a" * 700_000}))
    assert (found.problem, found.body) == ("size", "")


def test_the_same_pages_give_the_same_bytes() -> None:
    files = [("content/b_fi.md", "# B\n\nx\n"), ("content/a_fi.md", "# A\n\ny\n")]
    assert write_archive(files) == write_archive(reversed(files))
    assert [one.title for one in read_archive(write_archive(files))] == ["A", "B"]


def test_pasted_html_says_the_same_in_markdown() -> None:
    html = (
        "<h1>Otsikko</h1><p>Katso <a href='/Search/x y'>haku</a> &amp; <b>vahva</b> * tähti<br>uusi"
        "</p><ul><li>yksi</li><li>kaksi<ol><li>a</li></ol></li></ul><p>1. ei luettelo</p>"
        "<script>alert(1)</script><table><tr><th scope='row'>A</th><td>1 &lt; 2</td></tr></table>"
    )
    assert is_html(html)
    made = to_markdown(html)
    shown = as_finna(made)
    for part in (
        "<h1>Otsikko</h1>",
        '<a href="/Search/x%20y">haku</a>',
        "&amp; <strong>vahva</strong> * tähti<br>uusi",
        "<li>yksi</li>",
        "<p>1. ei luettelo</p>",
        '<th scope="row">A</th><td>1 &lt; 2</td>',
    ):
        assert part in shown, made
    assert "alert" not in made


TEXT = st.text("abcäö *_`[]<>#&1.-\\!;=~+)", max_size=30)


@settings(max_examples=drawn(60))
@given(st.lists(TEXT, min_size=1, max_size=4))
@example(["1."])
@example(["2)", "~~~", "&amp; &#65;", "==="])
def test_words_of_pasted_paragraphs_are_not_taken_for_marks(paragraphs: list[str]) -> None:
    html = "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
    shown = unescape(re.sub(r"<[^>]+>", "", as_finna(to_markdown(html))))
    assert shown.split() == " ".join(paragraphs).split()


@pytest.mark.parametrize("line", ["===", "---", "~~~", "1.", "- kortti", "# otsikko"])
def test_a_line_of_a_pasted_paragraph_stays_a_line(line: str) -> None:
    shown = as_finna(to_markdown(f"<p>Kortti<br>{line}<br>on maksuton.</p>"))
    assert shown == f"<p>Kortti<br>{line}<br>on maksuton.</p>\n"
