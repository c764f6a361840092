"""Keeping the index true: taking in what has been written, building it anew, checking it.

Every audited write leaves a `SearchWaiting` row in its own transaction. They are taken in before
a search and by the worker, one at a time whoever does it: so what has been written is found at
once, and no write waits for the index.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import batched

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import translation

from kimppa.core.search import engines
from kimppa.core.search.models import SearchDocument, SearchState, SearchWaiting
from kimppa.core.search.sources import LONGEST_TITLE, Document, Rows, Source, sources
from kimppa.core.search.words import VERSION, composed

AT_ONCE = 500
EVERYTHING = "core.consortium"  # a written consortium: removed examples may be anywhere
_FIELDS = ("title", "text", "names", "places", "year", "date")


def wait_for(model: str, object_id: str) -> None:
    """Note that an object was written; call in the transaction of the write."""
    if model in _followed():
        SearchWaiting.objects.create(model=model, object_id=object_id)


@cache
def _followed() -> frozenset[str]:
    return frozenset({EVERYTHING, *(name for one in sources().values() for name in one.follows)})


def catch_up() -> int:
    """Take in what has been written since the last time; the number of documents looked at.

    Costs one query when there is nothing, and writes nothing then.
    """
    waits = SearchWaiting.objects.order_by()
    state = SearchState.objects.filter(vendor=connection.vendor, version=VERSION)
    behind = state.annotate(waiting=models.Exists(waits)).values_list("waiting", flat=True)
    if behind.first() is False:
        return 0
    with transaction.atomic():
        if not _lock():
            return _rebuild()
        rows = list(waits.values_list("pk", "model", "object_id"))
        count = _take_in((model, object_id) for _pk, model, object_id in rows)
        for some in batched([pk for pk, _model, _id in rows], AT_ONCE, strict=False):
            waits.filter(pk__in=some).delete()
        return count


def rebuild() -> int:
    """Build the whole index anew; the number of documents."""
    with transaction.atomic():
        _lock()
        return _rebuild()


def _lock() -> bool:
    """Wait for whoever else writes the index; whether what stands is of this database and code."""
    state, _new = SearchState.objects.select_for_update().get_or_create(pk=1)
    return (state.vendor, state.version) == (connection.vendor, VERSION)


def _rebuild() -> int:
    SearchWaiting.objects.all().delete()
    engines.clear()
    SearchDocument.objects.all().delete()
    for kind, source in sources().items():
        for some in batched(_made(kind, source, source.rows()), AT_ONCE, strict=False):
            engines.put(SearchDocument.objects.bulk_create(some))
    SearchState.objects.filter(pk=1).update(vendor=connection.vendor, version=VERSION)
    return SearchDocument.objects.count()


def _take_in(written: Iterable[tuple[str, str]]) -> int:
    changed: dict[str, set[int]] = defaultdict(set)
    for model, object_id in written:
        if object_id.isdecimal():
            changed[model].add(int(object_id))
    if EVERYTHING in changed:
        return _rebuild()
    return sum(_refresh(kind, source, changed) for kind, source in sources().items())


def _refresh(kind: str, source: Source, changed: Mapping[str, set[int]]) -> int:
    """Make the documents of one kind that the written objects touch anew, and drop the gone."""
    touched: set[int] = set()
    for model, lookup in source.follows.items():
        for some in batched(changed.get(model, ()), AT_ONCE, strict=False):
            found = source.rows().order_by().filter(**{f"{lookup}__in": some})
            touched.update(found.values_list("pk", flat=True))
            if lookup == "pk":
                touched.update(some)
    if any(changed.get(model) for model, lookup in source.follows.items() if lookup != "pk"):
        touched |= _gone(kind, source)
    for some in batched(touched, AT_ONCE, strict=False):
        _renew(kind, source, some)
    return len(touched)


def _gone(kind: str, source: Source) -> set[int]:
    """Rows that the index has and the table has not: they fell with what they hung from."""
    indexed = SearchDocument.objects.filter(kind=kind).order_by()
    there = source.rows().order_by().values("pk")
    return set(indexed.exclude(row__in=there).values_list("row", flat=True))


def _renew(kind: str, source: Source, rows: Iterable[int]) -> None:
    wanted = list(rows)
    old = {one.row: one for one in SearchDocument.objects.filter(kind=kind, row__in=wanted)}
    new = {one.row: one for one in _made(kind, source, source.rows().filter(pk__in=wanted))}
    same = {row for row in old.keys() & new.keys() if _values(old[row]) == _values(new[row])}
    left = [one.pk for row, one in old.items() if row not in same]
    engines.remove(left)
    SearchDocument.objects.filter(pk__in=left).delete()
    made = [one for row, one in new.items() if row not in same]
    engines.put(SearchDocument.objects.bulk_create(made))


def _made(kind: str, source: Source, rows: Rows) -> Iterator[SearchDocument]:
    for row in rows.iterator(AT_ONCE):
        with translation.override(settings.LANGUAGE_CODE):  # whoever searches first, the same words
            document = source.document(row)
        yield _stored(kind, row.pk, document)


def _stored(kind: str, row: int, document: Document) -> SearchDocument:
    places = " ".join(str(place) for place in sorted(set(document.places)))
    return SearchDocument(
        kind=kind,
        row=row,
        title=composed(document.title)[:LONGEST_TITLE],
        text=composed(document.text),
        names="\n".join(dict.fromkeys(filter(None, map(composed, document.names)))),
        places=f" {places} " if places else "",
        year=document.year,
        date=document.date,
    )


def _values(one: SearchDocument) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in _FIELDS)


@dataclass(frozen=True, slots=True)
class Differences:
    """How many documents the index lacks, has too many, and has with old words."""

    documents: int
    missing: int
    extra: int
    old: int

    @property
    def none(self) -> bool:
        """Whether the index is as it should be."""
        return not (self.missing or self.extra or self.old)


def check() -> Differences:
    """Compare the index with the rooms' tables, after taking in what waits."""
    catch_up()
    indexed = {(one.kind, one.row): one for one in SearchDocument.objects.iterator(AT_ONCE)}
    lexemes = engines.keys()
    count = missing = old = 0
    for kind, source in sources().items():
        for made in _made(kind, source, source.rows()):
            count += 1
            stands = indexed.pop((kind, made.row), None)
            if stands is None or stands.pk not in lexemes:
                missing += 1
            elif _values(stands) != _values(made):
                old += 1
            if stands is not None:
                lexemes.discard(stands.pk)
    extra = {one.pk for one in indexed.values()} | lexemes
    return Differences(count, missing, len(extra), old)
