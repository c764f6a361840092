"""The programme as the public sees it, when the libraries want it public."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from kimppa.documents.html import render_html
from kimppa.programme import reports
from kimppa.programme.document import document
from kimppa.programme.models import Programme
from kimppa.programme.queries import programme_of


@login_not_required
def newest(_request: HttpRequest) -> HttpResponse:
    """The newest programme that is public; 404 when none is."""
    programme = (
        Programme.objects.filter(public=True, approved_at__isnull=False).order_by("-year").first()
    )
    if programme is None:
        raise Http404
    return redirect("public-programme", year=programme.year)


@login_not_required
def programme(request: HttpRequest, year: int) -> HttpResponse:
    """The approved text of each action and what has been told of it; 404 unless public."""
    programme = programme_of(year)
    if programme is None or not programme.public or programme.approved_at is None:
        raise Http404
    facts = reports.facts_of(programme, follow_up=True, approved_only=True)
    context = {
        "programme": programme,
        "document": mark_safe(render_html(document(facts))),
    }
    return render(request, "programme/public.html", context)
