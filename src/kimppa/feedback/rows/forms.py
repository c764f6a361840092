"""Forms of feedback rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.queries import municipalities_on, services_in_use
from kimppa.core.imports.tables import Table
from kimppa.feedback.forms import Placing
from kimppa.feedback.models import RowFile
from kimppa.feedback.redaction import redacted
from kimppa.feedback.rows.columns import LIMITS, TYPES, Meaning, lacking, repeated_meanings
from kimppa.ui.forms import FileField

EXAMPLE_LENGTH = 60


class FileForm(Placing):
    """A table of feedback, and whose it is."""

    file = FileField(label=_("File"), types=TYPES, max_bytes=LIMITS.size)
    field_order = ("file", "service", "municipality")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place(municipalities_on())
        self.fields["service"].help_text = _("Of those rows that name none themselves.")
        self.fields["municipality"].help_text = _("Of those rows that name none themselves.")
        self.fields["service"].initial = services_in_use().filter(slug="finna").first()


class ColumnsForm(Placing):
    """What each column tells."""

    def __init__(self, *args: Any, file: RowFile, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place(municipalities_on())
        self.initial = {"service": file.service_id, "municipality": file.municipality_id}
        self.names = [f"column-{n}" for n in range(len(table.header))]
        for place, name in enumerate(self.names):
            self.fields[name] = forms.ChoiceField(
                label=table.header[place] or gettext("Column %(number)d") % {"number": place + 1},
                choices=Meaning.choices,
                initial=file.columns[place],
                help_text=_example(table, place),
            )
        self.order_fields([*self.names, "service", "municipality"])

    @property
    def columns(self) -> list[str]:
        """What was chosen, column by column."""
        return [self.cleaned_data[name] for name in self.names]

    def clean(self) -> dict[str, Any]:
        """Words and a day there must be, and no meaning twice."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return values
        for meaning in lacking(self.columns):
            self.add_error(None, column_missing(meaning))
        for meaning in repeated_meanings(self.columns):
            words = gettext("Only one column can be this: %(meaning)s.")
            last = max(n for n, column in enumerate(self.columns) if column == meaning)
            self.add_error(self.names[last], words % {"meaning": meaning.label})
        return values


def column_missing(meaning: Meaning) -> str:
    """That no column has a meaning that is needed."""
    return gettext("Choose the column that tells this: %(meaning)s.") % {"meaning": meaning.label}


def _example(table: Table, place: int) -> str:
    """The first filled cell of a column, covered."""
    cells = (str(row[place]).strip() for row in table.rows if row[place] is not None)
    words = redacted(" ".join(next((cell for cell in cells if cell), "")[:2000].split()))
    if not words:
        return gettext("The column is empty.")
    return f"{words[: EXAMPLE_LENGTH - 1].rstrip()}…" if len(words) > EXAMPLE_LENGTH else words
