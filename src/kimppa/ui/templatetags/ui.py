"""Tags and filters of the look; built in to every template.

The tags are thin: what they show is worked out in the modules beside, the markup is in
templates/ui/.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kimppa.core.figures.messages import unit_word
from kimppa.documents import blocks
from kimppa.documents.charts import Chart
from kimppa.documents.charts.silhouettes import SILHOUETTES
from kimppa.ui import hyphens, marks, markup, numbers, undo
from kimppa.ui.address import with_query
from kimppa.ui.status import STATUSES, drawing
from kimppa.ui.tables import Table

WIDE_WORD = 18  # letters that are wider than a cell of the narrowest phone


@dataclass(frozen=True, slots=True)
class ChartCell:
    text: str
    is_header: bool
    numeric: bool


def chart_rows(table: blocks.Table) -> list[list[ChartCell]]:
    """The table's rows with each cell's place in its column told."""
    return [
        [
            ChartCell(
                blocks.plain_text(cell),
                is_header=table.row_headers and index == 0,
                numeric=column.align == "right",
            )
            for index, (column, cell) in enumerate(zip(table.columns, cells, strict=True))
        ]
        for cells in table.rows
    ]


register = template.Library()

register.filter("number", numbers.number)
register.filter("percent", numbers.percent)
register.filter("money", numbers.money)
register.filter("size", numbers.size)
register.filter("day", numbers.day)
register.filter("brief_day", numbers.brief_day)
register.filter("moment", numbers.moment)
register.filter("unit", unit_word)


@register.inclusion_tag("ui/icon.html")
def icon(name: str) -> dict[str, Any]:
    """A drawing beside a word; hidden from screen readers, for the word says it."""
    return {"path": drawing(name), "name": name}


@register.inclusion_tag("ui/status.html")
def status(key: str, text: str = "") -> dict[str, Any]:
    """A state as word, icon and colour; an own text takes the place of the usual word."""
    entry = STATUSES[key]
    return {"status": entry, "text": text or entry.word, "path": drawing(key)}


@register.inclusion_tag("ui/state.html")
def state(key: str, text: str) -> dict[str, Any]:
    """A state in a row: its silhouette and a word, done in grey."""
    return {"key": key, "text": text, "path": SILHOUETTES[key]}


@register.inclusion_tag("ui/example_mark.html", takes_context=True)
def example_mark(context: Context, row: Any) -> dict[str, Any]:
    """The mark of a made-up row; nothing for a real one, nor where the top of the page says it."""
    request: HttpRequest | None = getattr(context, "request", None)
    is_marked = marks.is_example(row) and not (request and marks.is_said_above(request))
    return {"example": is_marked, "path": drawing("example")}


@register.inclusion_tag("ui/source_mark.html")
def source_mark(row: Any) -> dict[str, Any]:
    """Where a row came from, when it has a named source."""
    return {"source": marks.source_of(row), "path": drawing("source")}


@register.inclusion_tag("ui/table.html", takes_context=True)
def table(context: Context, table: Table) -> dict[str, Any]:
    """A table with its filters, sort links, pages and the link to Excel."""
    return {"table": table, "request": context.get("request")}


@register.inclusion_tag("ui/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """What a page says when it has nothing yet: why, and what to do first."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("ui/municipality_marks.html")
def municipality_marks(entries: Sequence[Any]) -> dict[str, Any]:
    """A mark for each municipality. See `marks.MunicipalityMark`."""
    single, folds = marks.municipality_marks(entries)
    return {"marks": single, "folds": folds}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], key: str = "page", of: str = "") -> dict[str, Any]:
    """Links to the other pages of a list, named `of`; nothing when there is only one."""
    request = context["request"]
    steps = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "of": of,
        "steps": [
            (step, with_query(request.GET, {key: step}) if isinstance(step, int) else "")
            for step in steps
        ],
        "previous": with_query(request.GET, {key: page.number - 1}),
        "next": with_query(request.GET, {key: page.number + 1}),
    }


@register.inclusion_tag("ui/form.html")
def form(form: BaseForm, submit: str = "", cancel: str = "") -> dict[str, Any]:
    """A form's error summary, fields and button; the page writes <form> and the CSRF token."""
    return {"form": form, "submit": submit or _("Save"), "cancel": cancel}


@register.inclusion_tag("ui/pages/commands.html", takes_context=True)
def commands(context: Context, buttons: Any, names: str = "") -> dict[str, Any]:
    """What may be done with a row: a list of buttons, or those of the names."""
    selection = buttons.only(names) if names else getattr(buttons, "items", buttons)
    return {"buttons": selection, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/chart.html")
def svg_chart(chart: Chart) -> dict[str, Any]:
    """A chart and beneath it the same content as a table."""
    return {
        "svg": mark_safe(chart.svg),
        "title": chart.title,
        "columns": chart.table.columns,
        "rows": chart_rows(chart.table),
    }


@register.filter
def soften(text: str) -> str:
    """The text with its long words broken where the reader's language breaks them."""
    return hyphens.soften(str(text), numbers.language())


@register.filter
def breaks(text: str) -> SafeString:
    """The text as the narrowest phone shows it: words that fill a line are broken where the
    language breaks them, addresses at their joints. What is markup already stays as it is.
    """
    if isinstance(text, SafeString):
        return text
    softened_text = hyphens.soften(str(text), numbers.language(), WIDE_WORD)
    pieces = ((piece,) for piece in hyphens.joints(softened_text))
    return format_html_join(mark_safe("<wbr>"), "{}", pieces)


@register.filter
def lang(code: str) -> str:
    """The attribute of an element whose text is in another language than the page."""
    return format_html(' lang="{}"', code) if code and code != numbers.language() else ""


@register.filter
def svg(picture: blocks.Picture) -> SafeString:
    """A small picture, which names itself."""
    return mark_safe(picture.svg)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's own address with some parameters changed (empty = taken away)."""
    return with_query(context["request"].GET, changes)


@register.simple_tag
def markdown(text: str) -> SafeString:
    """Markdown as clean HTML; raw HTML in it is shown as text."""
    return markup.markdown(text)


@register.filter
def undo_address(message: Message) -> str:
    """Where a message's undo button posts to."""
    return undo.address(message)


class CaptureNode(template.Node):
    """Renders its content once and keeps it under a name."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> SafeString:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())
        return mark_safe("")


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    """{% capture name %}…{% endcapture %}: one block shown in two places."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, name)
