"""The table of work done and what its edit form starts from."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Service
from kimppa.core.duties.limits import Limit, concerns_any
from kimppa.core.duties.queries import limit_of_sight
from kimppa.core.evidence.models import AFTER, BEFORE, Evidence
from kimppa.core.topics import choices, label
from kimppa.desk.fields import ALL
from kimppa.ui.guard import person_of
from kimppa.ui.tables import ChoiceFilter, Column, Table

PAGE = 25  # rows


def table(request: HttpRequest, work_entries: QuerySet[Evidence], *, year: int) -> Table:
    """Work done, newest first, with its filters."""
    work_entries = work_entries.select_related("service", "by", "duty").prefetch_related(
        "municipalities", "figures"
    )
    line = partial(_line, year, limit_of_sight(person_of(request)))
    return Table(
        request,
        columns=[
            Column("date", _("Date"), kind="date"),
            Column(
                "title", _("What was done"), url=lambda work: reverse("desk:work", args=[work.pk])
            ),
            Column("figures", _("Figures"), value=_figures, sortable=False, under=True),
            Column("topic", _("Topic"), value=lambda work: label(work.topic)),
            Column("line", _("Line"), order_by="duty__position", value=line),
            Column("place", _("Municipalities"), value=places, sortable=False),
            Column("service", _("Service"), order_by="service", value=_service),
            Column("by", _("Logged by"), order_by="by__name", value=_maker),
        ],
        rows=work_entries,
        filters=[
            ChoiceFilter("topic", _("Topic"), choices()),
            ChoiceFilter("month", _("Month"), months(), field="slot"),
            ChoiceFilter("service", _("Service"), _services(), field="service__slug"),
            ChoiceFilter("placing", _("Line"), _without_line()),
            ChoiceFilter("kind", _("Kind"), [(k.value, k.label) for k in Evidence.Kind]),
        ],
        search=("title", "note"),
        suffix=year,
        caption=_("Work done"),
        sort="-date",
        page_length=PAGE,
        flows=True,
    )


def months() -> list[tuple[str, str]]:
    """The columns of the coverage matrix as choices."""
    names = [(str(month), str(name).capitalize()) for month, name in MONTHS.items()]
    return [
        (str(BEFORE), _("Before the year")),
        *names,
        (str(AFTER), _("After the year")),
    ]


def places(work: Evidence) -> str:
    """Whom the work concerned, in words."""
    if work.for_all:
        return _("All municipalities")
    return ", ".join(municipality.name for municipality in work.municipalities.all())


def initial(work: Evidence) -> dict[str, Any]:
    """What the edit form starts from."""
    figure = work.figures.first()
    codes = [municipality.code for municipality in work.municipalities.all()]
    fields = {
        name: getattr(work, name)
        for name in ("title", "topic", "kind", "date", "agreement_year", "service", "note", "link")
    }
    return fields | {
        "municipalities": [ALL] if work.for_all else codes,
        "figure_label": figure.label if figure else "",
        "figure_value": figure.value.normalize() if figure else None,
    }


def _line(year: int, sight: Limit | None, work: Evidence) -> str:
    if work.duty:
        return work.duty.clause if concerns_any(work.duty.limit, sight) else ""
    if work.agreement_year > year:
        return _("waits for the agreement of %(year)s") % {"year": work.agreement_year}
    return _("to be chosen") if work.placing == Evidence.Placing.OPEN else ""


def _without_line() -> list[tuple[str, str]]:
    """Why work counts for no line, as choices."""
    placing = Evidence.Placing
    return [(str(choice.value), str(choice.label)) for choice in (placing.OPEN, placing.OUTSIDE)]


def _service(work: Evidence) -> str:
    return work.service.name if work.service else ""


def _figures(work: Evidence) -> str:
    return ", ".join(str(figure) for figure in work.figures.all())


def _maker(work: Evidence) -> str:
    if work.by:
        return work.by.name
    return "" if work.handwritten else _("its own page")


def _services() -> list[tuple[str, str]]:
    return [(service.slug, service.name) for service in Service.objects.all()]
