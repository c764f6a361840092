"""Searching: the documents that a person may see and that answer a question, counted and ranked.

The rooms' own `visible` querysets are part of the query itself, so that neither a count nor an
excerpt reveals what is hidden; the rooms' `resolve` then gives the titles of what is shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Window,
)
from django.db.models.functions import RowNumber

from kimppa.core.area import Resolved, resolve
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import ROLE_LABELS
from kimppa.core.duties.queries import current_year
from kimppa.core.fulldisk import dispensable
from kimppa.core.search import engines
from kimppa.core.search.actions import catch_up
from kimppa.core.search.excerpts import Part, excerpt, mark
from kimppa.core.search.models import SearchDocument
from kimppa.core.search.question import Question, parse
from kimppa.core.search.sources import sources
from kimppa.core.search.spelling import suggestions

PAGE = 20
BEST = 5
MOST_KINDS = 8

type Documents = QuerySet[SearchDocument]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Limits to a kind (`desk.task`), a year, a municipality's id."""

    kind: str = ""
    year: int | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found: where it leads, and its words in parts, the asked ones marked."""

    kind: str
    url: str
    title: list[Part]
    excerpt: list[Part]
    state: str
    document: SearchDocument


@dataclass(frozen=True, slots=True)
class Group:
    """The best hits of a kind and how many there are in all."""

    kind: str
    title: str
    count: int
    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. Without a kind: the best hits of the best kinds; else a page of one kind.

    `kinds` and `years` count what choosing each would give. `folded`: å, ä, ö were not heeded,
    since heeding them found nothing.
    """

    count: int
    groups: list[Group]
    kinds: list[tuple[str, str, int]]
    years: list[tuple[int, int]]
    page: int = 1
    pages: int = 1
    folded: bool = False
    suggestions: Sequence[str] = ()


def find(text: str, person: Person, narrowing: Narrowing | None = None, *, page: int = 1) -> Answer:
    """Search among what the person may see. Any text is a question: none raises."""
    with dispensable("what has been written since the last search"):
        catch_up()
    narrowing = narrowing or Narrowing()
    for fold in (False, True):
        question = parse(text, fold=fold)
        documents = _matching(question, person, narrowing.place)
        counts = _counts(documents)
        if counts or question.empty:
            break
    if not counts:
        proposals = [] if question.empty else suggestions(text, _names(person))
        return Answer(0, [], [], [], suggestions=proposals)
    return _answer(question, person, documents, counts, narrowing, page, folded=fold)


def keys_matching(kind: str, text: str) -> Q:
    """A condition: the row is a document of the kind that answers the question. It does not ask who
    sees the row: filter those that are visible already.
    """
    with dispensable("what has been written since the last search"):
        catch_up()
    question = parse(text)
    if question.empty:
        return Q(pk__in=())
    documents = SearchDocument.objects.filter(kind=kind, pk__in=engines.keys_of(question))
    return Q(pk__in=documents.order_by().values("row"))


def _answer(
    question: Question,
    person: Person,
    documents: Documents,
    counts: Mapping[tuple[str, int | None], int],
    narrowing: Narrowing,
    page: int,
    *,
    folded: bool,
) -> Answer:
    """The part of the answer that the kind and the year leave."""
    kinds: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for (kind, year), count in counts.items():
        if narrowing.year in (None, year):
            kinds[kind] += count
        if year is not None and narrowing.kind in ("", kind):
            years[year] += count
    total = kinds[narrowing.kind] if narrowing.kind else kinds.total()
    pages = max(1, -(-total // PAGE)) if narrowing.kind else 1
    page = min(max(1, page), pages)
    if narrowing.year is not None:
        documents = documents.filter(year=narrowing.year)
    ranked = _ranked(documents, question)
    if narrowing.kind:
        start = (page - 1) * PAGE
        hits = list(ranked.filter(kind=narrowing.kind)[start : start + PAGE])
    else:
        hits = _best(ranked)
    titles = ((kind, str(source.title)) for kind, source in sources().items())
    return Answer(
        count=total,
        groups=_groups(hits, question, person, kinds),
        kinds=[(kind, title, kinds[kind]) for kind, title in titles if kinds[kind]],
        years=sorted(years.items(), reverse=True),
        page=page,
        pages=pages,
        folded=folded,
    )


def visible_documents(person: Person) -> Documents:
    """Every document that the person may see."""
    condition = Q(pk__in=[])
    for kind, source in sources().items():
        rows = source.visible(person)
        if rows is not None:
            condition |= Q(kind=kind, row__in=rows.order_by().values("pk"))
    return SearchDocument.objects.filter(condition)


def _matching(question: Question, person: Person, place: int | None) -> Documents:
    if question.empty:
        return SearchDocument.objects.none()
    documents = visible_documents(person).filter(pk__in=engines.keys_of(question))
    return documents if place is None else documents.filter(places__contains=f" {place} ")


def _counts(documents: Documents) -> dict[tuple[str, int | None], int]:
    rows = documents.order_by().values_list("kind", "year").annotate(count=Count("pk"))
    return {(kind, year): count for kind, year, count in rows}


_RANK = ("-in_title", "-of_now", F("date").desc(nulls_last=True), "-pk")


def _ranked(documents: Documents, question: Question) -> Documents:
    """Titles before texts, this agreement year's before others, then the newest."""
    return documents.annotate(
        in_title=_flag(Q(pk__in=engines.keys_of_titles(question))),
        of_now=_flag(Q(year__isnull=False, year=current_year())),
    ).order_by(*_RANK)


def _flag(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _best(ranked: Documents) -> list[SearchDocument]:
    """The first of each kind, of the kinds whose first ones are the best."""
    order = [
        F("in_title").desc(),
        F("of_now").desc(),
        F("date").desc(nulls_last=True),
        F("pk").desc(),
    ]
    in_kind = Window(RowNumber(), partition_by=F("kind"), order_by=order)
    rows = list(ranked.annotate(in_kind=in_kind).filter(in_kind__lte=BEST))
    kinds = list(dict.fromkeys(row.kind for row in rows))[:MOST_KINDS]
    return [row for row in rows if row.kind in kinds]


def _groups(
    hits: Iterable[SearchDocument], question: Question, person: Person, kinds: Mapping[str, int]
) -> list[Group]:
    by_kind: dict[str, list[SearchDocument]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit)
    references = [reference(document) for hits in by_kind.values() for document in hits]
    resolved = resolve(references, person)
    return [
        Group(
            kind,
            str(sources()[kind].title),
            kinds[kind],
            [
                _hit(document, resolved[reference(document)], question)
                for document in documents
                if reference(document) in resolved
            ],
        )
        for kind, documents in by_kind.items()
    ]


def reference(document: SearchDocument) -> tuple[str, str]:
    """The area and the object id by which the room knows a document."""
    area, _dot, kind = document.kind.partition(".")
    return area, f"{kind}-{document.row}"


def _hit(document: SearchDocument, resolved: Resolved, question: Question) -> Hit:
    return Hit(
        kind=document.kind,
        url=resolved.url,
        title=mark(resolved.title, question),
        excerpt=[] if document.text == resolved.title else excerpt(document.text, question),
        state=resolved.state,
        document=document,
    )


def _names(person: Person) -> list[str]:
    """Names that the person may see, and what the roles are called."""
    rows = visible_documents(person).exclude(names="").values_list("names", flat=True)
    return [
        *(str(label) for label in ROLE_LABELS.values()),
        *(n for r in rows for n in r.split("\n")),
    ]
