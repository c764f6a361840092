"""Whether Finna shows a record as available online, and as freely so.

Source: NatLibFi's wiki "Verkossa saatavilla oleva aineisto" and the index's rules. What a record
lacks for it is told by the rules of the families e-resources and finna.
"""

from typing import Final

from kimppa.marc.finna.texts import plain
from kimppa.marc.record import Field, Record

LICENSED: Final = "online access with authorization"


def is_online_link(field: Field) -> bool:
    """Whether an 856 makes a record online: second indicator 0 or 1, an address, no $3."""
    url = (field.get("u") or "").strip()
    return (
        field.tag == "856"
        and field.indicators[1:2] in {"0", "1"}
        and ("." in url or url.lower().startswith(("http://", "https://")))
        and not field.get("3")
    )


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
