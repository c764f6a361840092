"""What a plan changes: every difference, samples, lists by branch, the log."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.catalogue.corrections import files, queries
from kimppa.catalogue.corrections.actions import plans
from kimppa.catalogue.corrections.messages import reason_words, record
from kimppa.catalogue.corrections.queries import Changes, withheld_rows
from kimppa.catalogue.corrections.views.plan import plan_or_404, previewed_or_404, words
from kimppa.catalogue.models.corrections import PlanSample
from kimppa.catalogue.pages import BRANCH, scope
from kimppa.core.consortium.roles import Permission
from kimppa.ui.cells import Column, excel
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED
from kimppa.ui.tables import Table
from kimppa.ui.undo import done

PAGE = 20
LONGEST = 200_000  # lines of a log in Excel


@require_GET
@needs(Permission.VIEW)
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    plan, open_to = plan_or_404(pk), scope(request)
    preview, texts = previewed_or_404(plan), words(plan)
    branch = open_to.branch(request.GET.get(BRANCH, ""))
    codes = open_to.codes.of({branch.pk}) if branch else open_to.own_codes
    rule = request.GET.get("vika", "")
    seen_changes = Changes(preview, codes, rule if rule in texts else "")
    page = Paginator(seen_changes, PAGE).get_page(request.GET.get("page") or 1)
    context = {
        "plan": plan,
        "page": page,
        "records": [record(change, open_to.codes, texts) for change in page.object_list],
        "rules": texts.items(),
        "rule": rule,
        "branches": open_to.branches,
        "branch": branch,
    }
    return render(request, "catalogue/corrections/changes.html", context)


@require_GET
@needs(Permission.VIEW)
def withheld(request: HttpRequest, pk: int) -> HttpResponse:
    plan, open_to = plan_or_404(pk), scope(request)
    preview = previewed_or_404(plan)
    rows = [
        {"one": changed_record, "stage": _("Preview")}
        for changed_record in Changes(preview, open_to.own_codes, withheld=True)[
            0 : preview.counts.withheld
        ]
    ]
    for work, stage in (("applied", _("Corrected file")), ("undone", _("Undoing"))):
        if getattr(plan, work):
            path = files.folder(plan.pk, work)
            rows += [
                {"one": changed_record, "stage": stage}
                for changed_record in withheld_rows(path, open_to.own_codes)
            ]
    table = Table(
        request,
        caption=_("Records left as they are"),
        suffix=pk,
        rows=rows,
        columns=[
            Column("number", _("Control number"), value=lambda row: row["one"].number),
            Column("title", _("Record"), value=lambda row: row["one"].title),
            Column("why", _("Why"), value=lambda row: reason_words(row["one"].why)),
            Column("how", _("More exactly"), value=lambda row: row["one"].how),
            Column("stage", _("When")),
            Column(
                "branches", _("Branches"), value=lambda row: open_to.codes.names(row["one"].owners)
            ),
        ],
    )
    if export := table.response():
        return export
    context = {"plan": plan, "table": table}
    return render(request, "catalogue/corrections/withheld.html", context)


@needs(Permission.VIEW)
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Some changes of the own library, looked at one by one."""
    plan, person = plan_or_404(pk), person_of(request)
    preview = previewed_or_404(plan)
    samples = queries.samples_for(plan, person)
    error, refused = "", 0
    if request.method == "POST":
        sample = next(
            (sample for sample in samples if str(sample.pk) == request.POST.get("sample")), None
        )
        if sample is None:
            raise Http404
        try:
            _judge_as_posted(request, sample)
        except ValidationError as why:
            error, refused = " ".join(why.messages), sample.pk
        else:
            done(request, _("What you said is kept."))
            return redirect(f"{request.path}#change-{_next_sample(samples, sample).pk}")
    texts, codes = words(plan), scope(request).codes
    by_change = {
        changed_record.change: changed_record
        for changed_record in queries.changed_records(
            preview, [sample.change for sample in samples]
        )
    }
    rows = [
        {
            "sample": sample,
            "record": record(by_change[sample.change], codes, texts),
            "may": _may_judge(request, sample),
        }
        for sample in samples
        if sample.change in by_change
    ]
    context = {"plan": plan, "rows": rows, "error": error, "refused": refused}
    status = REFUSED if error else 200
    return render(request, "catalogue/corrections/sample.html", context, status=status)


def _next_sample(samples: list[PlanSample], current_sample: PlanSample) -> PlanSample:
    """The next change that nobody has looked at; else the one just looked at."""
    index = samples.index(current_sample)
    return next(
        (sample for sample in [*samples[index + 1 :], *samples[:index]] if not sample.verdict),
        current_sample,
    )


def _may_judge(request: HttpRequest, sample: PlanSample) -> bool:
    person = person_of(request)
    if sample.municipality is None:
        return person.can(Permission.MANAGE_CATALOGUE)
    return person.can(Permission.DO_TASKS, sample.municipality)


def _judge_as_posted(request: HttpRequest, sample: PlanSample) -> None:
    verdict = request.POST.get("verdict", "")
    if verdict not in PlanSample.Verdict.values:
        raise ValidationError(_("Say whether the change is right."))
    plans.judge_sample(
        by=person_of(request),
        sample=sample,
        verdict=verdict,
        note=request.POST.get("note", "")[:300],
    )


@require_GET
@needs(Permission.VIEW)
def branch_list(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What a branch mends by hand, where the library system cannot load records."""
    plan, open_to = plan_or_404(pk), scope(request)
    preview, branch = previewed_or_404(plan), open_to.branch(code)
    if branch is None:
        raise Http404
    branch_changes = Changes(preview, open_to.codes.of({branch.pk}))
    table = Table(
        request,
        caption=_("To be mended by hand"),
        suffix=f"{pk}-{code}",
        rows=_edits(branch_changes, words(plan)),
        columns=_edit_columns(),
    )
    if export := table.response():
        return export
    context = {"plan": plan, "branch": branch, "table": table}
    return render(request, "catalogue/corrections/branch_list.html", context)


def _edits(changes: Changes, texts: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "number": record.control,
            "title": record.title,
            "before": edit.before,
            "after": edit.after,
            "rules": "; ".join(texts.get(rule, rule) for rule in edit.rules),
        }
        for record in changes[0:LONGEST]
        for edit in record.edits
    ]


def _edit_columns() -> list[Column]:
    return [
        Column("number", _("Control number")),
        Column("title", _("Record")),
        Column("before", _("Stands now"), raw=True),
        Column("after", _("Shall stand"), raw=True),
        Column("rules", _("What is mended")),
    ]


@require_GET
@needs(Permission.VIEW)
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Every change as an Excel file, of the records that may be seen."""
    plan, open_to = plan_or_404(pk), scope(request)
    seen_changes = Changes(previewed_or_404(plan), open_to.own_codes)
    rows = _edits(seen_changes, words(plan))
    return excel(_edit_columns(), rows, plan.title, pk)
