"""What bringing texts in would change."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kimppa.core.differences import Line, compare
from kimppa.pages.languages import BASE, LANGUAGES
from kimppa.pages.models import Page
from kimppa.ui.seen import print_of

PROBLEMS = {
    "php": _("It holds PHP, which is not taken in."),
    "untitled": _("It does not begin with a heading."),
    "size": _("It is too large."),
    "letters": _("Its letters are not UTF-8."),
    "format": _("The page is written in another way (Markdown or HTML)."),
    "removed": _("The page is no longer kept up; bring it back first."),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A text: status key and words, and the difference when there is a text already, whose
    version is `number`.
    """

    name: str
    language: str
    code: str
    title: str
    mark: str
    words: Any
    lines: list[Line]
    number: int


def compare_all(rows: list[dict[str, Any]]) -> list[Comparison]:
    """Each text beside what stands; one query, and its prefetch, for all."""
    page_names = {row["name"] for row in rows}
    page_by_name = {
        (page.kind, page.name): page
        for page in Page.objects.filter(name__in=page_names).prefetch_related("texts")
    }
    return [_compare_page(row, page_by_name.get((row["kind"], row["name"]))) for row in rows]


def fingerprint(comparisons: list[Comparison]) -> str:
    """A print of what is looked at: another one when somebody writes one of the texts."""
    return print_of(
        [
            [comparison.name, comparison.code, comparison.mark, comparison.number]
            for comparison in comparisons
        ]
    )


def _compare_page(row: dict[str, Any], page: Page | None) -> Comparison:
    text = page.by_language.get(row["language"]) if page else None
    problem, lines = row["problem"], []
    if page is not None and not problem:
        problem = "format" if page.format != row["format"] else ""
        problem = problem or ("removed" if page.removed_at else "")
    if problem:
        mark, words = "rejected", PROBLEMS[problem]
    elif page is None:
        mark, words = "info", _("New page")
    elif text is None:
        mark, words = "info", _("New language")
    else:
        earlier_text = f"{text.title}\n\n{text.body}"
        lines = compare(earlier_text, f"{title_for(row, page)}\n\n{row['body']}")
        mark, words = ("partial", _("Would change")) if lines else ("no-need", _("The same as now"))
    name = str(LANGUAGES[row["language"]])
    number = text.number if text else 0
    return Comparison(row["name"], name, row["language"], row["title"], mark, words, lines, number)


def title_for(row: dict[str, Any], page: Page) -> str:
    """The text's title; files of blocks and additions have none, so what the desk says stays."""
    if row["kind"] == Page.Kind.CONTENT:
        return str(row["title"])
    text = page.by_language.get(row["language"]) or page.by_language.get(BASE)
    return text.title if text else str(row["title"])
