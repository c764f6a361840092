"""One record with its faults marked, in the words of whoever reads it."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue import queries, verdicts
from kimppa.catalogue.forms import VerdictForm
from kimppa.catalogue.models import Check, Rule, Verdict
from kimppa.catalogue.pages import findings_or_404, links_of, scope
from kimppa.catalogue.queries import Scope
from kimppa.catalogue.records import Findings, Row, Spot, kind_of
from kimppa.catalogue.severity import ALL, Severity
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.marc.definition import Definition, Pair, describe, explain, load
from kimppa.marc.finna.dedup import dedup_facts, dedup_keys
from kimppa.marc.finna.format import finna_format, is_free_online, is_online
from kimppa.marc.record import Field, Record
from kimppa.ui import pages as ui
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import language
from kimppa.ui.pages.press import attempt

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
    code: str
    label: str
    value: str
    faulty: bool


@dataclass(slots=True)
class Line:
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
    check, findings, finding = _open(request, pk, rec)
    faults = _faults(check, findings, finding, request.GET.get("vika", ""))
    context: dict[str, Any] = {
        "check": check,
        "row": finding,
        "lines": _lines(finding.record, faults, findings.checked.systems) if finding.record else [],
        "whole": [
            fault
            for fault in faults
            if finding.record is None or not _has_field(fault, finding.record)
        ],
        "faults": faults,
        "finna": _finna(finding.record) if finding.record else [],
        "looked_at": next((fault for fault in faults if fault.looked_at), None),
        "lists": _lists(scope(request), check, finding),
        "links": links_of(finding.number, finding.source),
        "branches": scope(request).codes.names(finding.codes),
        "manages": scope(request).manages,
        "kinds": Verdict.Kind.choices,
    }
    return render(request, "catalogue/record.html", context)


def _open(request: HttpRequest, pk: int, rec: int) -> tuple[Check, Findings, Row]:
    """The record, if its branches are open to whoever asks; else it is not there."""
    check = queries.check_by(pk)
    if check is None:
        raise Http404
    findings = findings_or_404(check)
    finding = findings.row(rec)
    if finding is None or not scope(request).opens(finding.codes):
        raise Http404
    return check, findings, finding


def _lists(open_to: Scope, check: Check, finding: Row) -> list[Branch]:
    """The branches on whose lists the record stands now; those of an earlier export are gone."""
    if check != queries.current_check():
        return []
    homes = {open_to.codes.branch(code) for code in finding.codes}
    return [branch for branch in open_to.branches if branch in homes]


def _faults(check: Check, findings: Findings, finding: Row, slug: str) -> list[Fault]:
    rules = {count.number: count.rule for count in check.counts.select_related("rule")}
    verdicts = {
        (verdict.rule_id, verdict.fno, verdict.at): verdict
        for verdict in Verdict.objects.filter(seen_in=check, rec=finding.rec)
    }
    faults = [
        Fault(
            rule,
            ALL[rule.severity],
            spot,
            spot.told(finding.record, language()) or rule.text,
            verdicts.get((rule.pk, spot.fno, spot.at)),
            rule.slug == slug,
        )
        for number, spot in findings.of_record(finding.rec)
        if (rule := rules.get(number)) is not None
    ]
    return sorted(faults, key=lambda fault: (not fault.looked_at, fault.degree.key, fault.spot.fno))


def _finna(record: Record) -> list[tuple[str, list[str]]]:
    """What Finna makes of the record: its format, whether it is online, what it is joined by."""
    if kind_of(record) != "bib":
        return []
    keys = dedup_keys(record)
    if is_free_online(record):
        online = _("Yes, freely")
    else:
        online = _("Yes, to those who have a licence") if is_online(record) else _("No")
    return [
        (_("Format, by Finna's name"), [finna_format(record)]),
        (_("Available online"), [online]),
        (
            _("Joined with records of the same format that share one of these numbers"),
            [*sorted(keys.isbns), *sorted(keys.ids)],
        ),
        (_("Else joined by title and author"), [keys.title] if keys.title else []),
        (_("But not by title where these differ"), _compared(record)),
    ]


def _compared(record: Record) -> list[str]:
    """What Finna compares of two records that share a title but no number."""
    facts = dedup_facts(record)
    series = " ; ".join(part for part in (facts.series_issn, facts.series_number) if part)
    labelled_texts = (
        (_("ISSN"), ", ".join(facts.issns)),
        (_("ISSN and number of the series, also when only one record has them"), series or "–"),
        (_("Year"), facts.year),
        (_("Pages or other extent, by more than ten"), facts.pages),
    )
    return [f"{name}: {text}" for name, text in labelled_texts if text]


def _has_field(fault: Fault, record: Record) -> bool:
    return fault.spot.in_leader or fault.spot.field(record) is not None


def _lines(record: Record, faults: list[Fault], systems: tuple[str, ...]) -> list[Line]:
    """The record with the names of the format, and of the fields of its library system."""
    definition = load(kind_of(record), ("fi", *systems))
    of_leader = [fault for fault in faults if fault.spot.in_leader]
    lines = [_line(definition, record, Field("LDR", record.leader), of_leader)]
    by_field: dict[int, list[Fault]] = {}
    for fault in faults:
        by_field.setdefault(fault.spot.fno, []).append(fault)
    for fno, marc_field in enumerate(record.fields):
        lines.append(_line(definition, record, marc_field, by_field.get(fno, [])))
    return lines


def _line(definition: Definition, record: Record, marc_field: Field, faults: list[Fault]) -> Line:
    codes = "".join(subfield.code for subfield in marc_field.subfields)
    labels = explain(definition, marc_field.tag, marc_field.indicators, codes, language())
    faulty = {fault.spot.sno for fault in faults}
    pairs = (
        describe(definition, marc_field.tag, marc_field.value, record.leader, language())
        if marc_field.tag in _FIXED
        else []
    )
    return Line(
        tag=marc_field.tag,
        indicators=""
        if marc_field.control or marc_field.tag == "LDR"
        else marc_field.indicators.replace(" ", "#"),
        label=labels.field,
        told=tuple(
            word
            for word, indicator in zip(labels.indicators, marc_field.indicators, strict=True)
            if word and indicator != " "
        ),
        value=marc_field.value,
        parts=[
            Part(subfield.code, label, subfield.value, sno in faulty)
            for sno, (subfield, label) in enumerate(
                zip(marc_field.subfields, labels.subfields, strict=True)
            )
        ],
        pairs=pairs,
        faults=faults,
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def judge(request: HttpRequest, pk: int, rec: int) -> HttpResponse:
    check, findings, record = _open(request, pk, rec)
    rule, spot = _posted_finding(request, check, findings, rec)
    back = reverse("catalogue:record", args=[pk, rec]) + f"?vika={rule.slug}"
    form = VerdictForm(request.POST)
    if not form.is_valid():
        problem = ValidationError(_("Choose what is said of the finding."))

        def refuse() -> None:
            raise problem

        return attempt(request, refuse, back=back, message="")
    finding = Row(
        spot,
        record.offset,
        record.length,
        record.number,
        record.source,
        record.title,
        record.codes,
        record.record,
    )
    return attempt(
        request,
        lambda: verdicts.judge(
            by=person_of(request),
            check=check,
            rule=rule,
            finding=finding,
            kind=form.cleaned_data["kind"],
            note=form.cleaned_data["note"],
        ),
        back=back,
        message=_("Written down. The finding is remembered in later exports too."),
    )


def _posted_finding(
    request: HttpRequest, check: Check, findings: Findings, rec: int
) -> tuple[Rule, Spot]:
    """The finding that a form is about; 404 when the record has no such finding."""
    rules = {count.number: count.rule for count in check.counts.select_related("rule")}
    key = tuple(request.POST.get(name, "") for name in ("rule", "fno", "at"))
    for number, spot in findings.of_record(rec):
        rule = rules.get(number)
        if rule and (rule.slug, str(spot.fno), str(spot.at)) == key:
            return rule, spot
    raise Http404


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    verdict = Verdict.objects.select_related("rule").filter(pk=pk).first()
    if verdict is None:
        raise Http404
    back = verdict.rule.get_absolute_url()
    if verdict.seen_in_id and verdict.rec is not None:
        back = reverse("catalogue:record", args=[verdict.seen_in_id, verdict.rec])
        back += f"?vika={verdict.rule.slug}"
    ui.press(request, partial(verdicts.take_back, by=person_of(request), verdict=verdict))
    return redirect(back)
