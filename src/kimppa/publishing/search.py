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


def _item(row: Item) -> Document:
    texts = (row.summary_fi, row.text_fi, row.title_sv, row.text_sv, row.title_en, row.text_en)
    where = (row.place, row.locality, row.organiser)
    at = row.start or row.published_at
    return Document(
        title=row.title_fi,
        text="\n".join(filter(None, (*texts, *where))),
        places=[row.municipality_id] if row.municipality_id and not row.joint else [],
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
        url=lambda row: row.get_absolute_url(),
        follows={"publishing.item": "pk"},
        state=lambda row: "done" if row.status == Item.Status.PUBLISHED else "draft",
    ),
)
