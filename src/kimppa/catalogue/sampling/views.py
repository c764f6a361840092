"""A rule's findings by lot: looked at one by one, so that libraries know what they decide on."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.catalogue.models import Check, Rule
from kimppa.catalogue.models.sampling import Drawn
from kimppa.catalogue.pages import BRANCH, current_or_404, findings_or_404, rule_or_404, scope
from kimppa.catalogue.queries import count_of
from kimppa.catalogue.records import Row, Selection
from kimppa.catalogue.sampling import actions, queries
from kimppa.catalogue.sampling.queries import Precision
from kimppa.catalogue.severity import ALL
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import language
from kimppa.ui.pages.press import attempt
from kimppa.ui.sent import REFUSED
from kimppa.ui.undo import done


@dataclass(frozen=True, slots=True)
class SampleRow:
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
    drawn_findings = queries.findings_of_sample(check, rule)
    branches = queries.open_places(drawn_findings, open_to)
    branch = _selected(request, branches)
    findings = _findings_of_branch(drawn_findings, branch) if branches else []
    error, refused = "", 0
    if request.method == "POST":
        finding = next(
            (finding for finding in findings if str(finding.pk) == request.POST.get("drawn")), None
        )
        if finding is None:
            raise Http404
        try:
            _judge_as_posted(request, finding)
        except ValidationError as why:
            error, refused = " ".join(why.messages), finding.pk
        else:
            done(request, _("What you said is kept."))
            return redirect(f"{request.get_full_path()}{_next_anchor(findings, finding)}")
    context = {
        "rule": rule,
        "degree": ALL[rule.severity],
        "check": check,
        "manages": open_to.manages,
        "works": branch is None or open_to.may_tick(branch),
        "branch": branch,
        "places": _branch_samples(drawn_findings, branches, branch),
        "rows": _sample_rows(check, rule, findings),
        "earlier": [sample for sample in queries.samples_of(rule) if sample.check != check],
        "whole": queries.precision_of(drawn_findings),
        "sizes": actions.SIZES,
        "error": error,
        "refused": refused,
    }
    status = REFUSED if error else 200
    return render(request, "catalogue/sampling/sample.html", context, status=status)


def _findings_of_branch(drawn_findings: list[Drawn], branch: Branch | None) -> list[Drawn]:
    return [finding for finding in drawn_findings if finding.branch == branch]


def _next_anchor(findings: list[Drawn], current_finding: Drawn) -> str:
    """The anchor of the next finding that nobody has looked at; else of the one just looked at."""
    index = findings.index(current_finding)
    other_findings = [*findings[index + 1 :], *findings[:index]]
    unjudged = (finding for finding in other_findings if not finding.verdict)
    target = next(unjudged, current_finding) if current_finding.verdict else current_finding
    return f"#drawn-{target.pk}"


def _judge_as_posted(request: HttpRequest, finding: Drawn) -> None:
    values: dict[str, Any] = {name: request.POST.get(name, "") for name in ("verdict", "note")}
    actions.judge(by=person_of(request), finding=finding, **values)


def _selected(request: HttpRequest, branches: list[Branch | None]) -> Branch | None:
    """The branch that is asked for, else the first one."""
    code = request.GET.get(BRANCH, "")
    matches = (branch for branch in branches if branch is not None and branch.code == code)
    return next(matches, branches[0] if branches else None)


def _branch_samples(
    drawn_findings: list[Drawn], branches: list[Branch | None], current_branch: Branch | None
) -> list[Place]:
    shown_places = []
    for branch in branches:
        precision = queries.precision_of(_findings_of_branch(drawn_findings, branch))
        shown_places.append(Place(branch, precision, branch == current_branch))
    return shown_places


def _sample_rows(check: Check, rule: Rule, sample: list[Drawn]) -> list[SampleRow]:
    count = count_of(check, rule)
    keys = [(drawn_finding.rec, drawn_finding.fno, drawn_finding.at) for drawn_finding in sample]
    selection = Selection(count.number, only=keys) if count and keys else None
    findings = findings_or_404(check).rows(selection) if selection else ()
    row_by_key = {
        (drawn_finding.rec, drawn_finding.spot.fno, drawn_finding.spot.at): drawn_finding
        for drawn_finding in findings
    }
    return [
        _sample_row(
            drawn_finding, row_by_key.get((drawn_finding.rec, drawn_finding.fno, drawn_finding.at))
        )
        for drawn_finding in sample
    ]


def _sample_row(drawn_finding: Drawn, finding: Row | None) -> SampleRow:
    if finding is None or finding.control[:120] != drawn_finding.control:
        return SampleRow(drawn_finding, None, "", drawn_finding.place)
    return SampleRow(
        drawn_finding,
        finding,
        finding.told(language()),
        "" if finding.spot.problem else finding.place,
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    rule, check = rule_or_404(slug), current_or_404()
    text = request.POST.get("size", "")
    size = int(text) if text.isdecimal() and len(text) < 4 else 0
    return attempt(
        request,
        lambda: actions.draw(by=person_of(request), check=check, rule=rule, size=size),
        back=f"{rule.get_absolute_url()}sample/",
        message=_("A sample has been drawn for each branch."),
    )
