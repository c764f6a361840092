"""One record with its faults marked, in the words of whoever reads it."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue import queries
from kimppa.catalogue.actions import verdicts
from kimppa.catalogue.forms import VerdictForm
from kimppa.catalogue.models import Check, Rule, Verdict
from kimppa.catalogue.pages import findings_or_404, links_of, scope
from kimppa.catalogue.queries import Scope
from kimppa.catalogue.records import Findings, Row, Spot, kind_of
from kimppa.catalogue.severity import ALL, Severity
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.marc.definition import Pair, describe, explain, load
from kimppa.marc.finna.dedup import dedup_keys
from kimppa.marc.finna.format import finna_format
from kimppa.marc.finna.online import is_free_online, is_online
from kimppa.marc.record import Field, Record
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import language
from kimppa.ui.sent import attempt

_FIXED = ("LDR", "006", "007", "008")


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding of the record: what is wrong, where, and what has been said of it."""

    rule: Rule
    degree: Severity
    spot: Spot
    told: str
    verdict: Verdict | None
    looked_at: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A subfield as it is shown."""

    code: str
    label: str
    value: str
    faulty: bool


@dataclass(slots=True)
class Line:
    """A field as it is shown."""

    tag: str
    indicators: str
    label: str
    told: tuple[str, ...]
    value: str
    parts: list[Part]
    pairs: list[Pair]
    faults: list[Fault] = field(default_factory=list)


@require_GET
@needs(Permission.VIEW)
def record(request: HttpRequest, pk: int, rec: int) -> HttpResponse:
    """The record as the export has it."""
    check, found, row = _open(request, pk, rec)
    faults = _faults(check, found, row, request.GET.get("vika", ""))
    context: dict[str, Any] = {
        "check": check,
        "row": row,
        "lines": _lines(row.record, faults) if row.record else [],
        "whole": [one for one in faults if row.record is None or not _placed(one, row.record)],
        "faults": faults,
        "finna": _finna(row.record) if row.record else [],
        "looked_at": next((one for one in faults if one.looked_at), None),
        "lists": _lists(scope(request), check, row),
        "links": links_of(row.number, row.source),
        "branches": scope(request).codes.names(row.codes),
        "manages": scope(request).manages,
        "kinds": Verdict.Kind.choices,
    }
    return render(request, "catalogue/record.html", context)


def _open(request: HttpRequest, pk: int, rec: int) -> tuple[Check, Findings, Row]:
    """The record, if its branches are open to whoever asks; else it is not there."""
    check = queries.check_by(pk)
    if check is None:
        raise Http404
    found = findings_or_404(check)
    row = found.row(rec)
    if row is None or not scope(request).opens(row.codes):
        raise Http404
    return check, found, row


def _lists(open_to: Scope, check: Check, row: Row) -> list[Branch]:
    """The branches on whose lists the record stands now; those of an earlier export are gone."""
    if check != queries.current():
        return []
    homes = {open_to.codes.branch(code) for code in row.codes}
    return [one for one in open_to.branches if one in homes]


def _faults(check: Check, found: Findings, row: Row, asked: str) -> list[Fault]:
    rules = {one.number: one.rule for one in check.counts.select_related("rule")}
    said = {
        (one.rule_id, one.fno, one.at): one
        for one in Verdict.objects.filter(seen_in=check, rec=row.rec)
    }
    faults = [
        Fault(
            rule,
            ALL[rule.severity],
            spot,
            spot.told(row.record, language()) or rule.text,
            said.get((rule.pk, spot.fno, spot.at)),
            rule.slug == asked,
        )
        for number, spot in found.of_record(row.rec)
        if (rule := rules.get(number)) is not None
    ]
    return sorted(faults, key=lambda one: (not one.looked_at, one.degree.key, one.spot.fno))


def _finna(shown: Record) -> list[tuple[str, list[str]]]:
    """What Finna makes of the record: its format, whether it is online, what it is joined by."""
    if kind_of(shown) != "bib":
        return []
    keys = dedup_keys(shown)
    if is_free_online(shown):
        online = _("Yes, freely")
    else:
        online = _("Yes, to those who have a licence") if is_online(shown) else _("No")
    shared = [*sorted(keys.isbns), *sorted(keys.ids), keys.title]
    return [
        (_("Format, by Finna's name"), [finna_format(shown)]),
        (_("Available online"), [online]),
        (_("Joined with records that share one of these"), [one for one in shared if one]),
    ]


def _placed(fault: Fault, shown: Record) -> bool:
    return fault.spot.in_leader or fault.spot.field(shown) is not None


def _lines(shown: Record, faults: list[Fault]) -> list[Line]:
    of_leader = [one for one in faults if one.spot.in_leader]
    lines = [_line(shown, Field("LDR", shown.leader), of_leader)]
    by_field: dict[int, list[Fault]] = {}
    for one in faults:
        by_field.setdefault(one.spot.fno, []).append(one)
    for fno, given in enumerate(shown.fields):
        lines.append(_line(shown, given, by_field.get(fno, [])))
    return lines


def _line(shown: Record, given: Field, faults: list[Fault]) -> Line:
    definition = load(kind_of(shown))
    codes = "".join(one.code for one in given.subfields)
    told = explain(definition, given.tag, given.indicators, codes, language())
    faulty = {one.spot.sno for one in faults}
    pairs = (
        describe(definition, given.tag, given.value, shown.leader, language())
        if given.tag in _FIXED
        else []
    )
    return Line(
        tag=given.tag,
        indicators=""
        if given.control or given.tag == "LDR"
        else given.indicators.replace(" ", "#"),
        label=told.field,
        told=tuple(
            one
            for one, value in zip(told.indicators, given.indicators, strict=True)
            if one and value != " "
        ),
        value=given.value,
        parts=[
            Part(one.code, label, one.value, sno in faulty)
            for sno, (one, label) in enumerate(zip(given.subfields, told.subfields, strict=True))
        ],
        pairs=pairs,
        faults=faults,
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def judge(request: HttpRequest, pk: int, rec: int) -> HttpResponse:
    """Say that a finding may stay, or is a false alarm."""
    check, found, row = _open(request, pk, rec)
    rule, spot = _asked(request, check, found, rec)
    back = reverse("catalogue:record", args=[pk, rec]) + f"?vika={rule.slug}"
    form = VerdictForm(request.POST)
    if not form.is_valid():
        problem = ValidationError(_("Choose what is said of the finding."))

        def refuse() -> None:
            raise problem

        return attempt(request, refuse, back=back, message="")
    seen = Row(
        spot,
        row.offset,
        row.length,
        row.number,
        row.source,
        row.title,
        row.codes,
        row.record,
    )
    return attempt(
        request,
        lambda: verdicts.judge(
            by=person_of(request),
            check=check,
            rule=rule,
            row=seen,
            kind=form.cleaned_data["kind"],
            note=form.cleaned_data["note"],
        ),
        back=back,
        message=_("Written down. The finding is remembered in later exports too."),
    )


def _asked(request: HttpRequest, check: Check, found: Findings, rec: int) -> tuple[Rule, Spot]:
    """The finding that a form is about; 404 when the record has no such finding."""
    rules = {one.number: one.rule for one in check.counts.select_related("rule")}
    asked = tuple(request.POST.get(name, "") for name in ("rule", "fno", "at"))
    for number, spot in found.of_record(rec):
        rule = rules.get(number)
        if rule and (rule.slug, str(spot.fno), str(spot.at)) == asked:
            return rule, spot
    raise Http404


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The finding stands again."""
    verdict = Verdict.objects.select_related("rule").filter(pk=pk).first()
    if verdict is None:
        raise Http404
    back = verdict.rule.get_absolute_url()
    if verdict.seen_in_id and verdict.rec is not None:
        back = reverse("catalogue:record", args=[verdict.seen_in_id, verdict.rec])
        back += f"?vika={verdict.rule.slug}"
    verdicts.take_back(by=person_of(request), verdict=verdict)
    return redirect(back)
