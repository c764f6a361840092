"""One kind of page for every import: bring a file, look at what would become of it, take it, take
it back; and the files that were brought.

    EVENTS = Pages(importer=EVENT_FILES, lead=_("…"), home="publishing:home")
    urlpatterns = [*EVENTS.urls("imports/")]
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.imports import actions
from kimppa.core.imports.columns import LEFT_OUT, cell_text, lacking
from kimppa.core.imports.importer import WRITTEN, Fault, FileRefusedError, Importer, Intake, State
from kimppa.core.imports.meanings import settle_places
from kimppa.core.imports.models import Import
from kimppa.core.imports.queries import imports_of, original, same_file
from kimppa.core.imports.reading import HEADING, columns_of, table_of
from kimppa.core.imports.tables import Table
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.ui.attachments import attachment
from kimppa.ui.forms import FileField
from kimppa.ui.guard import needs, person_of
from kimppa.ui.owners import OwnersForm
from kimppa.ui.pages.press import attempt
from kimppa.ui.seen import CHANGED, one_save_at_a_time, print_of
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.undo import done

type Text = str | Promise

OWNERS = "owners"
FAULTS_SHOWN, ROWS_SHOWN, FILES_SHOWN, EXAMPLE_LENGTH = 200, 500, 20, 60
ROWS_OF_A_FAULT = 5
LOOK, TAKE = gettext_lazy("Look at it"), gettext_lazy("Take them in")
STATUSES: Mapping[State, tuple[str, Text]] = {
    State.ADDED: ("done", gettext_lazy("New")),
    State.SIMILAR: ("waiting", gettext_lazy("New, but there is something alike")),
    State.CHANGED: ("ongoing", gettext_lazy("Changes")),
    State.UNCHANGED: ("no-need", gettext_lazy("Here already")),
    State.SKIPPED: ("rejected", gettext_lazy("Left out")),
}


class UploadForm(forms.Form):
    """A file; a room adds what is said beside it, which becomes the options of the import."""

    file = forms.FileField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, importer: Importer, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        size = importer.limits.size
        required = self.fields["file"].required
        label = self.fields["file"].label
        self.fields["file"] = FileField(
            label=label, types=importer.types, max_bytes=size, required=required
        )

    def content(self) -> tuple[bytes, str]:
        """The bytes and the name that tells their kind. Raises ValidationError."""
        file = self.cleaned_data["file"]
        return file.read(), file.name

    def options(self) -> dict[str, Any]:
        """What is said beside the file, as JSON keeps it."""
        return {
            name: value.pk if isinstance(value, models.Model) else value
            for name, value in self.cleaned_data.items()
            if name != "file"
        }


class ColumnsForm(forms.Form):
    """What each column of a table tells, and on which row its headings are where that is found."""

    def __init__(
        self, *args: Any, importer: Importer, table: Table, names: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.importer = importer
        columns = importer.sheets[0].columns
        if importer.find_heading:
            self.fields[HEADING] = forms.IntegerField(
                label=_("Row of the headings"),
                initial=table.line,
                min_value=1,
                required=False,
                help_text=_("If it is another row, the columns are looked for anew."),
            )
        self.line = table.line
        titles = ((column.name, column.heading) for column in columns)
        choices = [(LEFT_OUT, _("Left out")), *titles]
        self.names = [f"column-{place}" for place in range(len(table.header))]
        for place, name in enumerate(self.names):
            self.fields[name] = forms.ChoiceField(
                label=table.header[place] or _("Column %(number)d") % {"number": place + 1},
                choices=choices,
                initial=names[place],
                required=False,
                help_text=_example(table, place),
            )

    @property
    def columns(self) -> list[str]:
        """What was chosen, column by column; nothing when the headings are on another row."""
        if self.options.get(HEADING, self.line) != self.line:
            return []
        return [self.cleaned_data[name] for name in self.names]

    @property
    def options(self) -> dict[str, int]:
        """The row of the headings."""
        line = self.cleaned_data.get(HEADING)
        return {HEADING: line} if line else {}

    def clean(self) -> dict[str, Any]:
        """No column of the model is lacking or chosen twice."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not self.columns:
            return data
        for column in lacking(self.columns, self.importer.sheets[0].columns):
            message = _("Choose the column that tells this: %(title)s.")
            self.add_error(None, message % {"title": column.heading})
        for place, name in enumerate(self.columns):
            if name != LEFT_OUT and name in self.columns[:place]:
                self.add_error(self.names[place], _("Another column tells this already."))
        return data


def _example(table: Table, place: int) -> str:
    texts = (" ".join(cell_text(row[place])[:2000].split()) for row in table.rows)
    text = next((text for text in texts if text), "")
    if not text:
        return _("The column is empty.")
    return f"{text[: EXAMPLE_LENGTH - 1]}…" if len(text) > EXAMPLE_LENGTH else text


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
    was made.
    """

    importer: Importer
    lead: Text
    title: Text = ""
    form: type[UploadForm] = UploadForm
    initial: Callable[[HttpRequest], dict[str, Any]] = lambda _request: {}
    submit: Text = LOOK
    take_label: Text = TAKE
    message: Text | Callable[[int], str] = _import_message
    help: str = ""
    links: tuple[tuple[Text, str], ...] = ()
    home: str = ""

    def urls(self, at: str) -> list[URLPattern]:
        """The addresses under `at`, named as the importer's `address`: `-file`, `-take`…"""
        name = self.importer.address.partition(":")[2]
        guard = needs(self.importer.permission)
        file = f"{at}<int:pk>/"
        return [
            path(at, guard(self.files), name=name),
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
            "title": self.title or self.importer.title,
            "form": form,
            "files": [(upload, self.address(upload, "file")) for upload in files],
            "links": [(label, reverse(name)) for label, name in self.links],
        }
        status = REFUSED if form.errors else 200
        return render(request, "ui/imports/files.html", context, status=status)

    def _bring_upload(self, request: HttpRequest, form: UploadForm) -> Import | None:
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
        context |= _preview(upload, intake)
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
            read = self.importer.read
            if read and read(content, upload.name, upload.options) is not None:
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


def _owners_form(intake: Intake, data: Any = None) -> OwnersForm | None:
    names = [outcome.place for outcome in intake.outcomes if outcome.place]
    return OwnersForm(data, names=names) if names else None


def _preview(upload: Import, intake: Intake) -> dict[str, Any]:
    changes = [outcome for outcome in intake.outcomes if outcome.state != State.UNCHANGED]
    return {
        "result": intake,
        "seen": meaning_print(upload),
        "written": intake.count(*WRITTEN),
        "unchanged": intake.count(State.UNCHANGED),
        "faults": list(_by_message(intake.faults))[:FAULTS_SHOWN],
        "rows": [(outcome, *STATUSES[outcome.state]) for outcome in changes[:ROWS_SHOWN]],
        "total": len(changes),
    }


@dataclass(frozen=True, slots=True)
class _ShownFault:
    """What is wrong in one way: the first rows of it, and how many others there are."""

    rows: str
    column: str
    message: str
    sheet: str
    more: int


def _by_message(faults: Iterable[Fault]) -> Iterator[_ShownFault]:
    """Equal faults of several rows as one."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for fault in faults:
        rows.setdefault((fault.sheet, fault.column, fault.message), []).append(fault.row)
    for (sheet, column, message), places in rows.items():
        numbers = ", ".join(str(row) for row in places[:ROWS_OF_A_FAULT] if row)
        yield _ShownFault(numbers, column, message, sheet, len(places[ROWS_OF_A_FAULT:]))


def meaning_print(upload: Import) -> str:
    """A print of how the rows were understood when they were looked at."""
    return print_of([upload.columns, upload.options])


def file_problem(error: Exception) -> str:
    """Why a file is not taken, in words."""
    if isinstance(error, SpreadsheetError):
        return error.text(language())
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error)
