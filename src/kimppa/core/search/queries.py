"""Searching: what a person may see of what was asked for, counted, ranked and shown.

Who may see what is asked of the rooms' own `visible` querysets inside the query itself, so that
neither a count nor an excerpt tells of what is hidden; then the rooms' `resolve` is asked again
for what is shown.
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
from kimppa.core.search.asking import Question, read
from kimppa.core.search.excerpts import Part, excerpt, marked
from kimppa.core.search.models import SearchDocument
from kimppa.core.search.sources import sources
from kimppa.core.search.spelling import suggestions

PAGE = 20
BEST = 5
MOST_KINDS = 8

type Documents = QuerySet[SearchDocument]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is kept of what is found: a kind (`desk.task`), a year, a municipality's id."""

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


def find(
    written: str, person: Person, narrowing: Narrowing | None = None, *, page: int = 1
) -> Answer:
    """Answer what somebody wrote with what they may see. Never raises for what is written."""
    with dispensable("what has been written since the last search"):
        catch_up()
    kept = narrowing or Narrowing()
    for fold in (False, True):
        question = read(written, fold=fold)
        found = _found(question, person, kept.place)
        counts = _counts(found)
        if counts or question.empty:
            break
    if not counts:
        meant = [] if question.empty else suggestions(written, _names(person))
        return Answer(0, [], [], [], suggestions=meant)
    return _answer(question, person, found, counts, kept, page, folded=fold)


def _answer(
    question: Question,
    person: Person,
    found: Documents,
    counts: Mapping[tuple[str, int | None], int],
    kept: Narrowing,
    page: int,
    *,
    folded: bool,
) -> Answer:
    """The part of the answer that the kind and the year leave."""
    kinds: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for (kind, year), count in counts.items():
        if kept.year in (None, year):
            kinds[kind] += count
        if year is not None and kept.kind in ("", kind):
            years[year] += count
    total = kinds[kept.kind] if kept.kind else kinds.total()
    pages = max(1, -(-total // PAGE)) if kept.kind else 1
    page = min(max(1, page), pages)
    if kept.year is not None:
        found = found.filter(year=kept.year)
    ranked = _ranked(found, question)
    if kept.kind:
        start = (page - 1) * PAGE
        rows = list(ranked.filter(kind=kept.kind)[start : start + PAGE])
    else:
        rows = _best(ranked)
    return Answer(
        count=total,
        groups=_groups(rows, question, person, kinds),
        kinds=[
            (kind, str(one.title), kinds[kind]) for kind, one in sources().items() if kinds[kind]
        ],
        years=sorted(years.items(), reverse=True),
        page=page,
        pages=pages,
        folded=folded,
    )


def visible_documents(person: Person) -> Documents:
    """Every document that the person may see."""
    sees = Q(pk__in=[])
    for kind, source in sources().items():
        rows = source.visible(person)
        if rows is not None:
            sees |= Q(kind=kind, row__in=rows.order_by().values("pk"))
    return SearchDocument.objects.filter(sees)


def _found(question: Question, person: Person, place: int | None) -> Documents:
    if question.empty:
        return SearchDocument.objects.none()
    found = visible_documents(person).filter(pk__in=engines.keys_of(question))
    return found if place is None else found.filter(places__contains=f" {place} ")


def _counts(found: Documents) -> dict[tuple[str, int | None], int]:
    rows = found.order_by().values_list("kind", "year").annotate(count=Count("pk"))
    return {(kind, year): count for kind, year, count in rows}


_RANK = ("-in_title", "-of_now", F("date").desc(nulls_last=True), "-pk")


def _ranked(found: Documents, question: Question) -> Documents:
    """Titles before texts, this agreement year's before others, then the newest."""
    return found.annotate(
        in_title=_is(Q(pk__in=engines.keys_of_titles(question))),
        of_now=_is(Q(year__isnull=False, year=current_year())),
    ).order_by(*_RANK)


def _is(condition: Q) -> ExpressionWrapper[Q]:
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
    shown = list(dict.fromkeys(row.kind for row in rows))[:MOST_KINDS]
    return [row for row in rows if row.kind in shown]


def _groups(
    rows: Iterable[SearchDocument], question: Question, person: Person, kinds: Mapping[str, int]
) -> list[Group]:
    by_kind: dict[str, list[SearchDocument]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    known = resolve([reference(row) for one in by_kind.values() for row in one], person)
    return [
        Group(
            kind,
            str(sources()[kind].title),
            kinds[kind],
            [
                _hit(row, known[reference(row)], question)
                for row in found
                if reference(row) in known
            ],
        )
        for kind, found in by_kind.items()
    ]


def reference(row: SearchDocument) -> tuple[str, str]:
    """The area and the object id by which the room knows a document."""
    area, _dot, kind = row.kind.partition(".")
    return area, f"{kind}-{row.row}"


def _hit(row: SearchDocument, known: Resolved, question: Question) -> Hit:
    return Hit(
        kind=row.kind,
        url=known.url,
        title=marked(known.title, question),
        excerpt=[] if row.text == known.title else excerpt(row.text, question),
        state=known.state,
        document=row,
    )


def _names(person: Person) -> list[str]:
    """Names that the person may see, and what the roles are called."""
    rows = visible_documents(person).exclude(names="").values_list("names", flat=True)
    return [
        *(str(label) for label in ROLE_LABELS.values()),
        *(n for r in rows for n in r.split("\n")),
    ]
