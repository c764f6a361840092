"""What is licensed beside what the catalogue has: missing, left over, expired."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from kimppa.marc.eresources.adapting import Service, direct
from kimppa.marc.eresources.making import number_of
from kimppa.marc.eresources.model import Resource, gtin
from kimppa.marc.identifiers import isbn
from kimppa.marc.record import Record


@dataclass(frozen=True, slots=True)
class Licence:
    """A title on a service until a day; without any number or address the whole service."""

    service: str
    title: str = ""
    number: str = ""  # 001 of its record
    isbn: str = ""
    gtin: str = ""
    address: str = ""
    begins: dt.date | None = None
    ends: dt.date | None = None  # the last day; None is until further notice

    def is_active(self, day: dt.date) -> bool:
        return (not self.begins or self.begins <= day) and (not self.ends or day <= self.ends)

    @property
    def keys(self) -> frozenset[str]:
        numbers = {
            f"001 {self.number}" if self.number else "",
            f"isbn {isbn(self.isbn)}" if isbn(self.isbn) else "",
            f"gtin {gtin(self.gtin)}" if gtin(self.gtin) else "",
            f"address {self.address}" if self.address else "",
        }
        return frozenset(numbers - {""})


def licence_of(
    resource: Resource, service: str, begins: dt.date | None = None, ends: dt.date | None = None
) -> Licence:
    """The licence of one title on a service."""
    return Licence(
        service,
        resource.title,
        number_of(resource),
        resource.isbn,
        resource.gtin,
        resource.address,
        begins,
        ends,
    )


@dataclass(frozen=True, slots=True)
class Holding:
    """A record of the catalogue that links to a service."""

    service: str
    number: str
    title: str
    address: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Active licences without a record; records without a licence; records whose licences ended."""

    missing: tuple[Licence, ...]
    left_over: tuple[Holding, ...]
    expired: tuple[tuple[Holding, Licence], ...]

    @property
    def to_withdraw(self) -> tuple[Holding, ...]:
        return (*self.left_over, *(holding for holding, _licence in self.expired))


def holdings(records: Iterable[Record], services: Iterable[Service]) -> Iterable[Holding]:
    """The records' links to these services, which need hosts; one a record and service."""
    linked_services = [service for service in services if service.hosts]
    for record in records:
        facts = facts_of(record)
        for service in linked_services:
            if holding := holding_of(service=service, **facts):
                yield holding


class Facts(TypedDict):
    """What is known of a record that is compared: its 001, title, keys without its addresses, and
    the addresses of the resource itself, behind any proxy."""

    number: str
    title: str
    keys: list[str]
    addresses: list[str]


def facts_of(record: Record) -> Facts:
    """What of a record a comparison needs."""
    title = record.first("245")
    number = record.control("001").strip()
    numbers = [isbn(text) for field in record.all("020") for text in field.all("a")]
    codes = [gtin(text) for field in record.all("024") for text in field.all("a")]
    return Facts(
        number=number,
        title=(" ".join(title.all("ab")) if title else "").rstrip(" /.:"),
        keys=[
            f"001 {number}",
            *(f"isbn {text}" for text in numbers if text),
            *(f"gtin {code}" for code in codes if code),
        ],
        addresses=[
            direct(text)
            for field in record.all("856")
            if field.indicators[1:2] in {"0", "1"}
            for text in field.all("u")
        ],
    )


def holding_of(
    *, service: Service, number: str, title: str, keys: Sequence[str], addresses: Sequence[str]
) -> Holding | None:
    """The record as one of the service; None where it has no link to it."""
    service_addresses = [address for address in addresses if service.has(address)]
    if not service_addresses:
        return None
    every_key = frozenset([*keys, *(f"address {address}" for address in service_addresses)])
    return Holding(service.name, number, title, service_addresses[0], every_key)


def compare(licences: Iterable[Licence], records: Iterable[Holding], day: dt.date) -> Comparison:
    """A record stands while one licence of its title or of its whole service is active."""
    by_key, by_service = _by_key(licences)
    left_over: list[Holding] = []
    expired: list[tuple[Holding, Licence]] = []
    with_record: set[Licence] = set()
    for holding in records:
        titles = [
            licence for key in holding.keys for licence in by_key.get((holding.service, key), ())
        ]
        suitable = titles + by_service.get(holding.service, [])
        with_record.update(suitable)
        if any(licence.is_active(day) for licence in suitable):
            continue
        ended = [licence for licence in suitable if licence.ends and licence.ends < day]
        if ended:
            expired.append((holding, max(ended, key=lambda licence: licence.ends or day)))
        else:
            left_over.append(holding)
    everything = [
        licence for group in (*by_key.values(), *by_service.values()) for licence in group
    ]
    without_record = [
        licence
        for licence in dict.fromkeys(everything)
        if licence not in with_record and licence.is_active(day)
    ]
    return Comparison(tuple(without_record), tuple(left_over), tuple(expired))


def _by_key(
    licences: Iterable[Licence],
) -> tuple[Mapping[tuple[str, str], list[Licence]], Mapping[str, list[Licence]]]:
    by_key: dict[tuple[str, str], list[Licence]] = defaultdict(list)
    by_service: dict[str, list[Licence]] = defaultdict(list)
    for licence in licences:
        for key in licence.keys:
            by_key[licence.service, key].append(licence)
        if not licence.keys:
            by_service[licence.service].append(licence)
    return by_key, by_service
