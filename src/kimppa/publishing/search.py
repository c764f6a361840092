"""What of the events and news is found by words."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.clock import ZONE
from kimppa.core.search.sources import Document, Source
from kimppa.publishing.models import Item


def _item(item: Item) -> Document:
    texts = (
        item.summary_fi,
        item.text_fi,
        item.title_sv,
        item.text_sv,
        item.title_en,
        item.text_en,
    )
    where = (item.place, item.locality, item.organiser)
    at = item.start or item.published_at
    return Document(
        title=item.title_fi,
        text="\n".join(filter(None, (*texts, *where))),
        places=[item.municipality_id] if item.municipality_id and not item.joint else [],
        year=at.astimezone(ZONE).year if at else None,
        date=at.astimezone(ZONE).date() if at else None,
    )


DOCUMENTS = (
    Source(
        Item,
        "item",
        _("Events and news"),
        visible=Item.objects.visible_to,
        document=_item,
        state=lambda item: "done" if item.status == Item.Status.PUBLISHED else "draft",
    ),
)
