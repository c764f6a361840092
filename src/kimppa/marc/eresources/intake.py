"""A file of any kind that we take → records: a form (TOML, CSV), an ONIX message, or MARC."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Final

from kimppa.marc.eresources import forms, onix
from kimppa.marc.eresources.adapting import Service, adapt
from kimppa.marc.eresources.making import make
from kimppa.marc.eresources.model import Cataloguing, Kind, Resource, ResourceError
from kimppa.marc.eresources.reading import Defaults
from kimppa.marc.reading import read, records_of
from kimppa.marc.reading.reasons import message_of
from kimppa.marc.record import Record
from kimppa.marc.tables import Quarantined
from kimppa.marc.translation import N_, Message

_UNREAD: Final = N_("record {order}, from byte {byte} on: {why}")
_HEAD: Final = 4096  # bytes in which an XML file says what it is
_FORMS: Final = {".toml": forms.read_toml, ".csv": forms.read_csv, ".tsv": forms.read_csv}


@dataclass(frozen=True, slots=True)
class Entry:
    """One title of a file: its record, or `why` it is left out.

    `place` is the row of a form, the product of a message or the record's number; "" is the whole
    file. `notes` say what was changed, or is to be looked at. `resource` is what was told of it,
    where that was no record.
    """

    place: str
    record: Record | None = None
    resource: Resource | None = None
    why: Message | None = None
    notes: tuple[Message, ...] = ()


def entries(
    file: IO[bytes],
    name: str,
    service: Service,
    cataloguing: Cataloguing,
    *,
    address: str = "",
    kind: Kind | None = None,
) -> Iterator[Entry]:
    """The titles of a file, which the ending of its name and its beginning tell apart.

    `address` is that of titles that have none (`Defaults`), `kind` of records that tell none.
    Raises MarcFileError for a file of no records.
    """
    head = file.read(_HEAD)
    reader = _FORMS.get(PurePath(name).suffix.lower())
    if reader is None and is_onix(head):
        reader = onix.read
    if reader is None:
        file.seek(0)
        yield from _adapted(file, service, cataloguing, kind)
        return
    defaults = Defaults(service.name, address, service.link, service.access)
    try:
        reading = reader(head + file.read(onix.LARGEST), defaults)
    except (forms.FormError, onix.OnixError) as error:
        yield Entry("", why=error.args[0])
        return
    for trouble in reading.troubles:
        if trouble.loses:
            yield Entry(trouble.place, why=trouble.message)
        else:
            yield Entry(trouble.place, notes=(trouble.message,))
    for resource in reading.resources:
        yield Entry("", make(resource, cataloguing), resource)


def is_onix(head: bytes) -> bool:
    """Whether a file begins as an ONIX message."""
    return b"onixmessage" in head.lower()


def _adapted(
    file: IO[bytes], service: Service, cataloguing: Cataloguing, kind: Kind | None
) -> Iterator[Entry]:
    for place, record in _readable(file):
        if isinstance(record, Quarantined):
            reason = message_of(record.reason)
            message = Message(_UNREAD, order=place, byte=record.offset, why=reason)
            yield Entry(record.control, why=message)
            continue
        try:
            adapted = adapt(record, service, cataloguing, kind)
        except ResourceError as error:
            yield Entry(record.control("001") or f"{place}", why=error.args[0])
        else:
            number = adapted.record.control("001")
            yield Entry(number, adapted.record, notes=tuple(adapted.changes))


def _readable(file: IO[bytes]) -> Iterator[tuple[int, Record | Quarantined]]:
    """The records of a file with their numbers, and in their places those that cannot be read."""
    for batch in read(file):
        rows: dict[int, Record | Quarantined] = dict(records_of(batch))
        offsets = {offset: rec for rec, offset in enumerate(batch.records["offset"].to_pylist())}
        rows |= {offsets[piece.offset]: piece for piece in batch.quarantined}
        yield from ((batch.start + rec + 1, rows[rec]) for rec in sorted(rows))
