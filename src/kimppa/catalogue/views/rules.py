"""A rule: what it means, how much of it there is and where, and its findings."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.catalogue import queries
from kimppa.catalogue.actions import settings as actions
from kimppa.catalogue.baseline import baselines
from kimppa.catalogue.forms import PracticeForm
from kimppa.catalogue.history.queries import exports_of
from kimppa.catalogue.history.storage import in_state
from kimppa.catalogue.messages import family
from kimppa.catalogue.models import Check, Rule, RuleCount, Verdict
from kimppa.catalogue.models.history import Life
from kimppa.catalogue.pages import (
    BRANCH,
    current_or_404,
    findings_or_404,
    numberless_words,
    part_of,
    plain_text,
    rule_or_404,
    scope,
)
from kimppa.catalogue.queries import Scope
from kimppa.catalogue.records import Findings, Rows, Selection
from kimppa.catalogue.sampling.queries import samples_of
from kimppa.catalogue.severity import ALL
from kimppa.catalogue.tables import DiskTable, record_url, row_columns
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.marc.results.messages import cited
from kimppa.marc.tables import tag_text
from kimppa.ui import pages as ui
from kimppa.ui.cells import Column
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import change, language, percent
from kimppa.ui.tables import ChoiceFilter

EXAMPLES = 5
SMALL = 0.1  # a share below this has decimals
OPEN, JUDGED = "avoimet", "kasitellyt"
_LIVING = [
    (state.value, state.label) for state in Life.State if state != Life.State.FIXED
]  # what has been fixed is not among the findings


@require_GET
@needs(Permission.VIEW)
def rule(request: HttpRequest, slug: str) -> HttpResponse:
    rule, open_to, checks = rule_or_404(slug), scope(request), queries.newest_series()
    check = checks[0] if checks else None
    counts = queries.rule_counts(rule, checks)
    count = counts.get(check.pk) if check else None
    context: dict[str, Any] = {
        "rule": rule,
        "cited": cited(rule.source, language()),
        "degree": ALL[rule.severity],
        "family": family(rule.family),
        "check": check,
        "count": count,
        "manages": open_to.manages,
        "sees_all": open_to.sees_all_figures,
        "sample": next(iter(samples_of(rule)), None),
    }
    if check:
        part = part_of(request, open_to)
        series = baselines(checks[::-1])[::-1]
        exports = [baseline.check for baseline in series if not baseline.part]
        context |= {
            "part": part,
            "scope": open_to,
            "years": exports_of(rule, exports, counts, part),
        }
    if check and count:
        context |= _figures(check, rule, count, open_to)
        if earlier_check := series[0].earlier:
            findings_before = counts[earlier_check.pk].findings if earlier_check.pk in counts else 0
            context["change"] = change(count.findings - findings_before)
    return render(request, "catalogue/rule.html", context)


def _share(records: int, all_records: int) -> str:
    """A share of all records; a small one with decimals, for none is not 0 %."""
    share = records / all_records if all_records else None
    return percent(share, 0 if share is None or share >= SMALL else 2)


def _figures(check: Check, rule: Rule, count: RuleCount, open_to: Scope) -> dict[str, Any]:
    place_counts = queries.places_of(count)
    counts = {place.branch_id: place for place in place_counts}
    findings = findings_or_404(check)
    selection = Selection(count.number, codes=open_to.own_codes)
    return {
        "share": _share(count.records, check.records),
        "branches": [
            {"branch": branch, "count": counts[branch.pk], "works": open_to.may_tick(branch)}
            for branch in open_to.branches
            if branch.pk in counts
        ],
        "unknown": [place for place in place_counts if place.code and open_to.manages],
        "examples": [
            {
                "row": finding,
                "text": finding.told(language()),
                "place": "" if finding.spot.problem else finding.place,
            }
            for finding in findings.rows(selection)[:EXAMPLES]
        ],
        "numberless": findings.numberless(selection),
        "places": _tags(findings, count.number)[:8],
        "judged": len(queries.judged(check, rule)),
        "record": record_url(check.pk, rule.slug),
    }


def _tags(source: Findings, number: int) -> list[tuple[int, str, int]]:
    """The tags where a rule's findings stand: number, tag, findings."""
    table = source.checked.places()
    counts: dict[int, int] = {}
    for finding in table.filter(table["rule"] == number).iter_rows(named=True):
        counts[finding["tag"]] = counts.get(finding["tag"], 0) + finding["findings"]
    tag_counts = [(tag, _tag(tag), findings) for tag, findings in counts.items()]
    return sorted(tag_counts, key=lambda row: (-row[2], row[1]))


def _tag(tag: int) -> str:
    return _("the whole record") if tag == 65535 else tag_text(tag)


@require_GET
@needs(Permission.VIEW)
def findings(request: HttpRequest, slug: str) -> HttpResponse:
    rule, open_to, check = rule_or_404(slug), scope(request), current_or_404()
    count = queries.count_of(check, rule)
    if count is None:
        return redirect(rule)
    table = _table(request, check, rule, count, open_to)
    if export := table.response():
        return export
    context = {"rule": rule, "check": check, "table": table, "degree": ALL[rule.severity]}
    return render(request, "catalogue/findings.html", context)


def _table(
    request: HttpRequest, check: Check, rule: Rule, count: RuleCount, open_to: Scope
) -> DiskTable:
    findings = findings_or_404(check)
    judgements = {_key(verdict): verdict for verdict in queries.judged(check, rule)}

    def find(choices: dict[str, str]) -> Rows:
        branch = open_to.branch(choices[BRANCH])
        codes = open_to.codes.of({branch.pk}) if branch else open_to.own_codes
        tag = int(choices["paikka"]) if choices["paikka"] else None
        judged_keys: list[Any] = [key for key in judgements if None not in key]
        wanted_keys = judged_keys if choices["tila"] == JUDGED else None
        if choices["elo"]:
            living = _living(findings, count, choices["elo"])
            wanted_keys = living if wanted_keys is None else sorted(set(wanted_keys) & set(living))
        omitted_keys = judged_keys if choices["tila"] == OPEN else ()
        return findings.rows(
            Selection(count.number, codes=codes, tag=tag, without=omitted_keys, only=wanted_keys)
        )

    def verdict(finding: Any) -> tuple[str, str] | None:
        judgement = judgements.get((finding.spot.rec, finding.spot.fno, finding.spot.at))
        return _mark(judgement) if judgement else None

    return DiskTable(
        request,
        caption=_("Findings"),
        suffix=rule.slug,
        rows=(),
        find=find,
        columns=[
            *row_columns(open_to.codes, record_url(check.pk, rule.slug)),
            Column("said", _("Said of it"), kind="status", value=verdict, sortable=False),
        ],
        filters=_filters(findings, count.number, open_to.branches),
        row_mark=lambda _row: None,
    )


def _key(verdict: Verdict) -> tuple[int | None, int | None, int | None]:
    return verdict.rec, verdict.fno, verdict.at


def _living(findings: Findings, count: RuleCount, state: str) -> list[Any]:
    """The keys of the findings that are in a state since the check before."""
    heading = findings.checked.heading(count.rule.slug)
    return list(in_state(findings.checked, heading, state)) if heading else []


def _mark(verdict: Verdict) -> tuple[str, str]:
    return "no-need", str(verdict.get_kind_display())


def _filters(findings: Findings, number: int, branches: list[Branch]) -> list[ChoiceFilter]:
    return [
        ChoiceFilter(BRANCH, _("Branch"), [(branch.code, branch.name) for branch in branches]),
        ChoiceFilter(
            "paikka", _("Place"), [(str(tag), name) for tag, name, _n in _tags(findings, number)]
        ),
        ChoiceFilter("tila", _("Said of it"), [(OPEN, _("Nothing yet")), (JUDGED, _("Judged"))]),
        ChoiceFilter("elo", _("Since last time"), _LIVING),
    ]


@require_GET
@needs(Permission.VIEW)
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """The numbers of a rule's records, a line each, to be pasted into the library system."""
    rule, open_to, check = rule_or_404(slug), scope(request), current_or_404()
    count = queries.count_of(check, rule)
    branch = open_to.branch(request.GET.get(BRANCH, ""))
    codes = open_to.codes.of({branch.pk}) if branch else open_to.own_codes
    keys = [
        (verdict.rec, verdict.fno, verdict.at)
        for verdict in queries.judged(check, rule)
        if verdict.rec is not None and verdict.fno is not None and verdict.at is not None
    ]
    selection = Selection(count.number, codes=codes, without=keys) if count else None
    controls = findings_or_404(check).controls(selection) if selection else []
    if selection and not controls:
        controls = numberless_words(findings_or_404(check).numberless(selection))
    return plain_text(controls, f"{rule.slug}.txt")


@needs(Permission.MANAGE_CATALOGUE)
@ui.one_save_at_a_time
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    rule = rule_or_404(slug)
    return ui.form_page(
        request,
        PracticeForm(ui.posted(request), instance=rule),
        save=partial(actions.set_practice, by=person_of(request), rule=rule),
        over=rule,
        back=rule.get_absolute_url(),
        title=_("How we have agreed to do it"),
        lead=rule.text,
    )
