"""The two colours of a consortium's public pages, and what is mixed of them. No Django here.

A colour is "#rrggbb"; contrast is WCAG's, from 1 to 21.
"""

import re
from dataclasses import dataclass

BRAND, SECOND = "#2b3f73", "#f3b53f"
TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3.0

_HEX = re.compile(r"#[0-9a-f]{6}")
_WHITE, _BLACK = "#ffffff", "#000000"
_DARK_SHEET = "#1c2326"  # --k-sheet in the dark


def is_colour(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def _red_green_blue(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(colour: str, other_colour: str) -> float:
    """How clearly one colour is seen on the other."""
    darker, lighter = sorted((_luminance(colour), _luminance(other_colour)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _red_green_blue(colour)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(colour: str, ink: str, share: float) -> str:
    """A colour with a share, from 0 to 1, of an ink."""
    pairs = zip(_red_green_blue(colour), _red_green_blue(ink), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def soft(brand: str) -> str:
    """The ground of a band, on which text in the brand's colour must be read."""
    return mix(brand, _WHITE, 0.91)


@dataclass(frozen=True, slots=True)
class Palette:
    """The tokens of `ui/public.css`: in the light and in the dark."""

    brand: tuple[str, str]
    strong: tuple[str, str]
    band: tuple[str, str]
    soft: tuple[str, str]
    on_brand: tuple[str, str]
    second: tuple[str, str]

    def css(self) -> str:
        pairs = {name.replace("_", "-"): getattr(self, name) for name in self.__slots__}
        tokens = (f"--c-{name}:light-dark({day},{night})" for name, (day, night) in pairs.items())
        return f":root{{{';'.join(tokens)}}}"


def palette(brand: str, second: str) -> Palette:
    """What is mixed of two colours that `faults` has nothing against."""
    night = _mixed_to_contrast(brand, _WHITE, ground=_DARK_SHEET, least_contrast=7)
    return Palette(
        brand=(brand, night),
        strong=(mix(brand, _BLACK, 0.32), mix(night, _WHITE, 0.5)),
        band=(brand, _mixed_to_contrast(brand, _BLACK, ground=_WHITE, least_contrast=13)),
        soft=(soft(brand), mix(_DARK_SHEET, night, 0.09)),
        on_brand=(_WHITE, mix(brand, _BLACK, 0.75)),
        second=(second, second),
    )


def _mixed_to_contrast(colour: str, ink: str, *, ground: str, least_contrast: float) -> str:
    """The colour with as little of an ink as gives the contrast."""
    mixes = (mix(colour, ink, step / 20) for step in range(20))
    return next(
        (
            mixed_colour
            for mixed_colour in mixes
            if contrast(mixed_colour, ground) >= least_contrast
        ),
        ink,
    )
