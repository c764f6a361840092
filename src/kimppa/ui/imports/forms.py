"""Forms of an import: the file with what is said beside it, and what its columns tell."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.imports.columns import LEFT_OUT, cell_text, lacking, repeated
from kimppa.core.imports.importer import Importer
from kimppa.core.imports.reading import HEADING
from kimppa.core.imports.tables import Table
from kimppa.ui.forms import FileField

EXAMPLE_LENGTH = 60


class UploadForm(forms.Form):
    """A file; a room adds what is said beside it, which becomes the options of the import."""

    file = forms.FileField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, importer: Importer, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        size = importer.limits.size
        is_required = self.fields["file"].required
        label = self.fields["file"].label
        self.fields["file"] = FileField(
            label=label, types=importer.types, max_bytes=size, required=is_required
        )

    def content(self) -> tuple[bytes, str]:
        """The bytes and the name that tells their kind. Raises ValidationError."""
        file = self.cleaned_data["file"]
        return file.read(), file.name

    def options(self) -> dict[str, Any]:
        """What is said beside the file, as JSON keeps it."""
        return {
            name: choice.pk if isinstance(choice, models.Model) else choice
            for name, choice in self.cleaned_data.items()
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
        self.names = [f"column-{index}" for index in range(len(table.header))]
        for index, name in enumerate(self.names):
            self.fields[name] = forms.ChoiceField(
                label=table.header[index] or _("Column %(number)d") % {"number": index + 1},
                choices=choices,
                initial=names[index],
                required=False,
                help_text=_example(table, index, importer.cover),
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
        cleaned_fields: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not self.columns:
            return cleaned_fields
        columns = self.importer.sheets[0].columns
        for column in lacking(self.columns, columns):
            message = _("Choose the column that tells this: %(title)s.")
            self.add_error(None, message % {"title": column.heading})
        for name in repeated(self.columns, columns):
            last_index = max(index for index, column in enumerate(self.columns) if column == name)
            self.add_error(self.names[last_index], _("Another column tells this already."))
        return cleaned_fields


def _example(table: Table, index: int, cover: Callable[[str], str]) -> str:
    texts = (" ".join(cell_text(cells[index])[:2000].split()) for cells in table.rows)
    text = cover(next((text for text in texts if text), ""))
    if not text:
        return _("The column is empty.")
    return f"{text[: EXAMPLE_LENGTH - 1]}…" if len(text) > EXAMPLE_LENGTH else text
