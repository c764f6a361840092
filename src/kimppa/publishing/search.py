"""What of the events and news is found by words."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Person
from kimppa.core.search.sources import Document, Source
from kimppa.publishing.models import Item


def documents() -> tuple[Source, ...]:
    """Events, news items and notices."""
    return DOCUMENTS


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


def _visible(person: Person) -> QuerySet[Item]:
    return Item.objects.visible_to(person)


DOCUMENTS = (
    Source(
        "item",
        _("Events and news"),
        rows=Item.objects.all,
        visible=_visible,
        document=_item,
        url=lambda item: item.get_absolute_url(),
        follows={"publishing.item": "pk"},
        state=lambda item: "done" if item.status == Item.Status.PUBLISHED else "draft",
    ),
)
