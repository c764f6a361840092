"""What of the events and news is found by words."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.clock import ZONE
from kimppa.core.search.sources import Document, Source
from kimppa.publishing.models import LANGUAGES, Item

_SEARCHED = ("title", "summary", "text")


def _item_document(item: Item) -> Document:
    texts = (getattr(item, f"{name}_{code}") for code in LANGUAGES for name in _SEARCHED)
    places = (item.place, item.locality, item.organiser)
    moment = item.start or item.published_at
    return Document(
        title=item.official_title,
        text="\n".join(text for text in (*texts, *places) if text and text != item.official_title),
        places=[item.municipality_id] if item.municipality_id and not item.joint else [],
        year=moment.astimezone(ZONE).year if moment else None,
        date=moment.astimezone(ZONE).date() if moment else None,
    )


DOCUMENTS = (
    Source(
        Item,
        "item",
        _("Events and news"),
        visible=Item.objects.visible_to,
        document=_item_document,
        state=lambda item: "done" if item.status == Item.Status.PUBLISHED else "draft",
    ),
)
