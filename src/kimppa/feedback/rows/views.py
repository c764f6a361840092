"""The page that brings in feedback from a table."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kimppa.core.consortium.queries import municipalities_on, services_in_use
from kimppa.core.imports.models import Import
from kimppa.feedback.forms import Placing
from kimppa.feedback.models import BroughtRow
from kimppa.feedback.rows.actions import IMPORTER
from kimppa.ui.imports import Pages, UploadForm

ROWS_ON_PAGE = 50


class RowsForm(UploadForm, Placing):
    """A table of feedback, and whose it is."""

    field_order = ("file", "service", "municipality")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place(municipalities_on())
        self.fields["service"].help_text = _("Of those rows that name no service themselves.")
        self.fields["municipality"].help_text = _("Of those rows that name none themselves.")
        self.fields["service"].initial = services_in_use().filter(slug="finna").first()


def _message(count: int) -> str:
    words = ngettext(
        "%(count)d piece of feedback was taken in.",
        "%(count)d pieces of feedback were taken in.",
        count,
    )
    return words % {"count": count}


def _feedback_of(upload: Import) -> Iterator[tuple[str, str]]:
    """The feedback that came of a file, as far as it is still there."""
    rows = BroughtRow.objects.filter(upload=upload).select_related("ticket")
    for row in rows[:ROWS_ON_PAGE]:
        yield row.ticket.subject or str(row.ticket), row.ticket.get_absolute_url()


PAGES = Pages(
    importer=IMPORTER,
    lead=_(
        "Finna's own feedback, or any service's, as CSV or Excel. You see what would become of "
        "each row before anything does."
    ),
    form=RowsForm,
    take_label=_("Take the rows in"),
    message=_message,
    help="feedback/rows/help.html",
    rows_of=_feedback_of,
    links=((_("All feedback"), "feedback:inbox"),),
)
