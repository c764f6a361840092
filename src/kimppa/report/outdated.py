"""Whether a report's draft tells of today."""

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from kimppa.agreement.models import Agreement
from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.models import Evidence
from kimppa.core.memo import remember
from kimppa.report.gather import KIND
from kimppa.report.models import Report


def is_outdated(report: Report) -> bool:
    """Whether work of the year has been recorded or taken back, or the agreement changed, since the
    draft was made.
    """
    return report.drafted_at is not None and remember(
        "report-outdated",
        report.pk,
        make=lambda: _has_newer_work(report) or _is_agreed_since(report),
    )


def _is_agreed_since(report: Report) -> bool:
    agreements = Agreement.objects.filter(year=report.year).values(key=Cast("pk", CharField()))
    events = AuditEvent.objects.filter(action__startswith="agreement.", at__gt=report.drafted_at)
    return events.filter(model=Agreement._meta.label_lower, object_id__in=agreements).exists()


def _has_newer_work(report: Report) -> bool:
    is_newer = Q(recorded_at__gt=report.drafted_at) | Q(undone_at__gt=report.drafted_at)
    work_entries = Evidence.objects.filter(is_newer, agreement_year=report.year)
    # The report tells nothing of its own delivery.
    kinds = Evidence.Kind.DELIVERY, Evidence.Kind.PROVISIONAL
    return work_entries.exclude(topic=KIND, kind__in=kinds).exists()
