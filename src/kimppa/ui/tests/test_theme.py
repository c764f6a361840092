"""The colours can be read in light and in dark, and the style sheets keep to what they may."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "ui"
OWN = ("kimppa.css", "components.css", "print.css")
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


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


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


def test_targets_are_48_pixels_where_the_frame_has_controls() -> None:
    text = (STATIC / "kimppa.css").read_text(encoding="utf-8")
    for rule in (".k-nav a {", ".k-me > summary {", ".k-nav-section > summary {", "button {"):
        place = text.index(rule)
        assert "min-height: 48px" in text[place : text.index("}", place)], rule
