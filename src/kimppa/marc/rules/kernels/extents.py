"""What 007 says of the thing against what the physical description (300) says in words."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from kimppa.marc.definition.carrierwords import carriers_in
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import FieldRows, View

type Mask = npt.NDArray[np.bool_]

_EXTENT: Final = Tags(["300"])
# What may have another carrier than the one described: reproductions, and what is online too (006
# is of the other form).
_ELSEWHERE: Final = Tags(["006", "533", "534", "856"])
_COPIES: Final = "ch"  # 007/00 of these
# The beginnings of LDR/06 and 007 that fit a carrier's name; video discs of two kinds have rules of
# their own.
_FITS: Final = {
    r".sd(?!.[abcde])(?!....[cde])|[^ij]c[^r]": "cd",
    r".sd(?!.f)(?!....g)": "lp",
    "sd": "sacd audio-disc",
    "ss": "cassette",
    "ss|vf|cf|mf|hc": "some-cassette",
    "st": "audio-reel",
    "s|c": "daisy mp3",
    "vd|c[^r]": "uhd blu-ray dvd dvd-video videodisc",
    "vd|sd": "dvd-audio",
    "vf": "vhs",
    "vr": "video-reel",
    "c[^r]": "cd-rom dvd-rom computer-disc diskette memory-card chip-cartridge",
    "c": "usb electronic",
    "cr|sr|[cv]z|[zt]": "online",
    "h": "microfiche microopaque microfilm-reel microfilm-roll microfilm-cassette"
    " microfilm-cartridge microfilm-slip aperture-card microform",
    "g": "slide transparency filmstrip",
    "m|g": "film-reel film-cassette film-roll",
    "[taqkfoz]": "volume",
    r".[taqkfoz]|[ij]s": "pages",  # "2 s." of a recording are sides
    "ad": "atlas",
    "a[^d]|[kz]": "map",
    "d": "globe",
    "[ozktg]|c[^r]": "game card-game object",
}
_COLOUR: Final = re.compile(r"(?i)\b(?:väri|vär\.|färg|colou?r|col\.)")
_PLAIN: Final = re.compile(r"(?i)\b(?:mustavalk|mv\b|svartvit|black|b&w|bw\b)")
_PARTLY: Final = re.compile(r"(?i)\b(?:osittain|osin|osaksi|delvis|part)")
_SILENT: Final = re.compile(r"(?i)(?:^|[,;] ?)(?:mykkä|stum|silent|si\.)\s*(?:$|[,;])")
_COUNTED: Final = re.compile(r"b\d+ (?!in\b|[cm]m\b)")  # things, not a size
_SMALL_DISC: Final = re.compile(r"\b12 ?cm|4 3/4 in")


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {
        name: re.compile(start if start[0] == "." else rf".(?:{start})")
        for start, names in _FITS.items()
        for name in names.split()
    }


@lru_cache(maxsize=10_000)
def _carriers(text: str) -> tuple[re.Pattern[str], ...]:
    """What of 007 fits a description; nothing when one of its words tells of no carrier."""
    names = [carrier.name for carrier in carriers_in(text)]
    patterns = [_patterns().get(name) for name in names]
    return tuple(pattern for pattern in patterns if pattern) if all(patterns) else ()


@kernel("field")
def extent_elsewhere(rows: FieldRows) -> Mask:
    """007 of records none of whose 007 fits a carrier that 300 names."""
    texts = _extents(rows.view, set(rows.rec.tolist()))
    recs_with_others = set(rows.view.field_rows(_ELSEWHERE, in_order=False).rec.tolist())
    recs = rows.rec.tolist()
    values = (rows.column("type") + rows.column("value")).to_list()
    codes: defaultdict[int, list[str]] = defaultdict(list)
    for rec, value in zip(recs, values, strict=True):
        codes[rec].append(value or "")
    wrong = {
        rec
        for rec, text in texts.items()
        if (fits := _carriers(text))
        and not any(_fits(code, fits, rec in recs_with_others) for code in codes[rec])
    }
    return np.fromiter((rec in wrong for rec in recs), np.bool_, len(rows))


def _fits(code: str, patterns: tuple[re.Pattern[str], ...], elsewhere: bool) -> bool:
    if len(code) < 3 or code[2] in "|u " or (elsewhere and code[1] in _COPIES):
        return True
    return any(pattern.match(code) for pattern in patterns)


def _extents(view: View, recs: set[int]) -> dict[int, str]:
    """What is described ($a, or $b that counts things) and goes with it ($e) in each of these
    records whose first words tell of a carrier, one after another."""
    texts: defaultdict[int, list[str]] = defaultdict(list)
    fields = view.field_rows(_EXTENT)
    fields_of_recs = fields.keep(np.isin(fields.rec, list(recs)))
    for rec, text in zip(
        fields_of_recs.rec.tolist(), fields_of_recs.column("text").to_list(), strict=True
    ):
        texts[rec] += _described(text)
    return {
        rec: " + ".join(parts)
        for rec, parts in texts.items()
        if parts and any(carriers_in(parts[0]))
    }


def _described(text: str) -> Iterator[str]:
    return (part[1:] for part in text.split("$") if part[:1] in {"a", "e"} or _COUNTED.match(part))


@kernel("field")
def look_elsewhere(rows: FieldRows) -> Mask:
    """007 of videos and computer media whose colour, sound or size is not that of the only 300."""
    view = rows.view
    fields = view.field_rows(_EXTENT)
    fields_of_recs = fields.keep(np.isin(fields.rec, rows.rec))
    columns = (fields_of_recs.column(name).to_list() for name in ("sub_a", "sub_b", "sub_c"))
    looks = zip(*columns, strict=True)
    described = dict(zip(fields_of_recs.rec.tolist(), looks, strict=True))
    pairs = zip(rows.rec.tolist(), rows.column("value").to_list(), strict=True)
    hits = (
        _looks_otherwise(value or "", *described.get(rec, ("", "", ""))) for rec, value in pairs
    )
    return np.fromiter(hits, np.bool_, len(rows))


def _looks_otherwise(code: str, extent: str | None, look: str | None, size: str | None) -> bool:
    extent, look, size = extent or "", look or "", size or ""
    colour, no_colour = _COLOUR.search(look), _PLAIN.search(look)
    if code[:1] not in {"v", "c"} or _PARTLY.search(look):
        return False
    if code[:2] == "cr" and not any(carrier.name == "online" for carrier in carriers_in(extent)):
        return False  # the print is described from which the copy was made
    if code[:2] == "co" and code[4:5] == "a" and _SMALL_DISC.search(size):
        return True
    if (colour and not no_colour and code[3:4] == "b") or (
        no_colour and not colour and code[3:4] == "c"
    ):
        return True
    return code[0] == "v" and bool(_SILENT.search(look)) and code[5:6] in {"a", "b"}
