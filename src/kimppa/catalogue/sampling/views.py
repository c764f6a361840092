"""A rule's findings by lot: looked at one by one, so that libraries know what they decide on."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.catalogue.models import Check, Rule
from kimppa.catalogue.pages import (
    BRANCH,
    current_or_404,
    findings_or_404,
    rule_or_404,
    scope,
)
from kimppa.catalogue.queries import count_of
from kimppa.catalogue.records import Row, Wanted
from kimppa.catalogue.sampling import actions, queries
from kimppa.catalogue.sampling.models import Drawn
from kimppa.catalogue.sampling.precision import Precision
from kimppa.catalogue.severity import ALL
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import language
from kimppa.ui.sent import REFUSED, attempt
from kimppa.ui.undo import done


@dataclass(frozen=True, slots=True)
class Shown:
    """A drawn finding as the page has it; `row` is None when the check no longer finds it."""

    drawn: Drawn
    row: Row | None
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Place:
    """A branch with how far its sample has been looked at."""

    branch: Branch | None
    precision: Precision
    shown: bool


@needs(Permission.VIEW)
def sample(request: HttpRequest, slug: str) -> HttpResponse:
    """The sample of one branch; a POST says of one finding whether it is a fault."""
    rule, open_to, check = rule_or_404(slug), scope(request), current_or_404()
    rows = queries.drawn(check, rule)
    places = queries.open_places(rows, open_to)
    chosen = _chosen(request, places)
    mine = [one for one in rows if places and one.branch_id == (chosen.pk if chosen else None)]
    error, refused = "", 0
    if request.method == "POST":
        one = next((one for one in mine if str(one.pk) == request.POST.get("drawn")), None)
        if one is None:
            raise Http404
        try:
            _say(request, one)
        except ValidationError as why:
            error, refused = " ".join(why.messages), one.pk
        else:
            done(request, _("What you said is kept."))
            return redirect(f"{request.get_full_path()}{_next(mine, one)}")
    context = {
        "rule": rule,
        "degree": ALL[rule.severity],
        "check": check,
        "manages": open_to.manages,
        "works": chosen is None or open_to.may_tick(chosen),
        "branch": chosen,
        "places": _places(rows, places, chosen),
        "rows": _shown(check, rule, mine),
        "earlier": [one for one in queries.samples_of(rule) if one.check != check],
        "whole": queries.told(rows),
        "sizes": actions.SIZES,
        "error": error,
        "refused": refused,
    }
    status = REFUSED if error else 200
    return render(request, "catalogue/sampling/sample.html", context, status=status)


def _next(mine: list[Drawn], said: Drawn) -> str:
    """The anchor of the next finding that nobody has looked at; else of the one just looked at."""
    place = mine.index(said)
    waiting = (one for one in [*mine[place + 1 :], *mine[:place]] if not one.verdict)
    return f"#drawn-{(next(waiting, said) if said.verdict else said).pk}"


def _say(request: HttpRequest, one: Drawn) -> None:
    asked: dict[str, Any] = {name: request.POST.get(name, "") for name in ("verdict", "note")}
    actions.say(by=person_of(request), drawn=one, **asked)


def _chosen(request: HttpRequest, places: list[Branch | None]) -> Branch | None:
    """The branch that is asked for, else the first one."""
    asked = request.GET.get(BRANCH, "")
    named = (one for one in places if one is not None and one.code == asked)
    return next(named, places[0] if places else None)


def _places(rows: list[Drawn], places: list[Branch | None], chosen: Branch | None) -> list[Place]:
    found = []
    for branch in places:
        own = [one for one in rows if one.branch_id == (branch.pk if branch else None)]
        found.append(Place(branch, queries.told(own), branch == chosen))
    return found


def _shown(check: Check, rule: Rule, mine: list[Drawn]) -> list[Shown]:
    count = count_of(check, rule)
    keys = [(one.rec, one.fno, one.at) for one in mine]
    wanted = Wanted(count.number, only=keys) if count and keys else None
    rows = findings_or_404(check).rows(wanted) if wanted else ()
    by_key = {(row.rec, row.spot.fno, row.spot.at): row for row in rows}
    return [_told(one, by_key.get((one.rec, one.fno, one.at))) for one in mine]


def _told(one: Drawn, row: Row | None) -> Shown:
    if row is None or row.control[:120] != one.control:
        return Shown(one, None, "", one.place)
    return Shown(one, row, row.told(language()), "" if row.spot.problem else row.place)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw a sample, or make it larger."""
    rule, check = rule_or_404(slug), current_or_404()
    asked = request.POST.get("size", "")
    size = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    return attempt(
        request,
        lambda: actions.draw(by=person_of(request), check=check, rule=rule, size=size),
        back=f"{rule.get_absolute_url()}sample/",
        message=_("A sample has been drawn for each branch."),
    )
