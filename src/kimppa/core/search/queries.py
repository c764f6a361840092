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
        documents = _matching_documents(question, person, narrowing.place)
        counts = _counts_by_kind_and_year(documents)
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
    ranked_documents = _ranked_documents(documents, question)
    if narrowing.kind:
        start = (page - 1) * PAGE
        documents_shown = list(ranked_documents.filter(kind=narrowing.kind)[start : start + PAGE])
    else:
        documents_shown = _best_of_each_kind(ranked_documents)
    titles = ((kind, str(source.title)) for kind, source in sources().items())
    return Answer(
        count=total,
        groups=_groups(documents_shown, question, person, kinds),
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
        visible_rows = source.visible(person)
        if visible_rows is not None:
            condition |= Q(kind=kind, row__in=visible_rows.order_by().values("pk"))
    return SearchDocument.objects.filter(condition)


def _matching_documents(
    question: Question, person: Person, municipality_id: int | None
) -> Documents:
    if question.empty:
        return SearchDocument.objects.none()
    documents = visible_documents(person).filter(pk__in=engines.keys_of(question))
    return (
        documents
        if municipality_id is None
        else documents.filter(places__contains=f" {municipality_id} ")
    )


def _counts_by_kind_and_year(documents: Documents) -> dict[tuple[str, int | None], int]:
    kind_counts = documents.order_by().values_list("kind", "year").annotate(count=Count("pk"))
    return {(kind, year): count for kind, year, count in kind_counts}


_RANK = ("-in_title", "-of_now", F("date").desc(nulls_last=True), "-pk")


def _ranked_documents(documents: Documents, question: Question) -> Documents:
    """Titles before texts, this agreement year's before others, then the newest."""
    return documents.annotate(
        in_title=_flag(Q(pk__in=engines.keys_of_titles(question))),
        of_now=_flag(Q(year__isnull=False, year=current_year())),
    ).order_by(*_RANK)


def _flag(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _best_of_each_kind(ranked_documents: Documents) -> list[SearchDocument]:
    """The first of each kind, of the kinds whose first ones are the best."""
    order = [
        F("in_title").desc(),
        F("of_now").desc(),
        F("date").desc(nulls_last=True),
        F("pk").desc(),
    ]
    in_kind = Window(RowNumber(), partition_by=F("kind"), order_by=order)
    best_documents = list(ranked_documents.annotate(in_kind=in_kind).filter(in_kind__lte=BEST))
    kinds = list(dict.fromkeys(document.kind for document in best_documents))[:MOST_KINDS]
    return [document for document in best_documents if document.kind in kinds]


def _groups(
    hits: Iterable[SearchDocument], question: Question, person: Person, kinds: Mapping[str, int]
) -> list[Group]:
    by_kind: dict[str, list[SearchDocument]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit)
    references = [reference(document) for hits in by_kind.values() for document in hits]
    objects_by_reference = resolve(references, person)
    return [
        Group(
            kind,
            str(sources()[kind].title),
            kinds[kind],
            [
                _hit(document, objects_by_reference[reference(document)], question)
                for document in documents
                if reference(document) in objects_by_reference
            ],
        )
        for kind, documents in by_kind.items()
    ]


def reference(document: SearchDocument) -> tuple[str, str]:
    """The area and the object id by which the room knows a document."""
    area, _dot, kind = document.kind.partition(".")
    return area, f"{kind}-{document.row}"


def _hit(document: SearchDocument, resolved_object: Resolved, question: Question) -> Hit:
    return Hit(
        kind=document.kind,
        url=resolved_object.url,
        title=mark(resolved_object.title, question),
        excerpt=[] if document.text == resolved_object.title else excerpt(document.text, question),
        state=resolved_object.state,
        document=document,
    )


def _names(person: Person) -> list[str]:
    """Names that the person may see, and what the roles are called."""
    name_lines = visible_documents(person).exclude(names="").values_list("names", flat=True)
    return [
        *(str(label) for label in ROLE_LABELS.values()),
        *(n for r in name_lines for n in r.split("\n")),
    ]
