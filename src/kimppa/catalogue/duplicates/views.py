"""Duplicates: the groups, why they are ones, which record is best kept, what a merge would hold."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue import queries as catalogue
from kimppa.catalogue.duplicates import actions, queries
from kimppa.catalogue.duplicates.groups import DOUBTFUL, SURE, DuplicateGroup, Member
from kimppa.catalogue.models import Check
from kimppa.catalogue.models.duplicates import Pair
from kimppa.catalogue.pages import BRANCH, current_or_404, findings_or_404, plain_text, scope
from kimppa.catalogue.queries import Scope
from kimppa.catalogue.records import Findings, Row
from kimppa.core.consortium.roles import Permission
from kimppa.jobs.queries import workers
from kimppa.marc.pairing.facts import facts
from kimppa.marc.pairing.groups import TIE
from kimppa.marc.pairing.merge import Change, preview
from kimppa.marc.pairing.messages import tell
from kimppa.marc.pairing.score import score
from kimppa.marc.record import Record
from kimppa.ui import pages as ui
from kimppa.ui.cells import Column
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import language
from kimppa.ui.pages.press import attempt
from kimppa.ui.sent import whole_number
from kimppa.ui.tables import ChoiceFilter, Table

LIMIT = 100  # pairs on a page
_MARKS = {SURE: "info", DOUBTFUL: "waiting"}
_REASONS = {"veto": "late", "doubt": "waiting"}  # evidence is done


@require_GET
@needs(Permission.VIEW)
def duplicates(request: HttpRequest) -> HttpResponse:
    open_to, check = scope(request), current_or_404()
    search = queries.search_of(check)
    groups = queries.groups_of(check, open_to) if search and search.found_at else []
    table = _table(request, check, groups, open_to)
    if export := table.response():
        return export
    run = search.run if search else None
    moving = search is not None and search.moving
    context = {
        "check": check,
        "search": search,
        "groups": groups,
        "table": table,
        "manages": open_to.manages,
        "sees_all": open_to.sees_all_figures,
        "moving": moving,
        "may_stop": moving and run is not None and not run.stop_asked,
        "nobody": moving and not workers(),
        "run": run,
    }
    return render(request, "catalogue/duplicates/duplicates.html", context)


def _table(
    request: HttpRequest, check: Check, groups: list[DuplicateGroup], open_to: Scope
) -> Table:
    by_pair = queries.verdicts_of(groups)

    def state(group: DuplicateGroup) -> str:
        verdicts = [by_pair[pair].same for pair in group.pairs if pair in by_pair]
        return "" if not verdicts else "same" if all(verdicts) else "different"

    return Table(
        request,
        caption=_("Groups of duplicates"),
        rows=groups,
        columns=_columns(check, open_to, state),
        filters=_filters(open_to, state),
        search=("title",),
        row_mark=lambda _group: None,
    )


def _words() -> dict[str, str]:
    return {SURE: _("Duplicates"), DOUBTFUL: _("Look at these")}


def _columns(check: Check, open_to: Scope, state: Callable[[DuplicateGroup], str]) -> list[Column]:
    words = _words()
    labels = {"": "", "same": _("The same"), "different": _("Not the same")}

    def url(group: DuplicateGroup) -> str:
        return reverse("catalogue:duplicate", args=[check.pk, group.number])

    def numbers(group: DuplicateGroup) -> str:
        return ", ".join(member.name for member in group.members)

    def branches(group: DuplicateGroup) -> str:
        return open_to.codes.names(code for member in group.members for code in member.owners)

    def kind(group: DuplicateGroup) -> tuple[str, str]:
        return _MARKS[group.kind], words[group.kind]

    return [
        Column("title", _("Record"), value=lambda group: group.title or _("(no title)"), url=url),
        Column("kind", _("How sure"), kind="status", value=kind),
        Column("records", _("Records"), kind="integer", value=lambda group: len(group.members)),
        Column("points", _("Points"), kind="integer"),
        Column("numbers", _("Control number"), value=numbers),
        Column("branches", _("Branches"), value=branches),
        Column("said", _("Said of it"), value=lambda group: labels[state(group)]),
    ]


def _filters(open_to: Scope, state: Callable[[DuplicateGroup], str]) -> list[ChoiceFilter]:
    def is_in_branch(group: DuplicateGroup, code: str) -> bool:
        branch = open_to.branch(code)
        own_codes = set(open_to.codes.of({branch.pk})) if branch else set()
        return any(own_codes & set(member.owners) for member in group.members)

    def has_judgement(group: DuplicateGroup, choice: str) -> bool:
        return bool(state(group)) == (choice == "katsotut")

    choices = [("avoimet", _("Nothing yet")), ("katsotut", _("Judged"))]
    return [
        ChoiceFilter("laji", _("How sure"), list(_words().items()), field="kind"),
        ChoiceFilter(
            BRANCH,
            _("Branch"),
            [(branch.code, branch.name) for branch in open_to.branches],
            test=is_in_branch,
        ),
        ChoiceFilter("tila", _("Said of it"), choices, test=has_judgement),
    ]


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def search(request: HttpRequest) -> HttpResponse:
    check = current_or_404()
    return attempt(
        request,
        lambda: actions.start(by=person_of(request), check=check),
        back=reverse("catalogue:duplicates"),
        message=_("Duplicates are searched for in the background."),
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def stop(request: HttpRequest) -> HttpResponse:
    search = queries.search_of(current_or_404())
    return attempt(
        request,
        lambda: search and actions.stop(by=person_of(request), search=search),
        back=reverse("catalogue:duplicates"),
        message=_("The search is being stopped."),
    )


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """A group with its records read; one that cannot be read is not in `rows`."""

    check: Check
    duplicate_group: DuplicateGroup
    rows: dict[int, Row]


def _group_or_404(request: HttpRequest, check_pk: int, group_number: int) -> OpenGroup:
    """The group, if one of its records is open to whoever asks; else it is not there."""
    check = catalogue.check_by(check_pk)
    groups = queries.groups_of(check, scope(request), group_number) if check else []
    if check is None or not groups:
        raise Http404
    findings: Findings = findings_or_404(check)
    finding_by_rec = {member.rec: findings.row(member.rec) for member in groups[0].members}
    return OpenGroup(
        check,
        groups[0],
        {rec: finding for rec, finding in finding_by_rec.items() if finding and finding.record},
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two records of a group, what speaks for and against, and what people have said."""

    a: Member
    b: Member
    points: int
    told: list[tuple[str, str]]
    said: Pair | None


@require_GET
@needs(Permission.VIEW)
def duplicate(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """One group: its records, why they are one, and which is best kept."""
    opened, open_to = _group_or_404(request, pk, group), scope(request)
    duplicate_group = opened.duplicate_group
    context: dict[str, Any] = {
        "check": opened.check,
        "duplicate_group": duplicate_group,
        "sure": duplicate_group.kind == SURE,
        "why": _reason(duplicate_group),
        "tie": duplicate_group.reason == TIE,
        "members": [
            {
                "one": member,
                "row": opened.rows.get(member.rec),
                "opens": open_to.opens(member.owners),
                "branches": open_to.codes.names(member.owners),
            }
            for member in duplicate_group.members
        ],
        "pairs": _evidence(opened),
        "manages": open_to.manages,
    }
    return render(request, "catalogue/duplicates/duplicate.html", context)


def _reason(group: DuplicateGroup) -> str:
    return tell("survivor", group.reason, language(), group.value)


def _evidence(opened: OpenGroup) -> list[Evidence]:
    members, by_pair = opened.duplicate_group.members, queries.verdicts_of([opened.duplicate_group])
    facts_by_rec = {
        rec: facts(finding.record) for rec, finding in opened.rows.items() if finding.record
    }
    work_entries = []
    for index, member in enumerate(members):
        for twin in members[index + 1 :]:
            if member.rec in facts_by_rec and twin.rec in facts_by_rec:
                compared = score(facts_by_rec[member.rec], facts_by_rec[twin.rec])
                reasons = [
                    (_REASONS.get(reason.group, "done"), reason.told(language()))
                    for reason in compared.reasons
                ]
                key = (min(member.number, twin.number), max(member.number, twin.number))
                work_entries.append(
                    Evidence(member, twin, compared.points, reasons, by_pair.get(key))
                )
    return work_entries


@require_GET
@needs(Permission.VIEW)
def merge(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """What a merged record would hold, field by field; nothing is merged here."""
    opened = _group_or_404(request, pk, group)
    readable = [member for member in opened.duplicate_group.members if member.rec in opened.rows]
    if len(readable) < 2:
        raise Http404
    number = request.GET.get("pidetaan", "")
    main = next((member for member in readable if str(member.rec) == number), readable[0])
    survivor = opened.rows[main.rec].record
    assert survivor is not None
    other_members = [member for member in readable if member is not main]
    context = {
        "check": opened.check,
        "duplicate_group": opened.duplicate_group,
        "kept": main,
        "members": readable,
        "suggested": main is opened.duplicate_group.members[0],
        "why": tell(
            "survivor", opened.duplicate_group.reason, language(), opened.duplicate_group.value
        ),
        "parts": [_merge_part(survivor, opened, member) for member in other_members],
    }
    return render(request, "catalogue/duplicates/merge.html", context)


def _merge_part(survivor: Record, opened: OpenGroup, member: Member) -> dict[str, Any]:
    """What comes of each field when a member is merged into the survivor."""
    words = {
        Change.KEPT: ("done", _("Stays")),
        Change.ADDED: ("info", _("Comes along")),
        Change.DIFFERS: ("waiting", _("Differs")),
    }
    record = opened.rows[member.rec].record
    assert record is not None  # else it would not be among the readable ones
    lines = [
        {"mark": words[line.change], "tag": line.tag, "kept": line.kept, "other": line.other}
        for line in preview(survivor, record)
    ]
    return {"member": member, "lines": lines}


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def judge(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    opened = _group_or_404(request, pk, group)
    pair = tuple(sorted((request.POST.get("a", ""), request.POST.get("b", ""))))
    answer = request.POST.get("same", "")
    if answer not in {"yes", "no"}:
        raise Http404
    if pair not in opened.duplicate_group.pairs:
        text = _("The groups have been searched anew in the meantime. Look again.")
        messages.warning(request, text)
        return redirect("catalogue:duplicates")
    return attempt(
        request,
        partial(
            actions.judge, by=person_of(request), numbers=(pair[0], pair[1]), same=answer == "yes",
            note=request.POST.get("note", ""), example=opened.check.example,
        ),
        back=reverse("catalogue:duplicate", args=[pk, group]),
        message=_("Written down. Every later search obeys it."),
    )  # fmt: skip


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    pair = Pair.objects.filter(pk=pk).first()
    if pair is not None:  # else somebody has taken it back already
        ui.press(request, partial(actions.take_back, by=person_of(request), pair=pair))
    back = reverse("catalogue:pairs" if request.POST.get("all") else "catalogue:duplicates")
    check, group = (whole_number(request.POST.get(name, "")) for name in ("check", "group"))
    if check is not None and group is not None:
        back = reverse("catalogue:duplicate", args=[check, group])
    return redirect(back)


@require_GET
@needs(Permission.MANAGE_CATALOGUE)
def pairs(request: HttpRequest) -> HttpResponse:
    """The newest, or those with a number that is asked for."""
    text = request.GET.get("haku", "").strip()
    pairs = queries.pairs_with(text)
    context = {"pairs": pairs[:LIMIT], "count": pairs.count(), "shown": LIMIT, "asked": text}
    return render(request, "catalogue/duplicates/pairs.html", context)


@require_GET
@needs(Permission.MANAGE_CATALOGUE)
def pairs_file(request: HttpRequest) -> HttpResponse:
    return plain_text(actions.verdict_lines(queries.pairs_with("")), "kaksoistietueet-sanottu.txt")
