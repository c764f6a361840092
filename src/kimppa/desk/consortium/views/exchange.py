"""The consortium to Excel and back."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.roles import Permission
from kimppa.desk.consortium.imports import IMPORTER
from kimppa.desk.consortium.workbook import workbook
from kimppa.ui.attachments import attachment, file_stem
from kimppa.ui.cells import XLSX_TYPE
from kimppa.ui.guard import needs, person_of
from kimppa.ui.imports import Pages

PAGES = Pages(
    importer=IMPORTER,
    lead=_(
        "Nothing is written yet: you first see what would change. Rows that are not in the "
        "file stay as they are."
    ),
    submit=_("Show what would change"),
    links=((_("Take the present workbook"), "desk:exchange-out"),),
    home="desk:consortium",
)


@needs(Permission.MANAGE_CONSORTIUM)
def exchange_out(request: HttpRequest) -> HttpResponse:
    """The whole consortium as a workbook."""
    return attachment(
        f"{file_stem(gettext('The consortium'))}.xlsx", XLSX_TYPE, workbook(by=person_of(request))
    )
