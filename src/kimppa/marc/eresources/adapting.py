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
            host == own or host.endswith(f".{own}") for own in map(str.lower, self.hosts)
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
    _rest(adapted, resource, cataloguing)
    adapted.record.fields.sort(key=lambda each: each.tag)
    return adapted


def _as_resource(record: Record, kind: Kind, address: str, service: Service) -> Resource:
    """What of the record its codes are made of."""
    title = record.first("245")
    numbers = {tag: next(iter(_texts(record, tag, "a")), "") for tag in ("020", "022")}
    year = next((text for text in _texts(record, "264", "c")), "")
    digits = "".join(character for character in year if character in "0123456789")[:4]
    own = record.control("008")
    return Resource(
        kind,
        (title.get("a") if title else "") or "",
        address,
        service.name,
        isbn=numbers["020"],
        issn=numbers["022"],
        year=int(digits) if len(digits) == 4 else 0,
        language=own[35:38] if len(own) == 40 else next(iter(_texts(record, "041", "a")), "")[:3],
    )


def _texts(record: Record, tag: str, code: str) -> Iterator[str]:
    return (text for each in record.all(tag) for text in each.all(code))


def _remove_foreign(adapted: Adapted) -> None:
    """Take out what is of another library: its holdings, its own fields, what $5 calls its."""
    retained = []
    for each in adapted.record.fields:
        if each.tag in _HOLDINGS or each.get("5") or each.tag.startswith("9"):
            adapted.changes.append(
                Message("{tag} removed: it is of another library or system", tag=each.tag)
            )
        else:
            retained.append(each)
    adapted.record.fields = retained


def _links(adapted: Adapted, service: Service, language: str) -> str:
    """Leave only the service's links, with their texts; the address of the first of them."""
    addresses: list[str] = []
    retained = []
    for each in adapted.record.fields:
        if each.tag != "856" or _is_picture(each):
            retained.append(each)
            continue
        address = direct(each.get("u") or "")
        if not is_address(address) or not service.has(address):
            adapted.changes.append(
                Message("link removed: {address}", address=each.get("u") or "856")
            )
            continue
        if each.indicators[1:2] not in {"0", "1", " "}:
            retained.append(each)  # to a sample, a review or another edition on the service
            continue
        addresses.append(address)
        retained.append(_link(each, address, service, language))
        if str(retained[-1]) != str(each):
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
                whole = parts.query.partition(f"{name}=")[2]
                return whole if is_address(whole) else inner
    return address


def _link(own: Field, address: str, service: Service, language: str) -> Field:
    """856 with the address itself and a text; a part ($3) or note ($z) becomes the text."""
    text = own.get("y") or own.get("z") or own.get("3") or service.link
    link = shapes.link(address, text, service.name, language)
    link.indicators = f"4{own.indicators[1:2].strip() or '0'}"
    link.subfields += [each for each in own.subfields if each.code not in "uyz3"]
    return link


def _codes(adapted: Adapted, resource: Resource, cataloguing: Cataloguing) -> None:
    record, target = adapted.record, shape(resource.kind)
    if record.leader[6:8] != target.leader:
        adapted.changes.append(
            Message("LDR/06-07: {old} → {new}", old=record.leader[6:8], new=target.leader)
        )
        record.leader = f"{record.leader[:6]}{target.leader}{record.leader[8:]}"
    if not any(each.value.startswith("m") for each in record.all("006")):
        _add(adapted, Field("006", target.f006))
    _physical(adapted, target)
    _dates_and_form(adapted, resource, cataloguing)


def _physical(adapted: Adapted, target: shapes.Shape) -> None:
    """007 in the order in which Finna's index reads them: those of the kind before other_007."""
    record = adapted.record
    other_007 = list(record.all("007"))
    kept_007 = []
    for code in target.f007:
        own = next((each for each in other_007 if each.value[:2] == code[:2]), None)
        if own:
            other_007.remove(own)
            kept_007.append(own)
        else:
            kept_007.append(Field("007", code))
            adapted.changes.append(Message("{tag} added", tag="007"))
    for each in other_007:
        adapted.changes.append(Message("007 removed: {code}", code=each.value))
    record.fields = [each for each in record.fields if each.tag != "007"] + kept_007


def _dates_and_form(adapted: Adapted, resource: Resource, cataloguing: Cataloguing) -> None:
    """008 of forty characters that says "online" where the kind has its form."""
    record = adapted.record
    own = record.first("008")
    new = fixed(resource, cataloguing)
    place = 29 if resource.kind is Kind.FILM else 23
    if own is None or len(own.value) != 40:
        record.fields = [each for each in record.fields if each.tag != "008"]
        record.add(Field("008", new))
        adapted.changes.append(Message("008 made anew: it had not forty characters"))
        return
    code = own.value
    if code[place] not in "oq":
        code = f"{code[:place]}o{code[place + 1 :]}"
    if resource.kind is Kind.MAGAZINE and code[21] != "p":
        code = f"{code[:21]}p{code[22:]}"
    if code != own.value:
        own.value = code
        adapted.changes.append(Message("008 mended: it did not say that this is online"))


def _carriers(adapted: Adapted, kind: Kind, language: str) -> None:
    """336–338: ours where the record has no right one; a carrier that is not online goes."""
    record = adapted.record
    for ours in shapes.carriers(kind, language):
        code = ours.get("b") or ""
        own = list(record.all(ours.tag))
        right = [
            each
            for each in own
            if each.get("b") == code
            and is_term(ours.tag, code, each.get("a") or "")
            and each.get("2") == ours.get("2")
            and (each.get("a") or "") == ours.get("a")
        ]
        # Pictures of a comic stand beside its text; a volume beside "online" does not.
        more = [
            each
            for each in own
            if ours.tag == "336" and each.get("b") not in {code, None} and each.get("2")
        ]
        retained = [*(right[:1] or [ours]), *more]
        if [str(each) for each in retained] != [str(each) for each in own]:
            record.fields = [each for each in record.fields if each.tag != ours.tag] + retained
            adapted.changes.append(Message("{tag} set: {text}", tag=ours.tag, text=str(ours)[7:]))


def _access(adapted: Adapted, service: Service, language: str) -> None:
    """506 that says in the list's words that access needs a licence."""
    record = adapted.record
    if is_licensed(record):
        for each in record.all("506"):
            if each.get("f") and not each.get("2"):
                each.subfields.append(Subfield("2", "star"))
        return
    for each in list(record.all("506")):
        record.fields.remove(each)
        adapted.changes.append(Message("506 removed: {text}", text=str(each)[7:]))
    _add(adapted, shapes.access(service.access, language))


def _rest(adapted: Adapted, resource: Resource, cataloguing: Cataloguing) -> None:
    record, own = adapted.record, shapes.words(cataloguing.language)
    number = record.control("001").strip()
    if not number or not set(number) <= SAFE:
        record.fields = [each for each in record.fields if each.tag != "001"]
        new_number = number_of(_without_wrong_numbers(resource))
        record.add(Field("001", new_number))
        adapted.changes.append(Message("001: {old} → {new}", old=number or "–", new=new_number))
    if not record.first("300"):
        _add(adapted, data("300", "  ", ("a", own["online"])))
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


def _add(adapted: Adapted, new: Field) -> None:
    adapted.record.add(new)
    adapted.changes.append(Message("{tag} added", tag=new.tag))
