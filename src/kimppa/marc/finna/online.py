"""Whether Finna shows a record as available online, and as freely so; what may not be taken.

Source: NatLibFi's wiki "Verkossa saatavilla oleva aineisto" and the index's rules. What a record
lacks for it is told by the rules of the families e-resources and finna.
"""

from dataclasses import dataclass
from typing import Final

from kimppa.marc.finna.texts import plain
from kimppa.marc.record import Field, Record

LICENSED: Final = "online access with authorization"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as Finna shows it: 856 $u, its text ($y, else $z) and media type ($q)."""

    url: str
    text: str
    mime: str


def is_online_link(field: Field) -> bool:
    """Whether an 856 makes a record online: second indicator 0 or 1, an address, no $3."""
    url = (field.get("u") or "").strip()
    return (
        field.tag == "856"
        and field.indicators[1:2] in {"0", "1"}
        and ("." in url or url.lower().startswith(("http://", "https://")))
        and not field.get("3")
    )


def links(record: Record) -> list[Link]:
    return [
        Link(
            (field.get("u") or "").strip(),
            field.get("y") or field.get("z") or "",
            field.get("q") or "",
        )
        for field in record.all("856")
        if is_online_link(field)
    ]


def is_online(record: Record) -> bool:
    """Whether the record is "available online": a link, or the carrier cr in 338."""
    carriers = {text.strip() for field in record.all("338") for text in field.all("b")}
    return "cr" in carriers or any(map(is_online_link, record.all("856")))


def is_licensed(record: Record) -> bool:
    """Whether 506 $f says that access needs a licence; case and punctuation do not matter."""
    return any(plain(text) == LICENSED for field in record.all("506") for text in field.all("f"))


def is_free_online(record: Record) -> bool:
    """Whether Finna shows the record as freely online: online, and not said to be licensed."""
    return is_online(record) and not is_licensed(record)


def is_metadata_restricted(record: Record) -> bool:
    """Whether 540 forbids taking the record: $3 Metadata, $a that begins "Ei poimintaa"."""
    return any(
        plain(field.get("3") or "").startswith("metadata")
        and plain(field.get("a") or "").startswith("ei poimintaa")
        for field in record.all("540")
    )
