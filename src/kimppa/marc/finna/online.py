"""Whether Finna shows a record as available online, and as freely so; access and restrictions.

Source: finna.md §7.3 (NatLibFi's wiki "Verkossa saatavilla oleva aineisto", the index's rules).
The functions on a record are what rules' kernels may call.
"""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.finna.texts import plain
from kimppa.marc.frames import Frames
from kimppa.marc.record import Field, Record

_SAFE_NUMBER: Final = re.compile(r"[A-Za-z0-9._-]+")
LICENSED: Final = "online access with authorization"
UNRESTRICTED: Final = "unrestricted online access"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as Finna shows it: 856 $u, its text ($y, else $z) and media type ($q)."""

    url: str
    text: str
    mime: str


def is_online_link(one: Field) -> bool:
    """Whether an 856 makes a record online: second indicator 0 or 1, an address, no $3."""
    url = (one.get("u") or "").strip()
    return (
        one.tag == "856"
        and one.indicators[1:2] in {"0", "1"}
        and ("." in url or url.lower().startswith(("http://", "https://")))
        and not one.get("3")
    )


def links(record: Record) -> list[Link]:
    """The links that are indexed, in their order."""
    return [
        Link((one.get("u") or "").strip(), one.get("y") or one.get("z") or "", one.get("q") or "")
        for one in record.all("856")
        if is_online_link(one)
    ]


def hidden_links(record: Record) -> list[Field]:
    """The 856 fields whose address Finna does not take, because of an indicator or of $3."""
    return [one for one in record.all("856") if one.get("u") and not is_online_link(one)]


def is_online(record: Record) -> bool:
    """Whether the record is "available online": a link, or the carrier cr in 338."""
    carriers = {text.strip() for one in record.all("338") for text in one.all("b")}
    return "cr" in carriers or any(map(is_online_link, record.all("856")))


def is_licensed(record: Record) -> bool:
    """Whether 506 $f says that access needs a licence; case and punctuation do not matter."""
    return any(plain(text) == LICENSED for one in record.all("506") for text in one.all("f"))


def is_free_online(record: Record) -> bool:
    """Whether Finna shows the record as freely online: online, and not said to be licensed."""
    return is_online(record) and not is_licensed(record)


def is_restricted_database(record: Record) -> bool:
    """Whether a database is shown as restricted: any 506 $f other than unrestricted access."""
    told = [plain(text) for one in record.all("506") for text in one.all("f")]
    return any(text != UNRESTRICTED for text in told)


def access_note(record: Record) -> str:
    """The note of access that is shown: 506 $a."""
    return next((text for one in record.all("506") for text in one.all("a")), "")


def is_metadata_restricted(record: Record) -> bool:
    """Whether 540 forbids taking the record: $3 Metadata, $a that begins "Ei poimintaa"."""
    return any(
        plain(one.get("3") or "").startswith("metadata")
        and plain(one.get("a") or "").startswith("ei poimintaa")
        for one in record.all("540")
    )


def has_safe_number(record: Record) -> bool:
    """Whether 001 can be an address in Finna: letters, digits, full stop, hyphen, underscore."""
    return bool(_SAFE_NUMBER.fullmatch(record.control("001").strip()))


def has_whole_008(record: Record) -> bool:
    """Whether 008 has 40 characters; a shorter one gives the index a broken language."""
    return len(record.control("008")) == 40


def splits_building(record: Record) -> list[str]:
    """Values of 852 and 952 $b with a slash, which the index would take for two levels."""
    found = [text for one in record.all("852", "952") for text in one.all("b")]
    return [text for text in found if "/" in text]


def overrides_format(record: Record) -> bool:
    """Whether 977 $a sets the format whatever the codes say."""
    return any(one.get("a") for one in record.all("977"))


def online(frames: Frames) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """`is_online` and `is_free_online` of every record of a batch: two (n,) arrays of bool."""
    rows = frames.of_tags(["856"])
    code, value = pl.col("code"), pl.col("value").cast(pl.String)
    fields = rows.group_by("rec", "fno").agg(
        i2=pl.col("i2").first(),
        url=value.filter(code == ord("u")).first().str.strip_chars(),
        part=value.filter(code == ord("3")).first(),
    )
    address = pl.col("url").str.contains(r"(?i)\.|^https?://")
    shown = fields.filter(
        pl.col("i2").is_in(list(b"01")) & address & pl.col("part").fill_null("").eq("")
    )
    carrier = frames.of_tags(["338"], "b").filter(value.str.strip_chars() == "cr")
    licence = frames.of_tags(["506"], "f").filter(
        value.str.strip_chars().str.strip_chars_end(" /:;,=([.").str.to_lowercase() == LICENSED
    )
    there = _marks(frames.count, shown["rec"]) | _marks(frames.count, carrier["rec"])
    return there, there & ~_marks(frames.count, licence["rec"])


def _marks(count: int, rec: pl.Series) -> npt.NDArray[np.bool_]:
    marks = np.zeros(count, np.bool_)
    marks[rec.to_numpy()] = True
    return marks
