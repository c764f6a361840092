"""Starting a comparison and keeping what came of it."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.catalogue import files
from kimppa.catalogue.comparison.differences import find
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.models.comparison import Comparison
from kimppa.catalogue.queries import findings_of
from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.background import task
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.core.retry import PermanentError
from kimppa.jobs import queue
from kimppa.jobs.progress import progress


def table_of(comparison: Comparison) -> Path:
    """Where the records that differ lie: they go when the later export goes."""
    return files.folder(comparison.new.name) / f"compared-{comparison.old_id}.parquet"


@transaction.atomic
def start(*, by: Actor, old: Snapshot, new: Snapshot) -> Comparison:
    """Queue the comparison of two checked exports.

    Raises ValidationError for one and the same, one that has not been checked, and while they are
    being compared.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    if old.pk == new.pk:
        raise ValidationError(_("Choose two different exports."))
    if {old.state, new.state} != {Snapshot.State.READY}:
        raise ValidationError(_("Choose exports that have been checked."))
    comparison, _created = Comparison.objects.select_related("run").get_or_create(
        old=old, new=new, defaults={"example": old.example and new.example}
    )
    if comparison.moving:
        raise ValidationError(_("The two are being compared already."))
    run, _new = queue.start(carry_out, comparison.pk, asked_by=by.name)
    comparison.run, comparison.failure = run, ""
    comparison.save(update_fields=["run", "failure"])
    record(by=by, action="catalogue.compare", obj=comparison)
    return comparison


@task(title=gettext_lazy("Comparison of two exports of the catalogue"))
def carry_out(pk: int) -> int:
    """Compare; how many records differ."""
    comparison = Comparison.objects.select_related("old", "new").filter(pk=pk).first()
    if comparison is None:  # removed in the meantime
        return 0
    checks = {
        check.snapshot_id: check
        for check in Check.objects.filter(snapshot__in=(comparison.old, comparison.new))
    }
    try:
        total = checks[comparison.new_id].records
        with progress(total=total, text=_("Comparing changed records")) as bar:

            def tell(count: int) -> None:
                reported: int = bar.cursor or 0
                with bar.step(cursor=max(count, reported), advance=max(count - reported, 0)):
                    pass

            sides = findings_of(checks[comparison.old_id]), findings_of(checks[comparison.new_id])
            outcome = find(*sides, table_of(comparison), tell)
    except (FileNotFoundError, KeyError) as error:
        failure = _("The files of the two exports are no longer there.")
        change(comparison, by=SYSTEM, action="catalogue.compare-fail", failure=failure)
        raise PermanentError(failure) from error
    change(
        comparison, by=SYSTEM, action="catalogue.compare-found", failure="", found_at=clock.now(),
        counts=outcome.counts, kinds=outcome.kinds,
    )  # fmt: skip
    return sum(outcome.counts[name] for name in ("changed", "lost", "added"))
