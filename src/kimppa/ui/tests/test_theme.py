"""The colours can be read in light and in dark, and the style sheets keep to what they may."""

import re
from pathlib import Path

import pytest

from kimppa.core.consortium.colours import contrast

STATIC = Path(__file__).parents[1] / "static" / "ui"
OWN = ("kimppa.css", "components.css", "lines.css", "print.css")
PAIR = re.compile(r"(--[\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
ALIAS = re.compile(r"(--[\w-]+):\s*var\((--[\w-]+)\);")

# Text on ground, at least 4.5:1 (WCAG 2.2, 1.4.3).
TEXT = [
    *[(ink, ground) for ink in ("--k-ink", "--k-ink-soft", "--k-accent", "--k-danger")
      for ground in ("--k-paper", "--k-sheet", "--k-raised")],
    ("--k-accent-strong", "--k-accent-soft"),
    ("--k-accent", "--k-accent-soft"),
    ("--k-ink", "--k-accent-soft"),
    *[(f"--k-{name}", f"--k-{name}-soft")
      for name in ("success", "warning", "danger", "neutral", "example")],
    *[("--k-ink", f"--k-{name}-soft") for name in ("success", "warning", "danger")],
    ("--k-on-accent", "--k-accent"),
    ("--k-on-accent", "--k-accent-strong"),
    ("--k-on-night", "--k-night"),
    ("--k-on-night-soft", "--k-night"),
    ("--k-sheet", "--k-success"),
    ("--ds-color-danger-base-contrast-default", "--ds-color-danger-base-default"),
    ("--ds-color-danger-base-contrast-default", "--ds-color-danger-base-hover"),
    ("--ds-color-accent-text-subtle", "--ds-color-accent-surface-hover"),
    *[(f"--k-series-{number}", "--k-sheet") for number in (1, 2, 3, 4)],
]  # fmt: skip
# Borders of controls and the focus ring, at least 3:1 (1.4.11).
EDGES = [
    ("--k-edge", "--k-sheet"),
    ("--k-edge", "--k-paper"),
    ("--ds-color-focus-outer", "--k-paper"),
    ("--ds-color-focus-outer", "--k-sheet"),
    ("--k-on-night-soft", "--k-night"),
]


def colours() -> dict[str, tuple[str, str]]:
    text = (STATIC / "kimppa.css").read_text(encoding="utf-8")
    found = {name: (light, dark) for name, light, dark in PAIR.findall(text)}
    for name, target in ALIAS.findall(text):
        if target in found:
            found.setdefault(name, found[target])
    return found


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_our_own_colours_of_public_pages_can_be_read(scheme: int) -> None:
    sheet = (STATIC / "public.css").read_text(encoding="utf-8")
    found = colours() | {name: (light, dark) for name, light, dark in PAIR.findall(sheet)}
    pairs = [
        (ink, ground)
        for ink in ("--c-brand", "--c-strong", "--k-ink", "--k-ink-soft")
        for ground in ("--c-soft", "--k-sheet")
    ]
    pairs += [("--c-on-band", "--c-band"), ("--c-on-brand", "--c-brand")]
    weak = [pair for pair in pairs if contrast(*(found[name][scheme] for name in pair)) < 4.5]
    assert not weak


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: int) -> None:
    found = colours()
    weak = {
        (ink, ground): round(contrast(found[ink][scheme], found[ground][scheme]), 2)
        for ink, ground in TEXT
        if contrast(found[ink][scheme], found[ground][scheme]) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_edges_and_focus_stand_out(scheme: int) -> None:
    found = colours()
    weak = {
        (edge, ground): round(contrast(found[edge][scheme], found[ground][scheme]), 2)
        for edge, ground in EDGES
        if contrast(found[edge][scheme], found[ground][scheme]) < 3
    }
    assert not weak


def test_style_sheets_ask_nothing_of_the_net() -> None:
    for name in OWN:
        text = (STATIC / name).read_text(encoding="utf-8")
        assert "http" not in text
        assert "@import" not in text
        assert "@font-face" not in text


def test_targets_are_48_pixels_where_a_finger_meets_the_frame() -> None:
    text = (STATIC / "kimppa.css").read_text(encoding="utf-8")
    narrow = text[text.index("@media screen and (max-width: 77.99rem)") :]
    for rule in (
        ".k-side a, .k-side-section > summary {",
        ".k-drop > summary {",
        ".k-menu-button {",
    ):
        place = narrow.index(rule)
        assert "min-height: 48px" in narrow[place : narrow.index("}", place)], rule
