"""What can be found in a room: its sources of documents, which its Area names.

A source says which rows of one table are documents, who may see which, and by which writes they
change. Nothing else is needed: the index, the search and `resolve` are made of that.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from kimppa.core.area import Resolved, Text, areas
from kimppa.core.consortium.roles import Permission

if TYPE_CHECKING:
    import datetime as dt

    from kimppa.core.consortium.models import Person

type Rows = QuerySet[Any]
LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Document:
    """What one row says. No `places` (municipality ids or None) = it concerns all, or none.

    `names` are proper names it is called by, for suggestions of spelling.
    """

    title: str
    text: str = ""
    names: Collection[str] = ()
    places: Collection[int | None] = ()
    year: int | None = None
    date: "dt.date | None" = None


class Source:
    """One kind of documents of a room. A document's object id in the room is `<kind>-<pk>`.

    `rows()` is everything of the table that somebody may find, with what `document(row)` needs;
    `visible(person)` those of them that the person may see, or None for none at all: unless told,
    all for whoever has the `permission`. `follows` names the tables (`core.task`) whose audited
    writes may change documents, and by which lookup from a document's row the written object is
    reached; the row's own table needs no saying.
    """

    def __init__(
        self,
        model: type[Model],
        kind: str,
        title: Text,
        document: Callable[[Any], Document],
        *,
        rows: Callable[[], Rows] | None = None,
        permission: Permission = Permission.VIEW,
        visible: Callable[["Person"], Rows | None] | None = None,
        url: Callable[[Any], str] = lambda row: str(row.get_absolute_url()),
        follows: Mapping[str, str] | None = None,
        state: Callable[[Any], str] = lambda _row: "",
    ) -> None:
        self.kind, self.title, self.document = kind, title, document
        self.rows: Callable[[], Rows] = rows or model._default_manager.all
        self.permission = permission
        self.visible = visible or self._visible_by_permission
        self.url, self.state = url, state
        self.follows = {model._meta.label_lower: "pk", **(follows or {})}

    def _visible_by_permission(self, person: "Person") -> Rows | None:
        return self.rows() if person.can(self.permission) else None


@cache
def sources() -> dict[str, Source]:
    """Every source by its full kind (`desk.task`), in the order of the rooms."""
    return {
        f"{area.slug}.{source.kind}": source
        for area in areas()
        if area.documents
        for source in import_string(area.documents)
    }


def resolve_documents(
    room_sources: Iterable[Source], ids: Collection[str], person: "Person"
) -> dict[str, Resolved]:
    """A room's documents by object id, for its `resolve`; one query for each kind.

    Ids that are no document's, or of one that the person may not see, are absent.
    """
    resolved: dict[str, Resolved] = {}
    for source in room_sources:
        keys = _numbers_of_ids(ids, f"{source.kind}-")
        permitted_rows = source.visible(person) if keys else None
        if permitted_rows is None:
            continue
        visible_rows = (
            source.rows().filter(pk__in=keys).filter(pk__in=permitted_rows.order_by().values("pk"))
        )
        for source_row in visible_rows:
            title = source.document(source_row).title[:LONGEST_TITLE]
            resolved[f"{source.kind}-{source_row.pk}"] = Resolved(
                title, source.url(source_row), source.state(source_row)
            )
    return resolved


def _numbers_of_ids(ids: Collection[str], prefix: str) -> Sequence[int]:
    key_texts = (
        object_id.removeprefix(prefix) for object_id in ids if object_id.startswith(prefix)
    )
    return [
        int(key_text)
        for key_text in key_texts
        if key_text.isdecimal() and key_text.isascii() and len(key_text) < 16
    ]
