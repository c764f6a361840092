"""What a file told: resources with their places, and what of it could not be taken."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from kimppa.marc.eresources.model import Resource, faults
from kimppa.marc.identifiers import isbn, issn, with_check
from kimppa.marc.translation import Message


@dataclass(frozen=True, slots=True)
class Trouble:
    """`place` names the row, the line or the product; a trouble that `loses` left a title out."""

    place: str
    message: Message
    loses: bool = True


@dataclass(slots=True)
class Reading:
    resources: list[Resource] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def take(self, resource: Resource, place: str) -> None:
        """Keep the resource, or tell each of its faults."""
        wrong = list(faults(resource))
        self.troubles += (Trouble(place, fault) for fault in wrong)
        if wrong:
            return
        self.resources.append(resource)
        for series in resource.series:
            if series.issn and not issn(series.issn):
                message = Message(
                    "the ISSN of the series is wrong and left out: {text}", text=series.issn
                )
                self.troubles.append(Trouble(place, message, loses=False))


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a file leaves out. `address` may have {isbn}, {gtin} and {number} in it."""

    service: str = ""
    address: str = ""
    link: str = ""
    access: str = ""

    def fill(self, resource: Resource) -> Resource:
        """The resource with what it lacks; its address only where all its parts are known."""
        lacking: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("service", "link", "access")
            if not getattr(resource, name)
        }
        facts = {
            "isbn": with_check(isbn(resource.isbn)),
            "gtin": resource.gtin,
            "number": resource.number,
        }
        needed = [name for name in facts if f"{{{name}}}" in self.address]
        if not resource.address and all(facts[name] for name in needed):
            address = self.address
            for name in needed:
                address = address.replace(f"{{{name}}}", facts[name])
            lacking["address"] = address
        return replace(resource, **lacking)


def split(text: str, separator: str = ";") -> Iterator[str]:
    """The parts of a list in one text."""
    return (part.strip() for part in text.split(separator) if part.strip())
