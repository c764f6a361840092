"""One kind of page for every import: bring a file, look at what would become of it, take it, take
it back; and the files that were brought.

    EVENTS = Pages(importer=EVENT_FILES, lead=_("…"), home="publishing:home")
    urlpatterns = [*EVENTS.urls("imports/")]
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.imports import actions
from kimppa.core.imports.importer import FileRefusedError, Importer, Intake
from kimppa.core.imports.meanings import settle_places
from kimppa.core.imports.models import Import
from kimppa.core.imports.queries import imports_of, original, same_file
from kimppa.core.imports.reading import columns_of, table_of
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import needs, person_of
from kimppa.ui.imports.forms import ColumnsForm, UploadForm
from kimppa.ui.imports.preview import meaning_print, preview
from kimppa.ui.owners import OwnersForm
from kimppa.ui.pages.press import attempt
from kimppa.ui.seen import CHANGED, one_save_at_a_time
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.undo import done

type Text = str | Promise

OWNERS = "owners"
FILES_SHOWN = 20
LOOK, TAKE = gettext_lazy("Look at it"), gettext_lazy("Take them in")


def _import_message(count: int) -> str:
    text = ngettext("%(count)d row was taken in.", "%(count)d rows were taken in.", count)
    return text % {"count": count}


def language() -> str:
    return (get_language() or "fi")[:2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages of an import.

    `form` asks for the file and what is said beside it, `initial(request)` fills it; `help` is a
    template beside the form, `links` are (label, address name) on the page of files; `home` is the
    page shown after taking (the file's own when empty); `message` or `message(count)` tells what
    was made, `rows_of(upload)` leads to it from the page of a taken file:
    (title, address).
    """

    importer: Importer
    lead: Text
    form: type[UploadForm] = UploadForm
    initial: Callable[[HttpRequest], dict[str, Any]] = lambda _request: {}
    submit: Text = LOOK
    take_label: Text = TAKE
    message: Text | Callable[[int], str] = _import_message
    help: str = ""
    rows_of: Callable[[Import], Iterable[tuple[str, str]]] = lambda _upload: ()
    links: tuple[tuple[Text, str], ...] = ()
    home: str = ""

    def urls(self, route: str) -> list[URLPattern]:
        """The addresses under `route`, named as the importer's `address`: `-file`, `-take`…"""
        name = self.importer.address.partition(":")[2]
        guard = needs(self.importer.permission)
        file = f"{route}<int:pk>/"
        return [
            path(route, guard(self.files), name=name),
            path(file, never_cache(guard(one_save_at_a_time(self.file))), name=f"{name}-file"),
            path(f"{file}take/", require_POST(guard(self.take)), name=f"{name}-take"),
            path(f"{file}undo/", require_POST(guard(self.undo)), name=f"{name}-undo"),
            path(f"{file}original/", require_GET(guard(self.original)), name=f"{name}-original"),
        ]

    def address(self, upload: Import, page: str) -> str:
        """The address of a file's page: file, take, undo or original."""
        return reverse(f"{self.importer.address}-{page}", args=[upload.pk])

    def _message(self, count: int) -> str:
        return self.message(count) if callable(self.message) else str(self.message)

    def files(self, request: HttpRequest) -> HttpResponse:
        """Choose a file; and those that were brought before."""
        form = self.form(
            posted(request),
            request.FILES or None,
            importer=self.importer,
            request=request,
            initial=self.initial(request),
        )
        if form.is_bound and form.is_valid():
            upload = self._bring_upload(request, form)
            if upload is not None:
                return redirect(self.address(upload, "file"))
        files = imports_of(self.importer, person_of(request))[:FILES_SHOWN]
        context = {
            "pages": self,
            "title": self.importer.title,
            "form": form,
            "files": [(upload, self.address(upload, "file")) for upload in files],
            "links": [(label, reverse(name)) for label, name in self.links],
        }
        status = REFUSED if form.errors else 200
        return render(request, "ui/imports/files.html", context, status=status)

    def _bring_upload(self, request: HttpRequest, form: UploadForm) -> Import | None:
        """None when the file was refused; the form tells why."""
        try:
            content, name = form.content()
            return actions.bring(
                by=person_of(request),
                importer=self.importer,
                content=content,
                name=name,
                options=form.options(),
            )
        except (SpreadsheetError, FileRefusedError) as error:
            form.add_error("file", file_problem(error))
        except ValidationError as error:
            form.add_error(None, error)
        return None

    def file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would become of a file's rows; or what became of them."""
        upload = self._upload(request, pk)
        context: dict[str, Any] = {
            "pages": self,
            "upload": upload,
            "up": reverse(self.importer.address),
            "has_original": upload.file is not None or hasattr(upload, "original"),
            "take_url": self.address(upload, "take"),
            "undo_url": self.address(upload, "undo"),
            "original_url": self.address(upload, "original"),
        }
        if upload.taken_at is not None or not context["has_original"]:
            context["rows_of"] = list(self.rows_of(upload))
            return render(request, "ui/imports/file.html", context)
        if request.method == "POST" and OWNERS in request.POST:
            return self._settle_owners(request, upload)
        form = self._columns_form(request, upload)
        if form is not None and form.is_bound and form.is_valid():
            return attempt(
                request,
                lambda: actions.choose_columns(
                    by=person_of(request),
                    importer=self.importer,
                    upload=upload,
                    columns=form.columns,
                    options=form.options,
                ),
                back=self.address(upload, "file"),
                message=_("The rows were read anew."),
            )
        try:
            intake = actions.look(by=person_of(request), importer=self.importer, upload=upload)
        except (SpreadsheetError, FileRefusedError, ValidationError) as error:
            messages.error(request, file_problem(error))
            return redirect(self.importer.address)
        context |= preview(upload, intake)
        context |= {"form": form, "same": same_file(upload), "owners": _owners_form(intake)}
        status = REFUSED if form and form.errors else 200
        return render(request, "ui/imports/file.html", context, status=status)

    def _settle_owners(self, request: HttpRequest, upload: Import) -> HttpResponse:
        """Remember whose the places of the file are, and look at it anew."""
        by = person_of(request)
        intake = actions.look(by=by, importer=self.importer, upload=upload)
        form = _owners_form(intake, posted(request))
        page = self.address(upload, "file")
        if form is None or not form.is_valid():
            return redirect(page)
        return attempt(
            request,
            lambda: settle_places(by=by, **form.values()),
            back=page,
            message=_("The names are remembered, for later files too."),
        )

    def _columns_form(self, request: HttpRequest, upload: Import) -> ColumnsForm | None:
        """The form of the columns; none for a workbook of many sheets, and for what is no table."""
        if self.importer.sheets[0].name:
            return None
        content = original(upload) or b""
        try:
            read_file = self.importer.read
            if read_file and read_file(content, upload.name, upload.options) is not None:
                return None
            table = table_of(self.importer, content, upload.options)
        except (SpreadsheetError, FileRefusedError):
            return None
        names = columns_of(self.importer, table, upload.columns)
        return ColumnsForm(posted(request), importer=self.importer, table=table, names=names)

    def take(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the rows, as they were looked at."""
        upload = self._upload(request, pk)
        page = self.address(upload, "file")
        if request.POST.get("seen", meaning_print(upload)) != meaning_print(upload):
            messages.error(request, str(CHANGED))
            return redirect(page)
        try:
            actions.take(by=person_of(request), importer=self.importer, upload=upload)
        except (SpreadsheetError, FileRefusedError, ValidationError) as error:
            messages.error(request, file_problem(error))
            return redirect(page)
        done(request, self._message(upload.count), undo=self.address(upload, "undo"))
        return redirect(self.home or page)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._upload(request, pk)
        try:
            message = actions.undo(by=person_of(request), importer=self.importer, upload=upload)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.address(upload, "file"))
        done(request, message)
        return redirect(self.home or self.address(upload, "file"))

    def original(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._upload(request, pk)
        content = original(upload)
        if content is None:
            raise Http404
        return attachment(upload.name, actions.ANY_TYPE, content)

    def _upload(self, request: HttpRequest, pk: int) -> Import:
        return get_object_or_404(imports_of(self.importer, person_of(request)), pk=pk)


def _owners_form(intake: Intake, sent_fields: Any = None) -> OwnersForm | None:
    """None when no row names a place."""
    names = [outcome.place for outcome in intake.outcomes if outcome.place]
    return OwnersForm(sent_fields, names=names) if names else None


def file_problem(error: Exception) -> str:
    """Why a file is not taken, in words."""
    if isinstance(error, SpreadsheetError):
        return error.text(language())
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error)
