"""A resource → its MARC record, in the shape that Finna's index and our own rules ask."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields as parts_of
from dataclasses import replace
from typing import Any, Final

from kimppa.marc.definition.articles import article
from kimppa.marc.definition.loading import codelists
from kimppa.marc.eresources import shapes
from kimppa.marc.eresources.model import (
    Cataloguing,
    Creator,
    Kind,
    Resource,
    ResourceError,
    Subject,
    faults,
)
from kimppa.marc.eresources.shapes import data, shape, words
from kimppa.marc.identifiers import isbn, issn, with_check
from kimppa.marc.record import Field, Record
from kimppa.marc.vocabularies.relators import relators

# Who stands in the main entry: those who made the work, not those who brought it forth.
_MAKERS: Final = {"aut", "cmp", "com", "art"}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")
_AUDIENCE, _FORM = 22, 33  # places of 008


def make(resource: Resource, cataloguing: Cataloguing) -> Record:
    """The record. Raises ResourceError with the first fault of `faults`."""
    resource = _clean(resource)
    for fault in faults(resource):
        raise ResourceError(fault)
    body = [
        *_codes(resource, cataloguing),
        *_numbers(resource, cataloguing),
        *_title(resource, cataloguing.language),
        *_description(resource, cataloguing.language),
        *_contents(resource, cataloguing.language),
    ]
    kind = shape(resource.kind)
    record = Record(f"00000n{kind.leader} a22000008i 4500")
    record.fields = sorted(body, key=lambda field: field.tag)
    return record


def _clean(resource: Resource) -> Resource:
    """The same resource in composed letters, without control characters and doubled blanks."""
    return replace(
        resource, **{part.name: _plain(getattr(resource, part.name)) for part in parts_of(resource)}
    )


def _plain(content: Any) -> Any:
    if isinstance(content, tuple):
        return tuple(_plain(part) for part in content)
    if isinstance(content, str) and not isinstance(content, Kind):
        return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", content)).split())
    if hasattr(content, "__dataclass_fields__"):
        return replace(
            content, **{p.name: _plain(getattr(content, p.name)) for p in parts_of(content)}
        )
    return content


def number_of(resource: Resource) -> str:
    """The control number: the same for the same title on the same service, safe in an address."""
    if resource.number:
        return resource.number
    key = with_check(isbn(resource.isbn)) or resource.gtin or issn(resource.issn)
    key_text = (
        key.lower()
        or hashlib.sha256(f"{resource.kind} {resource.address}".encode()).hexdigest()[:16]
    )
    return f"{_slug(resource.service) or 'e'}-{_slug(key_text)}"


def _slug(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _UNSAFE.sub("-", ascii_text).strip("-")[:40]


def _codes(resource: Resource, cataloguing: Cataloguing) -> Iterator[Field]:
    kind = shape(resource.kind)
    yield Field("001", number_of(resource))
    if cataloguing.organisation:
        yield Field("003", cataloguing.organisation)
    yield Field("005", f"{cataloguing.day:%Y%m%d}000000.0")
    yield Field("006", kind.f006)
    yield from (Field("007", code) for code in kind.f007)
    yield Field("008", fixed(resource, cataloguing))


def fixed(resource: Resource, cataloguing: Cataloguing) -> str:
    """008 of forty characters."""
    kind = shape(resource.kind)
    year = f"{resource.year:04}" if resource.year else "uuuu"
    dates = (
        f"c{year}9999" if kind.is_continuing else f"s{year}    " if resource.year else "nuuuuuuuu"
    )
    places = list(kind.fixed)
    if not kind.is_continuing and resource.is_for_children is not None:
        places[_AUDIENCE - 18] = "j" if resource.is_for_children else "e"
    if resource.kind is Kind.EBOOK and resource.is_fiction is not None:
        places[_FORM - 18] = "1" if resource.is_fiction else "0"
    if resource.kind is Kind.FILM and resource.seconds:
        minutes = max(1, round(resource.seconds / 60))
        places[0:3] = f"{minutes:03}" if minutes < 1000 else "000"
    country = (resource.country or "xx").ljust(3)
    language = resource.language or "und"
    return f"{cataloguing.day:%y%m%d}{dates}{country}{''.join(places)}{language}  "


def _numbers(resource: Resource, cataloguing: Cataloguing) -> Iterator[Field]:
    if resource.isbn:
        yield data("020", "  ", ("a", with_check(isbn(resource.isbn))), ("q", resource.file))
    if resource.issn:
        eight = issn(resource.issn)
        yield data("022", "  ", ("a", f"{eight[:4]}-{eight[4:]}"))
    if resource.gtin:
        kind = "3 " if len(resource.gtin) == 13 else "8 "
        yield data("024", kind, ("a", resource.gtin))
    if not (resource.isbn or resource.issn or resource.gtin):
        # What joins it with others' records; the address is the only number that it has.
        yield data("024", "7 ", ("a", resource.address), ("2", "uri"))
    agency = cataloguing.organisation
    yield data("040", "  ", ("a", agency), ("b", cataloguing.language), ("e", "rda"))
    if resource.language:
        original = resource.original_language.replace(resource.language, "")
        yield data("041", "1 " if original else "0 ", ("a", resource.language), ("h", original))
    for number, scheme in resource.classes:
        yield data("084", "  ", ("a", number), ("2", scheme))


def _title(resource: Resource, language: str) -> Iterator[Field]:
    main = _main(resource)
    for creator in resource.creators:
        yield _creator(creator, language, is_main=creator is main)
    if resource.original_title:
        yield _original(resource, language, "130" if main is None else "240")
    title = resource.title.rstrip(" /:=;")
    if resource.subtitle:
        texts = ("a", f"{title} :"), ("b", _ended(resource.subtitle))
    else:
        texts = ("a", _ended(title)), ("b", "")
    yield data(
        "245", f"{int(main is not None)}{_skipped(resource.title, resource.language)}", *texts
    )
    if resource.edition:
        yield data("250", "  ", ("a", _ended(_edition(resource.edition, language))))
    yield from _publication(resource, language)


def _original(resource: Resource, language: str, tag: str) -> Field:
    """130 or 240: the original title, and the language that this one is in."""
    skipped = _skipped(resource.original_title, resource.original_language)
    language_word = language_name(resource.language, language)
    indicators = f"{skipped} " if tag == "130" else f"1{skipped}"
    title = resource.original_title.rstrip(" .")
    stop = "." if tag == "130" else ""
    subfields = (
        (("a", f"{title}."), ("l", language_word + stop))
        if language_word
        else (("a", title + stop),)
    )
    return data(tag, indicators, *subfields)


def language_name(code: str, language: str) -> str:
    """What a language is called in the language of the description; "" where it is not known."""
    definition = codelists()["languages"].get(code) if code else None
    if not definition:
        return ""
    names = dict(zip(("fin", "swe", "eng"), definition.label, strict=True))
    name = names.get(language, names["fin"])
    return name[:1].upper() + name[1:]


def _skipped(title: str, language: str) -> int:
    """How many characters a sorted list leaves out at the start."""
    length = article(title, language)
    return length if length < 10 else 0


def _edition(text: str, language: str) -> str:
    return words(language)["edition"].format(number=text) if text.isdigit() else text


def _main(resource: Resource) -> Creator | None:
    for creator in resource.creators:
        if _role(creator.role) in _MAKERS and not creator.is_body:
            return creator
    return None


def _role(text: str) -> str:
    """The code of a relator told by its code or its term; the text where there is none."""
    for row in relators().rows:
        if text and text.lower() in row.values():
            return row["code"] or row["eng"]
    return text


def _creator(creator: Creator, language: str, *, is_main: bool) -> Field:
    role = _role(creator.role)
    rows = [row for row in relators().rows if role and role in (row["code"], row["eng"])]
    term = rows[0].get(language, rows[0]["fin"]) if rows else role
    name = creator.name.rstrip(" ,")
    texts = (("a", f"{name},"), ("e", _ended(term))) if term else (("a", _ended(name)), ("e", ""))
    if creator.is_body:
        return data("710", "2 ", *texts)
    return data("100" if is_main else "700", f"{int(',' in name)} ", *texts)


def _publication(resource: Resource, language: str) -> Iterator[Field]:
    year = str(resource.year) if resource.year else ""
    if shape(resource.kind).is_continuing:
        year = f"{year}-" if year else ""
    texts = [
        ("a", f"{resource.place} :" if resource.publisher else resource.place),
        ("b", f"{resource.publisher}," if year else resource.publisher),
        ("c", year),
    ]
    present_texts = [
        (code, text)
        for code, text in texts
        if {"a": resource.place, "b": resource.publisher, "c": year}[code]
    ]
    if present_texts:
        code, last = present_texts[-1]
        present_texts[-1] = (code, last if last.endswith("-") else _ended(last))
        yield data("264", " 1", *present_texts)
    if resource.publisher:
        publisher = resource.publisher.rstrip(" ,."), f"{words(language)['publisher']}."
        yield data("710", "2 ", ("a", f"{publisher[0]},"), ("e", publisher[1]))


def _description(resource: Resource, language: str) -> Iterator[Field]:
    kind, phrases = shape(resource.kind), words(language)
    extent = phrases["pages"].format(pages=resource.pages) if resource.pages else duration(resource)
    yield data(
        "300", "  ", ("a", f"{phrases['online']} ({extent})" if extent else phrases["online"])
    )
    if resource.seconds:
        hours, seconds_over = divmod(resource.seconds, 3600)
        yield data(
            "306", "  ", ("a", f"{min(hours, 99):02}{seconds_over // 60:02}{seconds_over % 60:02}")
        )
    yield from shapes.carriers(resource.kind, language)
    if kind.sense:
        yield data("341", "  ", ("a", kind.sense), ("2", "sapdv"))
    if kind.sense == "auditory":
        yield data("344", "  ", ("a", phrases["digital"]), ("2", "rda"))
    if kind.file:
        yield data("347", "  ", ("a", phrases[kind.file]), ("b", resource.file), ("2", "rda"))
    if resource.is_for_children:
        yield data("385", "  ", ("a", phrases["children"]), ("2", f"yso/{phrases['vocabulary']}"))
    for series in resource.series:
        eight = issn(series.issn)
        number = f"{eight[:4]}-{eight[4:]}" if eight else ""
        parts = [("a", series.name), ("x", number), ("v", series.number)]
        yield data("490", "0 ", *_punctuated([part for part in parts if part[1]]))


def _punctuated(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A comma before an ISSN, a semicolon before a number."""
    marks = {"x": ",", "v": " ;"}
    following = [code for code, _text in parts[1:]]
    return [
        (code, text + marks.get(next_code, ""))
        for (code, text), next_code in zip(parts, [*following, ""], strict=True)
    ]


def duration(resource: Resource) -> str:
    """The duration as people write it: "11 h 5 min"."""
    minutes = round(resource.seconds / 60)
    if not resource.seconds:
        return ""
    if not minutes:
        return f"{resource.seconds} s"
    hours, minutes_over = divmod(minutes, 60)
    return " ".join(
        text
        for text in (f"{hours} h" * (hours > 0), f"{minutes_over} min" * (minutes_over > 0))
        if text
    )


def _contents(resource: Resource, language: str) -> Iterator[Field]:
    kind, phrases = shape(resource.kind), words(language)
    for note in resource.notes:
        yield data("500", "  ", ("a", _ended(note)))
    yield shapes.access(resource.access, language)
    if resource.summary:
        yield data("520", "  ", ("a", resource.summary))
    if kind.delivery:
        yield data("538", "  ", ("a", phrases[kind.delivery]))
    for subject in resource.subjects:
        yield _subject(subject)
    genre = phrases.get(kind.genre, "")
    if genre:
        yield data("655", " 7", ("a", genre), ("2", f"slm/{phrases['vocabulary']}"))
    yield shapes.link(resource.address, resource.link, resource.service, language)
    if resource.kind is Kind.DATABASE:
        yield shapes.database_mark()


def _subject(subject: Subject) -> Field:
    if subject.vocabulary:
        texts = ("a", subject.word), ("2", subject.vocabulary), ("0", subject.address)
        return data("650", " 7", *texts)
    return data("653", "  ", ("a", subject.word))


def _ended(text: str) -> str:
    """A text with a mark at its end."""
    return text if text.endswith((".", "?", "!", ")", "…")) else f"{text}."
