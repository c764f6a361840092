"""Keeping the index up to date: applying writes, rebuilding, checking.

Every audited write leaves a `SearchWaiting` row in its own transaction. A search and the worker
apply them, one process at a time: so a write is found at once, and none waits for the index.
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
from kimppa.core.search.lexemes import VERSION, compose
from kimppa.core.search.models import SearchDocument, SearchState, SearchWaiting
from kimppa.core.search.sources import LONGEST_TITLE, Document, Rows, Source, sources
from kimppa.core.voikko import is_installed

AT_ONCE = 500
EVERYTHING = "core.consortium"  # a written consortium: removed examples may be anywhere
_FIELDS = ("title", "text", "names", "places", "year", "date")


def note_write(model: str, object_id: str) -> None:
    """Queue an object for indexing; call in the transaction of the write."""
    if model in _followed_models():
        SearchWaiting.objects.create(model=model, object_id=object_id)


@cache
def _followed_models() -> frozenset[str]:
    return frozenset(
        {EVERYTHING, *(name for source in sources().values() for name in source.follows)}
    )


def catch_up() -> int:
    """Index the writes since the last time; the number of documents compared.

    When there are none it costs one query and writes nothing.
    """
    waits = SearchWaiting.objects.order_by()
    state = SearchState.objects.filter(vendor=connection.vendor, version__in=_good_versions())
    are_writes_waiting = state.annotate(waiting=models.Exists(waits)).values_list(
        "waiting", flat=True
    )
    if are_writes_waiting.first() is False:
        return 0
    with transaction.atomic():
        if not _lock():
            return _rebuild_index()
        waiting_writes = list(waits.values_list("pk", "model", "object_id"))
        count = _apply_writes((model, object_id) for _pk, model, object_id in waiting_writes)
        for chunk in batched([pk for pk, _model, _id in waiting_writes], AT_ONCE, strict=False):
            waits.filter(pk__in=chunk).delete()
        return count


def rebuild() -> int:
    """Build the whole index anew; the number of documents."""
    with transaction.atomic():
        _lock()
        return _rebuild_index()


def _lock() -> bool:
    """Wait for other writers of the index; whether it was built with this database and code."""
    state, _new = SearchState.objects.select_for_update().get_or_create(pk=1)
    return state.vendor == connection.vendor and state.version in _good_versions()


def _good_versions() -> range:
    """What the version of an index may be: its own when it was built with the Finnish dictionary is
    one higher, and a machine without the dictionary leaves such an index as it is.
    """
    return range(VERSION * 2 + is_installed(), VERSION * 2 + 2)


def _rebuild_index() -> int:
    SearchWaiting.objects.all().delete()
    engines.clear()
    SearchDocument.objects.all().delete()
    for kind, source in sources().items():
        for chunk in batched(_build_documents(kind, source, source.rows()), AT_ONCE, strict=False):
            engines.insert(SearchDocument.objects.bulk_create(chunk))
    SearchState.objects.filter(pk=1).update(
        vendor=connection.vendor, version=_good_versions().start
    )
    return SearchDocument.objects.count()


def _apply_writes(writes: Iterable[tuple[str, str]]) -> int:
    ids_by_model: dict[str, set[int]] = defaultdict(set)
    for model, object_id in writes:
        if object_id.isdecimal():
            ids_by_model[model].add(int(object_id))
    if EVERYTHING in ids_by_model:
        return _rebuild_index()
    return sum(_refresh(kind, source, ids_by_model) for kind, source in sources().items())


def _refresh(kind: str, source: Source, ids_by_model: Mapping[str, set[int]]) -> int:
    """Rebuild the documents of one kind that the writes touch; drop those without a row."""
    touched_ids: set[int] = set()
    for model, lookup in source.follows.items():
        for chunk in batched(ids_by_model.get(model, ()), AT_ONCE, strict=False):
            matches = source.rows().order_by().filter(**{f"{lookup}__in": chunk})
            touched_ids.update(matches.values_list("pk", flat=True))
            if lookup == "pk":
                touched_ids.update(chunk)
    if any(ids_by_model.get(model) for model, lookup in source.follows.items() if lookup != "pk"):
        touched_ids |= _vanished_rows(kind, source)
    for chunk in batched(touched_ids, AT_ONCE, strict=False):
        _replace_documents(kind, source, chunk)
    return len(touched_ids)


def _vanished_rows(kind: str, source: Source) -> set[int]:
    """Indexed rows that the table has no more: a cascade deleted them without an audited write."""
    indexed = SearchDocument.objects.filter(kind=kind).order_by()
    source_rows = source.rows().order_by().values("pk")
    return set(indexed.exclude(row__in=source_rows).values_list("row", flat=True))


def _replace_documents(kind: str, source: Source, row_ids: Iterable[int]) -> None:
    keys = list(row_ids)
    old_documents = {
        document.row: document
        for document in SearchDocument.objects.filter(kind=kind, row__in=keys)
    }
    new_documents = {
        document.row: document
        for document in _build_documents(kind, source, source.rows().filter(pk__in=keys))
    }
    unchanged_rows = {
        row
        for row in old_documents.keys() & new_documents.keys()
        if _compared_values(old_documents[row]) == _compared_values(new_documents[row])
    }
    stale_ids = [
        document.pk for row, document in old_documents.items() if row not in unchanged_rows
    ]
    engines.remove(stale_ids)
    SearchDocument.objects.filter(pk__in=stale_ids).delete()
    fresh_documents = [
        document for row, document in new_documents.items() if row not in unchanged_rows
    ]
    engines.insert(SearchDocument.objects.bulk_create(fresh_documents))


def _build_documents(kind: str, source: Source, rows: Rows) -> Iterator[SearchDocument]:
    for source_row in rows.iterator(AT_ONCE):
        with translation.override(settings.LANGUAGE_CODE):  # whoever searches first, the same words
            document = source.document(source_row)
        yield _new_document(kind, source_row.pk, document)


def _new_document(kind: str, row_key: int, document: Document) -> SearchDocument:
    place_keys = " ".join(
        str(municipality_id) for municipality_id in sorted(set(filter(None, document.places)))
    )
    return SearchDocument(
        kind=kind,
        row=row_key,
        title=compose(document.title)[:LONGEST_TITLE],
        text=compose(document.text),
        names="\n".join(dict.fromkeys(filter(None, map(compose, document.names)))),
        places=f" {place_keys} " if place_keys else "",
        year=document.year,
        date=document.date,
    )


def _compared_values(document: SearchDocument) -> tuple[object, ...]:
    """What has to be equal for a document to stay as it is in the index."""
    return tuple(getattr(document, name) for name in _FIELDS)


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
    """Compare the index with the rooms' tables, after applying the queued writes."""
    catch_up()
    documents_in_index = {
        (document.kind, document.row): document
        for document in SearchDocument.objects.iterator(AT_ONCE)
    }
    lexemes = engines.keys()
    count = missing_count = old_count = 0
    for kind, source in sources().items():
        for document_now in _build_documents(kind, source, source.rows()):
            count += 1
            indexed_document = documents_in_index.pop((kind, document_now.row), None)
            if indexed_document is None or indexed_document.pk not in lexemes:
                missing_count += 1
            elif _compared_values(indexed_document) != _compared_values(document_now):
                old_count += 1
            if indexed_document is not None:
                lexemes.discard(indexed_document.pk)
    extra_ids = {document.pk for document in documents_in_index.values()} | lexemes
    return Differences(count, missing_count, len(extra_ids), old_count)
