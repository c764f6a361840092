"""What of the pages is found by words."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.search.sources import Document, Source
from kimppa.pages.models import Change, Page
from kimppa.pages.queries import pages


def _page_document(page: Page) -> Document:
    texts = list(page.texts.all())
    return Document(
        title=str(page),
        text=" ".join([page.name, *(f"{text.title} {text.body}" for text in texts)]),
        date=max((text.checked_on for text in texts), default=None),
    )


def _change_document(change: Change) -> Document:
    return Document(
        title=change.title,
        text=f"{change.text} {change.answer}",
        year=change.made_at.year,
        date=change.due,
    )


DOCUMENTS = (
    Source(
        Page,
        "page",
        _("Pages of the web library"),
        rows=pages,
        document=_page_document,
        follows={
            "pages.text": "texts__pk",
            "pages.version": "texts__versions__pk",
        },
    ),
    Source(
        Change,
        "change",
        _("Changes and wishes"),
        document=_change_document,
        state=lambda row: "done" if row.done_on else "",
    ),
)
