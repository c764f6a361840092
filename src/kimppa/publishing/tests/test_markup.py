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
        "<p><a href='javascript:alert(1)'>x</a></p>",
        "![x](https://a.fi/b.png)",
        "<iframe src='https://a.fi'></iframe>x",
        "<img src=x onerror=alert(1)>x",
        "<svg/onload=alert(1)>x",
        "[x](/juuri)",
    ],
)
def test_what_could_do_something_does_nothing(text: str) -> None:
    html = markup.html(markup.clean(text))
    for bad in ('"javascript', "<iframe", "<img", "<svg", 'href="/'):
        assert bad not in html


def test_plain_words_are_without_marks() -> None:
    assert markup.plain_text("**5 < 6** & [linkki](https://a.fi) <b>") == "5 < 6 & linkki <b>"


@pytest.mark.parametrize(
    ("text", "flat"),
    [("5 < 6 > 4", "5 < 6 > 4"), ("<b>x</b> > y", "‹b›x‹/b› › y"), ("loppu <", "loppu ‹")],
)
def test_what_could_begin_a_tag_stands_in_other_brackets(text: str, flat: str) -> None:
    assert markup.flat(text) == flat


@pytest.mark.parametrize(
    "text",
    [
        "Ilmoittaudu: <kirjasto@tammela.fi>\n\nTervetuloa!",
        "Rivi<br>toinen\n\n<script>alert(1)</script>\n\n  sisennys\tsarkain  kaksi",
        "Kappale merkitään <p> eikä muuten; a < b > c & d &amp; e",
        '\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} 100\N{NO-BREAK SPACE}000 \\ "x"',
    ],
)
def test_plain_text_stays_as_it_is_written(text: str) -> None:
    assert markup.clean(text) == text
    one = text.replace("\n\n", " ")
    assert markup.line(one) == one


def test_html_keeps_addresses_in_angle_brackets() -> None:
    assert markup.clean("<p>Kysy <kirjasto@tammela.fi></p>") == "Kysy <kirjasto@tammela.fi>"
    assert markup.line("<p>Kysy <b>heti</b> <kirjasto@tammela.fi></p>") == (
        "Kysy heti <kirjasto@tammela.fi>"
    )


def test_other_services_write_line_breaks_and_links_without_paragraphs() -> None:
    values = {"text_fi": "Yksi<br>kaksi <a@b.fi>", "title_fi": "A <b>B</b>", "place": "1 < 2"}
    assert markup.from_service(values) == {
        "text_fi": "Yksi\nkaksi <a@b.fi>",
        "title_fi": "A B",
        "place": "1 < 2",
    }
