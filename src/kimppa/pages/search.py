"""What of the pages is found by words."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.search.sources import Document, Source
from kimppa.pages.models import Change, Page
from kimppa.pages.queries import pages


def documents() -> tuple[Source, ...]:
    """Pages and changes."""
    return DOCUMENTS


def _page(page: Page) -> Document:
    texts = list(page.texts.all())
    return Document(
        title=str(page),
        text=" ".join([page.name, *(f"{text.title} {text.body}" for text in texts)]),
        date=max((text.checked_on for text in texts), default=None),
    )


def _change(change: Change) -> Document:
    return Document(
        title=change.title,
        text=f"{change.text} {change.answer}",
        year=change.made_at.year,
        date=change.due,
    )


DOCUMENTS = (
    Source(
        "page",
        _("Pages of the web library"),
        rows=pages,
        visible=lambda _person: pages(),
        document=_page,
        url=lambda row: reverse("pages:page", args=[row.pk]),
        follows={
            "pages.page": "pk",
            "pages.text": "texts__pk",
            "pages.version": "texts__versions__pk",
        },
    ),
    Source(
        "change",
        _("Changes and wishes"),
        rows=Change.objects.all,
        visible=lambda _person: Change.objects.all(),
        document=_change,
        url=lambda row: reverse("pages:change", args=[row.pk]),
        follows={"pages.change": "pk"},
        state=lambda row: "done" if row.done_on else "",
    ),
)
