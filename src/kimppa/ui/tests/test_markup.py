"""Markdown as clean HTML: what is a link and what is not."""

import pytest

from kimppa.ui.markup import markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Katso https://a.fi/b?c=1.", '<a href="https://a.fi/b?c=1" '),
        ("(www.a.fi)", '<a href="https://www.a.fi" '),
        ("https://a.fi/x_(y)_z ja muuta", ">https://a.fi/x_(y)_z</a>"),
        ("**https://a.fi**", '<strong><a href="https://a.fi" '),
    ],
)
def test_a_bare_address_is_a_link(text: str, html: str) -> None:
    assert html in markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "[https://a.fi](https://b.fi)",
        "<https://b.fi>",
        "[**www.a.fi**](https://b.fi)",
    ],
)
def test_what_is_a_link_already_is_one_link(text: str) -> None:
    html = markdown(text)
    assert html.count("<a ") == 1
    assert 'href="https://b.fi"' in html


@pytest.mark.parametrize("text", ["`https://a.fi`", "a@www.a.fi", "https://", "www."])
def test_what_is_no_address_is_a_text(text: str) -> None:
    assert "<a " not in markdown(text)
