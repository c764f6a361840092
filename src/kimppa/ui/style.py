"""The contents of the style page: every component in its states, in the words of an agreement.

Nothing here is stored; the figures of the samples are made up and marked so.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.area import Sentence
from kimppa.core.topics import choices as topic_choices
from kimppa.core.topics import label
from kimppa.documents import charts
from kimppa.documents.charts import Chart, Plot, Series, line_chart
from kimppa.ui.forms import FileField, NumberField
from kimppa.ui.lines import (
    LineRow,
    LineSection,
    LineTable,
    Work,
    municipality_column,
    municipality_head,
)
from kimppa.ui.marks import MunicipalityMark
from kimppa.ui.numbers import language
from kimppa.ui.status import STATUSES
from kimppa.ui.tables import ChoiceFilter, Column, Table

_NAMES = ("Alakylä", "Alavuori", "Koivula", "Metsola", "Yläpää")  # made up
_BEHIND = ("Koivulanjoki", "Metsolanvesi")


@dataclass(frozen=True, slots=True)
class Sample:
    topic: str
    municipality: str
    count: int | None
    share: Decimal
    cost: Decimal
    date: dt.date | None
    state: str
    example: bool = True


_TOPICS = ("events", "guidance", "eresource-usage", "feedback", "meetings", "catalogue-integrity")
_STATES = ("done", "ongoing", "waiting", "late", "no-need", "partial")
SAMPLES = [
    Sample(
        topic,
        name,
        None if (place + turn) % 7 == 3 else 1200 // (place + 2) + 37 * turn,
        Decimal(turn + 1) / (turn + place + 3),
        Decimal("1234.50") / (place + 1),
        dt.date(2024, 1 + (place * 2 + turn) % 12, 3 + place + turn),
        _STATES[(place + turn) % len(_STATES)],
    )
    for turn, topic in enumerate(_TOPICS)
    for place, name in enumerate(_NAMES)
]


class SampleForm(forms.Form):
    """Every kind of field. The page shows other things too, so its errors do not take the focus."""

    errors_stay_put = True

    title = forms.CharField(label=gettext_lazy("What was done"), max_length=80)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=topic_choices)
    date = forms.DateField(label=gettext_lazy("Date"))
    hours = NumberField(
        label=gettext_lazy("Hours"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("Half hours are written 1,5"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=gettext_lazy("Markdown is understood: **bold**, lists, links."),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("How is it confirmed?"),
        widget=forms.RadioSelect,
        choices=[
            ("director", gettext_lazy("Director's yes")),
            ("municipal", gettext_lazy("Municipal decision")),
        ],
    )
    municipalities = forms.MultipleChoiceField(
        label=gettext_lazy("Concerns"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(name, name) for name in _NAMES],
        required=False,
    )
    file = FileField(
        label=gettext_lazy("File"),
        types=(".pdf", ".docx", ".xlsx"),
        max_bytes=10 * 1024 * 1024,
        required=False,
    )
    public = forms.BooleanField(
        label=gettext_lazy("May be shown to the public"),
        required=False,
        help_text=gettext_lazy("Shown on the programme's public page."),
    )


def sample_table(request: HttpRequest) -> Table:
    """A table with every kind of column."""
    return Table(
        request,
        caption=_("Work by topic and municipality"),
        columns=[
            Column("topic", _("Topic"), value=lambda row: label(row.topic), url=lambda _row: "#"),
            Column("municipality", _("Municipality")),
            Column("count", _("Number"), kind="integer"),
            Column("share", _("Share"), kind="percent"),
            Column("cost", _("Cost"), kind="money"),
            Column("date", _("Date"), kind="date"),
            Column("state", _("State"), kind="status", sortable=False),
        ],
        rows=SAMPLES,
        filters=[
            ChoiceFilter("municipality", _("Municipality"), [(name, name) for name in _NAMES]),
            ChoiceFilter("state", _("State"), [(key, STATUSES[key].word) for key in _STATES]),
        ],
        search=("municipality", "topic"),
        page_length=8,
    )


def sample_lines() -> LineTable:
    """A row of the agreement's lines in each state."""
    months = [charts.Month(pieces) for pieces in (0, 1, 2, 3, 0, 1, 0, 0, 1, 2, 0, 1)]
    late_months = [*months[:8], charts.Month(late=True), *months[9:]]
    letters = mark_safe(charts.strip_letters(2024, language()))
    rows = [
        LineRow(
            number=f"5.{number}",
            name=label(topic),
            state=state,
            state_text=f"{STATUSES[state].word}",
            strip=mark_safe(
                charts.strip(
                    charts.Month(),
                    late_months if state == "late" else months,
                    charts.Month(due=state == "ongoing"),
                    language(),
                )
            ),
            figure="1 204",
            unit="h",
            municipalities=municipality_column([(name, state) for name in _NAMES], state)[0],
            share="",
            words="Teams-alustalle tehdyn kirjastotiimin ylläpito",
            sentences=[Sentence("Kanavat järjestettiin elokuussa aiheittain.")],
            works=[Work(dt.date(2024, 8, 30), "Kanavat järjestetty", "#lines")],
            url="#lines",
            edit_url="#lines",
        )
        for number, (state, topic) in enumerate(zip(_LINE_STATES, _TOPICS, strict=True), 1)
    ]
    sections = [LineSection("5", label("meetings"), label("meetings"), rows)]
    return LineTable(sections, letters, municipality_head(_NAMES))


_LINE_STATES = ("late", "partial", "ongoing", "draft", "done", "no-need")


def sample_chart() -> Chart:
    """Lines of two municipalities."""
    return line_chart(
        Plot(
            title=_("Events by municipality"),
            categories=("2021", "2022", "2023", "2024"),
            series=(Series(_NAMES[0], (9, 4, 6, 5)), Series(_NAMES[1], (11, 4, None, 6))),
            language=language(),
            category_title=_("Year"),
        )
    )


def context(request: HttpRequest, table: Table) -> dict[str, Any]:
    """Everything the style page shows; the second form is filled in wrongly on purpose."""
    wrong_form = SampleForm({"title": "", "date": "32.1.2025", "hours": "-1"}, prefix="wrong")
    return {
        "table": table,
        "none": Table(request, [Column("title", _("Title"))], [], prefix="none-"),
        "form": SampleForm(initial={"date": dt.date(2025, 1, 14)}),
        "wrong": wrong_form,
        "chart": sample_chart(),
        "statuses": STATUSES.values(),
        "lines": sample_lines(),
        "marks": [
            MunicipalityMark(name, state)
            for name, state in zip(
                _NAMES, ("done", "waiting", "late", "empty", "confirmed"), strict=True
            )
        ],
        "many_marks": [
            MunicipalityMark(
                f"{name}n{ending}", "late" if f"{name}n{ending}" in _BEHIND else "done"
            )
            for name in _NAMES
            for ending in ("joki", "järvi", "lahti", "mäki", "niemi", "ranta", "saari", "vesi")
        ],
        "sample": {"example": True},
        "sourced": {"source": "Kuntaliitto 2024"},
        "text": _SAMPLE_TEXT,
        "unsaved": _UNSAVED,
        "number": Decimal("1234567.891"),
        "share": Decimal("0.1234"),
        "day": dt.date(2025, 1, 14),
    }


_UNSAVED = {
    "address": "#unsaved",
    "hidden": [],
    "own_values": [
        {"name": "title", "label": gettext_lazy("Title"), "text": "Satutunti"},
        {
            "name": "text",
            "label": gettext_lazy("What was done"),
            "text": "Luetaan yhdessä.\nTervetuloa!",
            "is_long": True,
        },
    ],
    "files": True,
}
_SAMPLE_TEXT = """Johtajat sopivat **14.1.2025**, että

- Finnan etusivun tapahtumat jaotellaan kunnittain
- uudet sisältösivut avataan [verkkokirjastossa](https://www.example.org/)

> Lyhyt raportti toimitetaan vuoden 2025 alussa kullekin kirjastolle.
"""
