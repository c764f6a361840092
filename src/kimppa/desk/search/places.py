"""Where the words lead to by name: pages of the desk, lines of the agreement, guides.

Names are few and in the reader's language, so they are matched here and not in the index.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.agreement.coverage.queries import lines_of
from kimppa.core.area import areas
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.limits import Limit, concerns_any
from kimppa.core.duties.queries import limit_of_sight
from kimppa.core.memo import remember
from kimppa.core.search.lexemes import numbers_of, stems, words_of
from kimppa.core.topics import label
from kimppa.desk.help.guides import guides
from kimppa.ui.guard import person_of
from kimppa.ui.navigation import navigation
from kimppa.ui.selection import headings, selected

MOST = 5
_SHORTEST_BEGINNING, _SHORTEST_END = 3, 5  # letters of a word's part that is looked for
# "sopimus 5.3": the words before a line's number say only that it is one.
_LINE_WORDS = frozenset(
    {"sopimus", "sopimuksen", "sopimuskohta", "kohta", "rivi"}
    | {"avtal", "avtalet", "avtalspunkt", "punkt", "rad"}
    | {"agreement", "clause", "line"}
)

_HELP_WORDS = "ohje ohjeet neuvo hjälp anvisning anvisningar help guide guides"
_KEY_WORDS = "jakoavain jakoavaimet väkiluku fördelningsnyckel invånarantal key population"


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: its name and address, in which words it is found, a line beside it."""

    title: str
    url: str
    words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Places of a kind, under its heading."""

    title: str
    hits: list[Place]


def places(request: HttpRequest, words: str) -> list[Places]:
    """What the words name, the best five of each kind; kinds without any are left out."""
    year = selected(request).year
    kinds = [
        (_("Pages"), _pages(request)),
        (_("Lines of the agreement %(year)d") % {"year": year}, _lines(year, person_of(request))),
        (_("Help"), _guides()),
    ]
    groups = [Places(title, _best(words, candidates)) for title, candidates in kinds]
    return [kind for kind in groups if kind.hits]


def _pages(request: HttpRequest) -> Iterator[Place]:
    person, year = person_of(request), selected(request).year
    of_year = [heading for heading in headings(request) if heading.year == year]
    titles: dict[str, str] = {}
    for group in navigation(person, of_year, areas(), request.path):
        for link in group.links:
            if "#" not in link.url:
                titles.setdefault(link.url, link.title)
    titles.pop(reverse("desk:help"), None)
    if person.can(Permission.MANAGE_PEOPLE):
        titles.setdefault(reverse("desk:people"), _("People"))
    yield from (Place(title, url) for url, title in titles.items())
    yield Place(_("Help"), reverse("desk:help"), _HELP_WORDS)
    yield Place(_("Allocation keys"), reverse("desk:allocation-keys"), _KEY_WORDS)


def _lines(year: int, person: Person) -> list[Place]:
    places = remember("search-lines", year, make=lambda: list(_lines_of(year)))
    own_ids = limit_of_sight(person)
    return [place for limit, place in places if concerns_any(limit, own_ids)]


def _lines_of(year: int) -> Iterator[tuple[Limit, Place]]:
    """Each line under its name, with whom it concerns; found by all its topics and own words."""
    for clause in lines_of([year])[year]:
        labels = [label(duty.topic) for duty in clause.duties if duty.topic]
        url = reverse("agreement:work", args=[year, clause.number])
        words = " ".join([clause.name, *labels, clause.text])
        yield clause.limit, Place(f"{clause.number} {clause.name}", url, words, clause.text)


def _guides() -> Iterator[Place]:
    for guide in guides().values():
        url = reverse("desk:guide", args=[guide.slug])
        yield Place(guide.title, url, guide.opening)
        for part in guide.parts:
            yield Place(f"{guide.title}: {part.title}", f"{url}#{part.anchor}", part.text)


def _best(text: str, candidates: Iterable[Place]) -> list[Place]:
    numbers = frozenset(numbers_of(text))
    words = [word for word in words_of(text) if not word.isdigit()]
    if numbers:
        words = [word for word in words if word not in _LINE_WORDS]
    if not words and not numbers:
        return []
    ranked = []
    for place in candidates:
        rank = _rank(words, numbers, place)
        if rank:
            # Of equals the plainer name first: Asiakaspalaute before what is beside it.
            ranked.append(((-rank, len(_terms(place.title).words)), place))
    return [place for _order, place in sorted(ranked, key=lambda pair: pair[0])[:MOST]]


def _rank(words: list[str], numbers: frozenset[str], place: Place) -> int:
    """How well a place fits: 0 not at all, 1 by its text, from 2 on by its name."""
    in_name, in_text = _terms(place.title), _terms(f"{place.title}\n{place.words}")
    if not numbers <= in_name.numbers:
        return 0
    in_order = [in_name.rank(word) for word in words]
    if all(in_order):
        return min(in_order, default=2)
    return int(all(in_text.has(word) for word in words))


@dataclass(frozen=True, slots=True)
class _Terms:
    words: frozenset[str]
    stems: frozenset[str]
    numbers: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether the word stands there in some form, or begins a word there."""
        if word in self.words or stems(word) & self.stems:
            return True
        begins = len(word) >= _SHORTEST_BEGINNING
        return begins and any(term.startswith(word) for term in self.words)

    def rank(self, word: str) -> int:
        """How well a name fits a word: 0 not at all, 2 has it in some form, 3 as it is or as the
        last part of a compound (asiakaspalaute), 4 is that word alone.
        """
        ends = len(word) >= _SHORTEST_END and any(term.endswith(word) for term in self.words)
        if ends or word in self.words:
            return 4 if len(self.words) == 1 else 3
        return 2 if self.has(word) else 0


@lru_cache(maxsize=2000)
def _terms(text: str) -> _Terms:
    words = frozenset(words_of(text))
    stemmed = frozenset(stem for word in words for stem in stems(word))
    return _Terms(words, stemmed, frozenset(numbers_of(text)))
