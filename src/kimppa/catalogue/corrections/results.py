"""What came of the worker's work: kept by the worker alone."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.catalogue.corrections.exports import proven
from kimppa.catalogue.corrections.queries import TOPIC, origin_of
from kimppa.catalogue.models import Snapshot
from kimppa.catalogue.models.corrections import CodeTable, Plan, PlanSample
from kimppa.core import clock
from kimppa.core.audit.actions import change
from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.language import official
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification import actions as ratification
from kimppa.ui.numbers import number


def fail(plan: Plan, failure: str) -> None:
    change(plan, by=SYSTEM, action="catalogue.plan-fail", failure=failure[:500], work="")


@transaction.atomic
def store_preview(
    plan: Plan, figures: dict[str, Any], samples: Iterable[tuple[int | None, int, str]]
) -> None:
    """What would change, and the samples (municipality's id, change, number)."""
    change(
        plan, by=SYSTEM, action="catalogue.plan-previewed", shown=figures, work="",
        state=Plan.State.PREVIEWED, dry={},
    )  # fmt: skip
    plan.samples.all().delete()
    PlanSample.objects.bulk_create(
        PlanSample(
            plan=plan, municipality_id=owner, change=record, number=number, example=plan.example
        )
        for owner, record, number in samples
    )


def store_dry_run(plan: Plan, figures: dict[str, Any]) -> None:
    """What applying would do now."""
    change(plan, by=SYSTEM, action="catalogue.plan-dried", dry=figures, work="")


@transaction.atomic
def store_files(plan: Plan, figures: dict[str, Any], export: Snapshot) -> None:
    """The corrected file is there, with its proof; the answers it was made by stand from now on."""
    if plan.ratification is not None:
        ratification.settle(by=SYSTEM, ratification=plan.ratification)
    change(
        plan, by=SYSTEM, action="catalogue.plan-applied", applied=figures, applied_to=export,
        state=Plan.State.APPLIED, proof={}, undone={}, loaded_on=None, work="",
    )  # fmt: skip


def store_reversal(plan: Plan, figures: dict[str, Any]) -> None:
    change(plan, by=SYSTEM, action="catalogue.plan-unmade", undone=figures, work="")


@transaction.atomic
def store_proof(plan: Plan, proof: dict[str, Any], export: Snapshot) -> None:
    """What a new export says of the records that were corrected; it becomes work done."""
    is_proven = proven(proof)
    state = Plan.State.PROVEN if is_proven else plan.state
    if plan.state == Plan.State.PROVEN and not is_proven:  # this export no longer has all of them
        state = Plan.State.LOADED
    change(plan, by=SYSTEM, action="catalogue.plan-proven", proof=proof, work="", state=state)
    if proof["loaded"]:
        _evidence(plan, proof, export)


def _evidence(plan: Plan, proof: dict[str, Any], export: Snapshot) -> None:
    with official():  # what stands in the log and in reports is written once
        title = ngettext(
            "Agreed corrections in the catalogue: %(title)s, %(count)s record",
            "Agreed corrections in the catalogue: %(title)s, %(count)s records",
            proof["loaded"],
        ) % {"title": plan.title, "count": number(proof["loaded"], 0)}
        figures: dict[str, Decimal | int] = {
            _("records corrected"): proof["loaded"],
            _("findings before"): sum(proof["before"].values()),
            _("findings after"): sum(proof["after"].values()),
        }
    record_evidence(
        by=SYSTEM,
        topic=TOPIC,
        title=title[:300],
        date=min(export.taken_on, clock.today()),
        agreement_year=plan.year,
        municipalities=_municipalities(plan),
        figures=figures,
        origin=origin_of(plan),
        example=plan.example,
        source="" if plan.example else export.source,
    )


def _municipalities(plan: Plan) -> list[Municipality] | None:
    keys = [int(key) for key in plan.shown.get("places", {}) if key]
    return list(Municipality.objects.filter(pk__in=keys)) or None


def store_usage(table: CodeTable, uses: Mapping[str, int], export: Snapshot) -> None:
    change(table, by=SYSTEM, action="catalogue.codes-count", used=dict(uses), counted_in=export)
