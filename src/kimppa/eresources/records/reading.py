"""Whose titles a file has, and its titles as rows that people look at before they are kept."""

import io
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.imports.importer import FileRefusedError, Record
from kimppa.core.language import active_language, official_language, read_consortium
from kimppa.eresources.files import licence_of
from kimppa.eresources.models import Licence, Material
from kimppa.marc.eresources.adapting import Service, host_of, kind_of
from kimppa.marc.eresources.intake import Entry, entries
from kimppa.marc.eresources.model import Cataloguing, Kind
from kimppa.marc.reading import MarcFileError
from kimppa.marc.translation import translate

MOST: Final = 5_000
_MOST_NOTES: Final = 5  # of one title
FORMS: Final = (".toml", ".csv", ".tsv")
KINDS: Final[Mapping[str, Kind]] = {
    Material.BOOKS: Kind.EBOOK,
    Material.AUDIOBOOKS: Kind.EAUDIOBOOK,
    Material.MAGAZINES: Kind.MAGAZINE,
    Material.MUSIC: Kind.STREAMED_MUSIC,
    Material.FILMS: Kind.FILM,
    Material.DATABASES: Kind.DATABASE,
}
_CATALOGUING: Final = {"fi": "fin", "sv": "swe", "en": "eng"}


def service_of(licence: Licence) -> Service:
    """Where the titles of a licence are: what its card says, else the service's own address."""
    host = host_of(licence.service.address).removeprefix("www.")
    return Service(str(licence), tuple(licence.hosts.split()) or tuple(filter(None, [host])))


def cataloguing() -> Cataloguing:
    """How records are made here: in the consortium's language, today, with its code."""
    return Cataloguing(clock.today(), _CATALOGUING[official_language()], organisation())


def organisation() -> str:
    """Whose the records are: the consortium's ISIL; empty while nobody has told it."""
    the_consortium = read_consortium()
    return the_consortium.isil if the_consortium else ""


def read(content: bytes, name: str, options: Mapping[str, Any]) -> Iterator[Record]:
    """The titles of a form, an ONIX message or a file of MARC records. Raises FileRefusedError.

    What is wrong in a form is mended in it; a title of a vendor's file is left out.
    """
    licence = licence_of(options)
    titles = entries(
        io.BytesIO(content),
        name,
        service_of(licence),
        cataloguing(),
        address=options.get("address") or "",
        kind=KINDS.get(options.get("material") or ""),
    )
    try:
        first_entries = list(islice(titles, MOST + 1))
    except MarcFileError as error:
        raise FileRefusedError(error.text(active_language())) from error
    _refuse(first_entries)
    is_form = name.lower().endswith(FORMS)
    return _title_rows(first_entries, licence, is_form=is_form)


def _refuse(titles: list[Entry]) -> None:
    """Refuses what has too many titles, or none that could be a record."""
    if len(titles) > MOST:
        text = _("The file has more than %(most)d titles. Bring it in parts.")
        raise FileRefusedError(text % {"most": MOST})
    if any(entry.record for entry in titles):
        return
    reasons = dict.fromkeys(_placed_words(entry) for entry in titles[:20])
    raise FileRefusedError(" ".join(reasons) or _("The file has no titles."))


def _title_rows(titles: list[Entry], licence: Licence, *, is_form: bool) -> Iterator[Record]:
    """What is told of the file as a whole stands with its first record."""
    loose_notes = [_placed_words(entry) for entry in titles if not entry.record and not entry.why]
    for number, entry in enumerate(titles, 1):
        if entry.record:
            note = " ".join(filter(None, [*loose_notes, _entry_words(entry)]))
            loose_notes = []
            values = {"title": entry.place, "record": entry.record, "note": note}
            values["warning"] = _kind_warning(entry, licence)
            yield Record(number, values, lenient=not is_form)
        elif entry.why and is_form:
            yield Record(
                int(entry.place or 0), {"title": "", "record": None, "note": _entry_words(entry)}
            )
        elif entry.why:
            yield Record(number, {"title": entry.place}, lenient=True, skip=_entry_words(entry))


def _kind_warning(entry: Entry, licence: Licence) -> str:
    """That a record is of another kind of material than its agreement; empty when it is not."""
    kind = entry.resource.kind if entry.resource else entry.record and kind_of(entry.record)
    card_kinds = {KINDS[Material(each)] for each in licence.kinds if each in KINDS}
    if Kind.STREAMED_MUSIC in card_kinds:
        card_kinds.add(Kind.MUSIC_FILE)
    if kind is None or not card_kinds or kind in card_kinds:
        return ""
    material = next((label for key, label in Material.choices if KINDS.get(key) == kind), kind)
    words = {"material": material, "name": licence, "kinds": ", ".join(licence.materials)}
    return _("A record is of the material %(material)s. The card %(name)s is of: %(kinds)s.") % (
        words
    )


def _entry_words(entry: Entry) -> str:
    language = active_language()
    messages = [*([entry.why] if entry.why else []), *entry.notes]
    text = "; ".join(translate(message, language) for message in messages[:_MOST_NOTES])
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _placed_words(entry: Entry) -> str:
    return ": ".join(filter(None, [entry.place, _entry_words(entry)]))
