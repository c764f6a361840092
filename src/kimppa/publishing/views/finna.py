"""What is pasted into Finna and other sites."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.publishing import finna, queries
from kimppa.ui.attachments import attachment, file_stem
from kimppa.ui.guard import needs


@require_safe
@needs(Permission.VIEW)
def package(request: HttpRequest) -> HttpResponse:
    """The front-page package, the values of branches, frames and screens."""
    towns = list(municipalities_on())
    context = {
        "files": finna.package(towns),
        "feeds": finna.branch_feeds(queries.branches_shown()),
        "towns": towns,
        "api_url": finna.api_url(),
    }
    return render(request, "publishing/finna.html", context)


@require_safe
@needs(Permission.VIEW)
def package_file(request: HttpRequest) -> HttpResponse:
    """The package as a zip."""
    content = finna.zipped(list(municipalities_on()))
    return attachment(f"{file_stem(_('Front page for Finna'))}.zip", "application/zip", content)
