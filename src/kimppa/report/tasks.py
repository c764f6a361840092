"""What the worker does by itself."""

from kimppa.core.permissions import SYSTEM
from kimppa.report.actions import regenerate
from kimppa.report.models import Report


def draft_anew() -> None:
    """Bring the drafts of reports that have not been delivered up to date."""
    for report in Report.objects.filter(state=Report.State.DRAFT):
        regenerate(by=SYSTEM, report=report)
