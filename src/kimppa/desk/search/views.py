"""The search of the desk and its rooms."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.search.queries import PAGE, Answer, Narrowing, find
from kimppa.core.search.sources import sources
from kimppa.desk.search.places import places
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import choices

SHORTEST = 2
LONGEST = 100
YEARS = range(1900, 2200)


@needs(Permission.VIEW)
def search(request: HttpRequest) -> HttpResponse:
    """What the words stand in and the reader may see: the best of each kind, or one kind whole."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    town = _municipality(request)
    narrowing = Narrowing(
        kind=kind if (kind := request.GET.get("kind", "")) in sources() else "",
        year=_number(request, "year") if _number(request, "year") in YEARS else None,
        place=town.pk if town else None,
    )
    is_short = 0 < len(words) < SHORTEST
    answer, shortcuts = None, []
    if words and not is_short:
        answer = find(words, person_of(request), narrowing, page=_number(request, "page"))
        shortcuts = places(request, words) if narrowing == Narrowing() else []
    context = _context(answer, narrowing) | {
        "shortcuts": shortcuts,
        "count": (answer.count if answer else 0) + sum(len(group.hits) for group in shortcuts),
        "words": words,
        "short": _("Write at least two letters.") if is_short else "",
        "narrowing": narrowing,
        "narrowed": narrowing != Narrowing(),
        "place": town,
        "places": choices(request).municipalities,
    }
    return render(request, "desk/search/search.html", context)


def _context(answer: Answer | None, narrowing: Narrowing) -> dict[str, Any]:
    if answer is None:
        return {"answer": None}
    pages = Paginator(range(answer.count if narrowing.kind else 1), PAGE)
    years = [year for year, _count in answer.years]
    if narrowing.year is not None and narrowing.year not in years:
        years.append(narrowing.year)
    return {"answer": answer, "page": pages.page(answer.page), "years": years}


def _number(request: HttpRequest, name: str) -> int:
    digits = request.GET.get(name, "")
    return int(digits) if digits.isdecimal() and len(digits) < 9 else 0


def _municipality(request: HttpRequest) -> Municipality | None:
    code = request.GET.get("place", "")
    return next((town for town in choices(request).municipalities if town.code == code), None)
