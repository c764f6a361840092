"""Taking the pages out as files, and bringing texts in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from kimppa.core import clock
from kimppa.core.consortium.models import Service
from kimppa.core.consortium.roles import Permission
from kimppa.pages.files import file_content, file_name, titled
from kimppa.pages.imports import actions
from kimppa.pages.imports.archive import ArchiveError, Found, read_archive, write_archive
from kimppa.pages.imports.forms import PasteForm, ZipForm
from kimppa.pages.imports.looking import look, seen
from kimppa.pages.imports.models import Bringing
from kimppa.pages.imports.pasting import is_html, to_markdown
from kimppa.pages.models import Page
from kimppa.pages.queries import pages
from kimppa.pages.views.common import page_for
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import CHANGED, one_save_at_a_time
from kimppa.ui.sent import REFUSED, add_errors, posted
from kimppa.ui.undo import done

REFUSALS = {
    "not_zip": gettext_lazy("This is no zip file."),
    "broken": gettext_lazy("The zip file is broken."),
    "encrypted": gettext_lazy("The zip file is locked with a password."),
    "too_large": gettext_lazy("There is too much in the zip file."),
}


@require_GET
@needs(Permission.VIEW)
def export(_request: HttpRequest) -> HttpResponse:
    """The pages as files, in the folders where Finna looks for them."""
    files = [
        (file_name(page, text.language), file_content(page, text.title, text.body))
        for page in pages()
        for text in page.texts.all()
    ]
    name = f"verkkokirjaston-sivut-{clock.today().isoformat()}.zip"
    return attachment(name, "application/zip", write_archive(files))


@needs(Permission.MANAGE_PAGES)
def files(request: HttpRequest) -> HttpResponse:
    """A zip of files: read, and looked at before anything changes."""
    form = ZipForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = read_archive(file.read())
            made = actions.bring(by=person_of(request), name=file.name, found=found)
        except ArchiveError as error:
            form.add_error("file", str(REFUSALS[str(error)]))
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(made)
    context = {"form": form, "recent": Bringing.objects.all()[:10]}
    status = REFUSED if form.is_bound else 200
    return render(request, "pages/imports/imports.html", context, status=status)


@needs(Permission.MANAGE_PAGES)
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """A text copied from elsewhere: made into what the page is written in, and looked at."""
    page = page_for(pk)
    form = PasteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        found = _pasted(page, **form.cleaned_data)
        if found.problem:
            form.add_error("title", _("Write a title; the text does not begin with a heading."))
        else:
            name = _("Pasted text")
            return redirect(actions.bring(by=person_of(request), name=name, found=[found]))
    context = {"form": form, "page": page, "cancel": page.get_absolute_url()}
    status = REFUSED if form.is_bound else 200
    return render(request, "pages/imports/paste.html", context, status=status)


def _pasted(page: Page, *, language: str, title: str, text: str) -> Found:
    body = text.strip()
    if page.format == Page.Format.MARKDOWN:
        first, rest = titled(to_markdown(body) if is_html(body) else body)
        title, body = title or first, rest
    title = title or (page.name if page.kind != Page.Kind.CONTENT else "")
    problem = "" if title and body else "untitled"
    return Found(page.kind, page.name, language, page.format, title, body, problem)


@require_GET
@needs(Permission.MANAGE_PAGES)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What it would change, or what became of it."""
    found = get_object_or_404(Bringing, pk=pk)
    rows = look(found.rows) if found.taken_at is None else []
    context = {
        "bringing": found,
        "rows": rows,
        "seen": seen(rows),
        "useful": any(one.mark in {"info", "partial"} for one in rows),
        "made": len(found.made),
    }
    return render(request, "pages/imports/file.html", context)


@require_POST
@needs(Permission.MANAGE_PAGES)
@one_save_at_a_time
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the texts into use."""
    found = get_object_or_404(Bringing, pk=pk)
    if (given := request.POST.get("seen")) and given != seen(look(found.rows)):
        messages.error(request, str(CHANGED))
        return redirect(found)
    service = Service.objects.filter(kind=Service.Kind.WEB_LIBRARY).first()
    try:
        made = actions.take_in(by=person_of(request), bringing=found, service=service)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    told = ngettext("%(count)d text was saved.", "%(count)d texts were saved.", len(made))
    done(request, told % {"count": len(made)}, reverse("pages:imports-undo", args=[pk]))
    return redirect("pages:home")


@require_POST
@needs(Permission.MANAGE_PAGES)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the texts back."""
    found = get_object_or_404(Bringing, pk=pk)
    try:
        stay = actions.take_back(by=person_of(request), bringing=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    message = _("The texts were taken back.")
    if stay:
        kept = ngettext(
            "%(count)d text stays, since somebody has written it after that.",
            "%(count)d texts stay, since somebody has written them after that.",
            stay,
        )
        message += " " + kept % {"count": stay}
    done(request, message)
    return redirect("pages:home")
