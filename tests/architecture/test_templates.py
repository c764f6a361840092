"""Templates keep to what the content security policy and a page without scripts allow."""

import re
from pathlib import Path

from tests.architecture.conftest import ROOT

COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style block": re.compile(r"<style\b", re.IGNORECASE),
    # JSON-LD is data: no browser runs it, and no policy stops it.
    "a script body": re.compile(
        r"<script\b(?![^>]*\ssrc\s*=)(?! type=\"application/ld\+json\">)", re.IGNORECASE
    ),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "an address outside the desk": re.compile(
        r"<(script|link|img|iframe|source)\b[^>]*(src|href)\s*=\s*[\"']?(https?:)?//", re.IGNORECASE
    ),
}


def test_templates_hold_nothing_inline(templates: tuple[Path, ...]) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in templates
        for what in inline(path.read_text(encoding="utf-8"))
    ]
    assert not found


def inline(text: str) -> list[str]:
    """What the text holds that the policy forbids."""
    shown = COMMENT.sub("", text)
    return [what for what, pattern in INLINE.items() if pattern.search(shown)]


def test_every_kind_of_inline_content_is_seen() -> None:
    bad = {
        '<p class="a" style="color:red">': "a style attribute",
        "<style>p{}</style>": "a style block",
        "<script>go()</script>": "a script body",
        '<a href="/" onclick="go()">': "an event handler",
        '<a href="javascript:go()">': "a javascript address",
        '<img src="https://example.org/a.png">': "an address outside the desk",
    }
    for text, what in bad.items():
        assert inline(text) == [what]
    assert inline('<script src="{% static "ui/a.js" %}" defer></script> <!-- style="" -->') == []


TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
CLASS = re.compile(r'class="([^"]*)"')


def test_classes_of_ours_have_a_look(templates: tuple[Path, ...]) -> None:
    """A class that no style sheet knows is a page that looks otherwise than was meant."""
    styles = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.css"))
    known = set(re.findall(r"\.(k-[a-z-]+)", styles))
    used = {
        (path.name, word)
        for path in templates
        for words in CLASS.findall(TAG.sub(" ", path.read_text(encoding="utf-8")))
        for word in words.split()
        if word.startswith("k-") and not word.endswith("-")
    }
    assert {(name, word) for name, word in used if word not in known} == set()


def test_tables_with_labelled_cells_become_cards_on_a_phone(templates: tuple[Path, ...]) -> None:
    """Else the last column, often the button, is off the screen at 320 px."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in templates}
    labelled = {name for name, text in texts.items() if "data-label=" in text}
    assert labelled
    assert {name for name in labelled if "k-table-block" not in texts[name]} == set()


def test_sizes_are_told_by_our_own_filter(templates: tuple[Path, ...]) -> None:
    """Django's leaves MB as it is in Finnish, where the megabyte is Mt."""
    assert [path.name for path in templates if "filesizeformat" in path.read_text("utf-8")] == []
