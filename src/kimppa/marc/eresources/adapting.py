"""A vendor's record → the same shape as our own.

What it lacks is added and what it has is kept; other libraries' links, proxies and holdings go.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import parse_qs, urlsplit

from kimppa.marc.definition.carriers import is_term
from kimppa.marc.eresources import shapes
from kimppa.marc.eresources.making import fixed, number_of
from kimppa.marc.eresources.model import (
    SAFE,
    Cataloguing,
    Kind,
    Resource,
    ResourceError,
    is_address,
)
from kimppa.marc.eresources.shapes import data, shape
from kimppa.marc.finna.format import is_database, is_licensed
from kimppa.marc.identifiers import isbn, issn
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.translation import Message

_BY_LEADER: Final = {
    "am": Kind.EBOOK,
    "im": Kind.EAUDIOBOOK,
    "as": Kind.MAGAZINE,
    "ai": Kind.DATABASE,
    "jm": Kind.STREAMED_MUSIC,
    "gm": Kind.FILM,
}
_PROXIED: Final = ("url", "qurl")  # parameters in which proxies carry the real address
_HOLDINGS: Final = {"852", "SID", "LOW", "CAT", "OWN"}
_KEYS: Final = ("020", "022", "024", "035")


@dataclass(frozen=True, slots=True)
class Service:
    """Where the licensed titles are: its hosts ("ellibs.com" is its subdomains too), the text of
    its links and the note about access. Without hosts every direct link is kept."""

    name: str = ""
    hosts: tuple[str, ...] = ()
    link: str = ""
    access: str = ""

    def has(self, address: str) -> bool:
        """Whether an address is of this service."""
        host = host_of(address)
        return not self.hosts or any(
            host == service_host or host.endswith(f".{service_host}")
            for service_host in map(str.lower, self.hosts)
        )


@dataclass(slots=True)
class Adapted:
    record: Record
    changes: list[Message] = field(default_factory=list)


def host_of(address: str) -> str:
    """The host of an address in small letters, "" for what is none."""
    try:
        return (urlsplit(address.strip()).hostname or "").lower()
    except ValueError:
        return ""


def kind_of(record: Record) -> Kind | None:
    """The kind that a record says it is, None where it does not tell."""
    return Kind.DATABASE if is_database(record) else _BY_LEADER.get(record.leader[6:8])


def adapt(
    original: Record, service: Service, cataloguing: Cataloguing, kind: Kind | None = None
) -> Adapted:
    """The record in our shape, and what was changed. A kind that is told goes before the record's.

    Raises ResourceError for a record without a title, a kind, or a link to the service.
    """
    kind = kind or kind_of(original)
    if kind is None:
        raise ResourceError(Message("the record does not tell its kind; tell it"))
    title = original.first("245")
    if not title or not (title.get("a") or "").strip():
        raise ResourceError(Message("the title is missing"))
    adapted = Adapted(original.copy())
    _remove_foreign(adapted)
    address = _links(adapted, service, cataloguing.language)
    resource = _as_resource(adapted.record, kind, address, service)
    _codes(adapted, resource, cataloguing)
    _carriers(adapted, kind, cataloguing.language)
    _access(adapted, service, cataloguing.language)
    _add_missing(adapted, resource, cataloguing)
    adapted.record.fields.sort(key=lambda field: field.tag)
    return adapted


def _as_resource(record: Record, kind: Kind, address: str, service: Service) -> Resource:
    """What of the record its codes are made of."""
    title = record.first("245")
    numbers = {tag: next(iter(_texts(record, tag, "a")), "") for tag in ("020", "022")}
    year = next((text for text in _texts(record, "264", "c")), "")
    digits = "".join(character for character in year if character in "0123456789")[:4]
    code_008 = record.control("008")
    return Resource(
        kind,
        (title.get("a") if title else "") or "",
        address,
        service.name,
        isbn=numbers["020"],
        issn=numbers["022"],
        year=int(digits) if len(digits) == 4 else 0,
        language=code_008[35:38]
        if len(code_008) == 40
        else next(iter(_texts(record, "041", "a")), "")[:3],
    )


def _texts(record: Record, tag: str, code: str) -> Iterator[str]:
    return (text for marc_field in record.all(tag) for text in marc_field.all(code))


def _remove_foreign(adapted: Adapted) -> None:
    """Take out what is of another library: its holdings, its own fields, what $5 calls its."""
    retained = []
    for marc_field in adapted.record.fields:
        if marc_field.tag in _HOLDINGS or marc_field.get("5") or marc_field.tag.startswith("9"):
            adapted.changes.append(
                Message("{tag} removed: it is of another library or system", tag=marc_field.tag)
            )
        else:
            retained.append(marc_field)
    adapted.record.fields = retained


def _links(adapted: Adapted, service: Service, language: str) -> str:
    """Leave only the service's links, with their texts; the address of the first of them."""
    addresses: list[str] = []
    retained = []
    for marc_field in adapted.record.fields:
        if marc_field.tag != "856" or _is_picture(marc_field):
            retained.append(marc_field)
            continue
        address = direct(marc_field.get("u") or "")
        if not is_address(address) or not service.has(address):
            adapted.changes.append(
                Message("link removed: {address}", address=marc_field.get("u") or "856")
            )
            continue
        if marc_field.indicators[1:2] not in {"0", "1", " "}:
            retained.append(marc_field)  # to a sample, a review or another edition on the service
            continue
        addresses.append(address)
        retained.append(_link(marc_field, address, service, language))
        if str(retained[-1]) != str(marc_field):
            adapted.changes.append(Message("link mended: {address}", address=address))
    if not addresses:
        raise ResourceError(Message("the record has no link to the service"))
    adapted.record.fields = retained
    return addresses[0]


def _is_picture(link: Field) -> bool:
    return (link.get("q") or "").startswith("image/") and link.indicators[1:2] == "2"


def direct(address: str) -> str:
    """The address behind a proxy, which carries it in its own.

    >>> direct("https://login.ezproxy.example.fi/login?url=https://palvelu.example/1")
    'https://palvelu.example/1'
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    parameters = parse_qs(parts.query) if len(parts.query) < 4000 else {}
    for name in _PROXIED:
        for inner in parameters.get(name, ()):
            if "login" in parts.path and is_address(inner):
                inner_address = parts.query.partition(f"{name}=")[2]
                return inner_address if is_address(inner_address) else inner
    return address


def _link(marc_field: Field, address: str, service: Service, language: str) -> Field:
    """856 with the address itself and a text; a part ($3) or note ($z) becomes the text."""
    text = marc_field.get("y") or marc_field.get("z") or marc_field.get("3") or service.link
    link = shapes.link(address, text, service.name, language)
    link.indicators = f"4{marc_field.indicators[1:2].strip() or '0'}"
    link.subfields += [part for part in marc_field.subfields if part.code not in "uyz3"]
    return link


def _codes(adapted: Adapted, resource: Resource, cataloguing: Cataloguing) -> None:
    record, target = adapted.record, shape(resource.kind)
    if record.leader[6:8] != target.leader:
        adapted.changes.append(
            Message("LDR/06-07: {old} → {new}", old=record.leader[6:8], new=target.leader)
        )
        record.leader = f"{record.leader[:6]}{target.leader}{record.leader[8:]}"
    if not any(marc_field.value.startswith("m") for marc_field in record.all("006")):
        _add(adapted, Field("006", target.f006))
    _physical(adapted, target)
    _dates_and_form(adapted, resource, cataloguing)


def _physical(adapted: Adapted, target: shapes.Shape) -> None:
    """007 in the order in which Finna's index reads them: those of the kind before other_007."""
    record = adapted.record
    other_007 = list(record.all("007"))
    kept_007 = []
    for code in target.f007:
        own_007 = next(
            (marc_field for marc_field in other_007 if marc_field.value[:2] == code[:2]), None
        )
        if own_007:
            other_007.remove(own_007)
            kept_007.append(own_007)
        else:
            kept_007.append(Field("007", code))
            adapted.changes.append(Message("{tag} added", tag="007"))
    for marc_field in other_007:
        adapted.changes.append(Message("007 removed: {code}", code=marc_field.value))
    record.fields = [
        marc_field for marc_field in record.fields if marc_field.tag != "007"
    ] + kept_007


def _dates_and_form(adapted: Adapted, resource: Resource, cataloguing: Cataloguing) -> None:
    """008 of forty characters that says "online" where the kind has its form."""
    record = adapted.record
    field_008 = record.first("008")
    new_008 = fixed(resource, cataloguing)
    place = 29 if resource.kind is Kind.FILM else 23
    if field_008 is None or len(field_008.value) != 40:
        record.fields = [marc_field for marc_field in record.fields if marc_field.tag != "008"]
        record.add(Field("008", new_008))
        adapted.changes.append(Message("008 made anew: it had not forty characters"))
        return
    code = field_008.value
    if code[place] not in "oq":
        code = f"{code[:place]}o{code[place + 1 :]}"
    if resource.kind is Kind.MAGAZINE and code[21] != "p":
        code = f"{code[:21]}p{code[22:]}"
    if code != field_008.value:
        field_008.value = code
        adapted.changes.append(Message("008 mended: it did not say that this is online"))


def _carriers(adapted: Adapted, kind: Kind, language: str) -> None:
    """336–338: ours where the record has no right one; a carrier that is not online goes."""
    record = adapted.record
    for our_field in shapes.carriers(kind, language):
        code = our_field.get("b") or ""
        own_fields = list(record.all(our_field.tag))
        right_fields = [
            marc_field
            for marc_field in own_fields
            if marc_field.get("b") == code
            and is_term(our_field.tag, code, marc_field.get("a") or "")
            and marc_field.get("2") == our_field.get("2")
            and (marc_field.get("a") or "") == our_field.get("a")
        ]
        # Pictures of a comic stand beside its text; a volume beside "online" does not.
        further_fields = [
            marc_field
            for marc_field in own_fields
            if our_field.tag == "336"
            and marc_field.get("b") not in {code, None}
            and marc_field.get("2")
        ]
        retained = [*(right_fields[:1] or [our_field]), *further_fields]
        if [str(marc_field) for marc_field in retained] != [
            str(marc_field) for marc_field in own_fields
        ]:
            record.fields = [
                marc_field for marc_field in record.fields if marc_field.tag != our_field.tag
            ] + retained
            adapted.changes.append(
                Message("{tag} set: {text}", tag=our_field.tag, text=str(our_field)[7:])
            )


def _access(adapted: Adapted, service: Service, language: str) -> None:
    """506 that says in the list's words that access needs a licence."""
    record = adapted.record
    if is_licensed(record):
        for marc_field in record.all("506"):
            if marc_field.get("f") and not marc_field.get("2"):
                marc_field.subfields.append(Subfield("2", "star"))
        return
    for marc_field in list(record.all("506")):
        record.fields.remove(marc_field)
        adapted.changes.append(Message("506 removed: {text}", text=str(marc_field)[7:]))
    _add(adapted, shapes.access(service.access, language))


def _add_missing(adapted: Adapted, resource: Resource, cataloguing: Cataloguing) -> None:
    record, words = adapted.record, shapes.words(cataloguing.language)
    number = record.control("001").strip()
    if not number or not set(number) <= SAFE:
        record.fields = [marc_field for marc_field in record.fields if marc_field.tag != "001"]
        new_number = number_of(_without_wrong_numbers(resource))
        record.add(Field("001", new_number))
        adapted.changes.append(Message("001: {old} → {new}", old=number or "–", new=new_number))
    if not record.first("300"):
        _add(adapted, data("300", "  ", ("a", words["online"])))
    if not record.first("040"):
        agency = cataloguing.organisation
        _add(adapted, data("040", "  ", ("a", agency), ("b", cataloguing.language), ("e", "rda")))
    if not any(record.first(tag) for tag in _KEYS):
        _add(adapted, data("024", "7 ", ("a", resource.address), ("2", "uri")))
    if resource.kind is Kind.DATABASE and not is_database(record):
        _add(adapted, shapes.database_mark())


def _without_wrong_numbers(resource: Resource) -> Resource:
    """Numbers of other people are not proved: one that is wrong makes no control number."""
    return replace(
        resource,
        isbn=resource.isbn if isbn(resource.isbn) else "",
        issn=resource.issn if issn(resource.issn) else "",
    )


def _add(adapted: Adapted, field: Field) -> None:
    adapted.record.add(field)
    adapted.changes.append(Message("{tag} added", tag=field.tag))
