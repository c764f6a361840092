"""Files of rows are forgotten: they hold who sent each feedback."""

from kimppa.core import clock
from kimppa.feedback.rows.models import RowBytes, RowFile


def forget_files() -> int:
    """Remove files whose time is over, and what was only looked at with them; how many."""
    count = RowBytes.objects.filter(expires_on__lt=clock.today()).delete()[0]
    RowFile.objects.filter(taken_at=None, bytes=None).delete()
    return count


def forget_file_of(ticket_id: int) -> None:
    """Remove the file that a feedback came in: its sender is not to be known any more."""
    RowBytes.objects.filter(file__rows__ticket=ticket_id).delete()
