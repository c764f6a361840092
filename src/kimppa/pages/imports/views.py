"""Taking the pages out as files, and bringing texts in."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.memo import read_once
from kimppa.pages.commands import find_page
from kimppa.pages.files import file_content, file_name, titled
from kimppa.pages.imports import actions
from kimppa.pages.imports.archive import (
    PACKED,
    ArchiveError,
    FileText,
    read_archive,
    write_archive,
)
from kimppa.pages.imports.markdown import to_markdown
from kimppa.pages.imports.review import Comparison, compare_all, fingerprint
from kimppa.pages.languages import LANGUAGES
from kimppa.pages.models import Bringing, Page
from kimppa.pages.queries import pages
from kimppa.ui import pages as ui
from kimppa.ui.attachments import attachment
from kimppa.ui.forms import FileField
from kimppa.ui.markup import is_html

REFUSALS = {
    "not_zip": gettext_lazy("This is no zip file."),
    "broken": gettext_lazy("The zip file is broken."),
    "encrypted": gettext_lazy("The zip file is locked with a password."),
    "too_large": gettext_lazy("There is too much in the zip file."),
}


class ZipForm(forms.Form):
    """A zip of the files of a view."""

    file = FileField(label=gettext_lazy("Zip of Content files"), types=(".zip",), max_bytes=PACKED)


class PasteForm(forms.Form):
    """A page copied from elsewhere."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=list(LANGUAGES.items()))
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Left empty, the first heading of the text."),
    )
    text = forms.CharField(
        label=gettext_lazy("HTML or Markdown"),
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )


@require_GET
@ui.needs(Permission.VIEW)
def export(_request: HttpRequest) -> HttpResponse:
    """The pages as files, in the folders where Finna looks for them."""
    files = [
        (file_name(page, text.language), file_content(page, text.title, text.body))
        for page in pages()
        for text in page.texts.all()
    ]
    name = f"verkkokirjaston-sivut-{clock.today().isoformat()}.zip"
    return attachment(name, "application/zip", write_archive(files))


@ui.needs(Permission.MANAGE_PAGES)
def files(request: HttpRequest) -> HttpResponse:
    """A zip of files: read, and looked at before anything changes."""
    return ui.form_page(
        request,
        ZipForm(ui.posted(request), request.FILES or None),
        title=_("Bring in pages from a file"),
        lead=_(
            "A zip of the view's Content files. You see what would change before anything does."
        ),
        submit=_("Look at it"),
        save=partial(_bring_zip, ui.person_of(request)),
        then=Bringing.get_absolute_url,
        cancel=reverse("pages:home"),
        template="pages/imports/imports.html",
        bringings=Bringing.objects.all()[:10],
    )


def _bring_zip(by: Person, *, file: UploadedFile[bytes]) -> Bringing:
    try:
        texts = read_archive(file.read())
    except ArchiveError as error:
        raise ValidationError({"file": str(REFUSALS[str(error)])}) from error
    return actions.bring(by=by, name=file.name or "", texts=texts)


@ui.needs(Permission.MANAGE_PAGES)
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """A text copied from elsewhere: made into what the page is written in, and looked at."""
    page = find_page(request, pk)
    return ui.form_page(
        request,
        PasteForm(ui.posted(request)),
        title=_("Paste: %(page)s") % {"page": page},
        lead=_(
            "Copy the page's text or HTML from where it stands now. You see what would change "
            "before anything does."
        ),
        submit=_("Look at it"),
        save=partial(_bring_text, ui.person_of(request), page),
        then=Bringing.get_absolute_url,
        cancel=page.get_absolute_url(),
    )


def _bring_text(by: Person, page: Page, *, language: str, title: str, text: str) -> Bringing:
    body = text.strip()
    if page.format == Page.Format.MARKDOWN:
        heading, text_after_heading = titled(to_markdown(body) if is_html(body) else body)
        title, body = title or heading, text_after_heading
    title = title or (page.name if page.kind != Page.Kind.CONTENT else "")
    if not (title and body):
        refusal = _("Write a title; the text does not begin with a heading.")
        raise ValidationError({"title": refusal})
    file_text = FileText(page.kind, page.name, language, page.format, title, body)
    return actions.bring(by=by, name=_("Pasted text"), texts=[file_text])


def _comparisons(bringing: Bringing) -> list[Comparison]:
    if bringing.taken_at is not None:
        return []
    return read_once("pages bringing", bringing.pk, make=partial(compare_all, bringing.rows))


def _available_commands(bringing: Bringing, _person: Person) -> set[str]:
    if bringing.taken_at:
        return set() if bringing.undone_at else {"undo"}
    marks = {"info", "partial"}
    return {"take"} if any(text.mark in marks for text in _comparisons(bringing)) else set()


def _undo_message(rewritten_count: int) -> str:
    """How many texts stay."""
    message = _("The texts were taken back.")
    if rewritten_count:
        kept_text = ngettext(
            "%(count)d text stays, since somebody has written it after that.",
            "%(count)d texts stay, since somebody has written them after that.",
            rewritten_count,
        )
        message += " " + kept_text % {"count": rewritten_count}
    return message


BRINGING = ui.Commands(
    name="pages:imports",
    at="imports/<int:pk>/",
    argument="bringing",
    find=lambda _request, pk: get_object_or_404(Bringing, pk=pk),
    permission=Permission.MANAGE_PAGES,
    available=_available_commands,
    shown_at=Bringing.get_absolute_url,
    fingerprint=lambda bringing: fingerprint(_comparisons(bringing)),
    commands=[
        ui.Command(
            "take",
            gettext_lazy("Take these into use"),
            actions.take_in,
            icon="done",
            primary=True,
            back="pages:home",
        ),
        ui.Command(
            "undo",
            gettext_lazy("Undo them"),
            actions.take_back,
            icon="undo",
            message=_undo_message,
            back="pages:home",
        ),
    ],
)


@require_GET
@ui.needs(Permission.MANAGE_PAGES)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What it would change, or what became of it."""
    bringing = get_object_or_404(Bringing, pk=pk)
    context = {
        "bringing": bringing,
        "rows": _comparisons(bringing),
        "buttons": BRINGING.buttons(bringing, ui.person_of(request)),
        "texts": len(bringing.made),
    }
    return render(request, "pages/imports/file.html", context)
