"""Texts from outside come out as words; nothing in them is executed."""

import pytest

from kimppa.publishing import markup


def test_scripts_and_their_words_are_left_out() -> None:
    stored = markup.clean("<p>Tervetuloa</p><script>alert(1)</script><p onclick='x()'>kaikki</p>")
    assert stored == "Tervetuloa\n\nkaikki"


def test_html_becomes_markdown() -> None:
    html = (
        '<h2>Ohjelma</h2><ul><li>Yksi</li><li><b>Kaksi</b></li></ul><a href="https://a.fi/">A</a>'
    )
    stored = markup.clean(html)
    assert stored == "# Ohjelma\n\n- Yksi\n- **Kaksi**\n\n[A](<https://a.fi/>)"
    assert '<a href="https://a.fi/">A</a>' in markup.html(stored)


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "<a href='javascript:alert(1)'>x</a>",
        "![x](https://a.fi/b.png)",
        "<iframe src='https://a.fi'></iframe>x",
        "<img src=x onerror=alert(1)>x",
        "<svg/onload=alert(1)>x",
        "[x](/juuri)",
    ],
)
def test_what_could_do_something_does_nothing(text: str) -> None:
    html = markup.html(markup.clean(text))
    for bad in ('"javascript', "<iframe", "<img", "onerror", "<svg", "onload", 'href="/'):
        assert bad not in html


def test_plain_words_hold_nothing_that_a_page_could_take_for_html() -> None:
    assert markup.plain("**5 < 6** & [linkki](https://a.fi)") == "5 ‹ 6 & linkki"
