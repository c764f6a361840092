"""What shuts people out, and what is heavy to read. No database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.pages.checks.access import findings, language_of
from kimppa.pages.checks.outline import outline
from kimppa.pages.checks.readability import reading, sentences_of
from tests.examples import drawn


@pytest.mark.parametrize(
    ("html", "code", "about"),
    [
        ("<h1>A</h1><h3>Liian alas</h3>", "heading-skip", "Liian alas"),
        ("<h1>A</h1><h2>B</h2><h1>C</h1>", "heading-second-first", "C"),
        ("<h1>A</h1><h2> <img src='x' alt=''></h2>", "heading-empty", ""),
        ("<img src='ovi.jpg'>", "image-no-alt", "ovi.jpg"),
        ("<img src='a' alt='IMG_1.JPG'>", "image-file-name", "IMG_1.JPG"),
        ("<a href='/x'><img src='a' alt=''></a>", "link-empty", "/x"),
        ("<a href='/x'>Lue lisää »</a>", "link-vague", "Lue lisää »"),
        ("<a href='https://x.fi'>https://x.fi</a>", "link-address", "https://x.fi"),
        ("<a href='/a'>Haku</a> <a href='/b'>haku</a>", "link-same-words", "haku"),
        ("<table><tr><td>1</td></tr></table>", "table-no-headers", ""),
        ("<p lang='suomi!'>x</p>", "language-unknown", "suomi!"),
        ("<p>The library is open and you can use it with your card.</p>", "language-other", "en"),
    ],
)
def test_each_fault_is_found_alone(html: str, code: str, about: str) -> None:
    assert [(one.code, one.about) for one in findings(outline(html), "fi")] == [(code, about)]


def test_a_good_page_has_no_findings() -> None:
    html = (
        "<h1>Asiakkaalle</h1><p>Kortti on maksuton ja se käy joka kirjastossa.</p>"
        "<h2>Ajat</h2><img src='ovi.jpg' alt='Kirjaston ovi'><img src='viiva.png' alt=''>"
        "<a href='/haku'>Hae aineistoa</a> <a href='/haku'>Hae aineistoa</a>"
        "<table><tr><th>Laji</th></tr><tr><td>Kirja</td></tr></table>"
        "<script>var x = '<h5>';</script>"
    )
    assert findings(outline(html), "fi") == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kortti on maksuton ja se käy myös Forssassa, mutta ei pääkirjastossa.", "fi"),
        ("Kortet är gratis och det gäller för alla som bor på orten.", "sv"),
        ("The card is free and you can use it in all of the libraries.", "en"),
        ("Forssa Humppila Jokioinen", ""),
    ],
)
def test_the_language_of_a_text_is_known_by_its_common_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_sentences_are_cut_where_they_end() -> None:
    text = "Avoinna klo 7–21. Kysy esim. Forssasta. Puh. 03 000! Tervetuloa"
    assert len(sentences_of(text)) == 4


def test_heavy_sentences_words_and_paragraphs_are_told() -> None:
    long = "Sana " * 21 + "loppu."
    found = reading(
        [long, "Lyhyt lause. Kirjastoautopalveluverkkosuunnitelma on pitkä.", "x " * 90]
    )
    assert found.long_sentences[0].startswith("Sana Sana")
    assert found.long_words == ("Kirjastoautopalveluverkkosuunnitelma",)
    assert found.long_paragraphs == 1
    assert reading([]).lix == 0
    assert reading(["Kissa istuu. Koira makaa."]).lix == 2


@settings(max_examples=drawn(80))
@given(st.text("<>/ha123p!-='\"& \n", max_size=60))
def test_no_html_breaks_the_reader(html: str) -> None:
    found = outline(html)
    findings(found, "fi")
    reading(found.paragraphs)
