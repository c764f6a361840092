"""What the room answers when others ask its Area."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.clock import ZONE
from kimppa.core.connections import queries as connections
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.search.sources import resolve_documents
from kimppa.publishing import messages
from kimppa.publishing.models import EventSource, Item
from kimppa.publishing.queries import published_in
from kimppa.publishing.search import DOCUMENTS

TOPIC = "events"


def resolve(ids: Collection[str], person: Person) -> Mapping[str, Resolved]:
    """Titles and addresses of "item-1"; what the person may not see is absent."""
    return resolve_documents(DOCUMENTS, ids, person)


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> Mapping[str, list[Sentence]]:
    """How many events were published, of which how many joint; the news; who came: one query."""
    if TOPIC not in subjects:
        return {}
    event = Q(kind=Item.Kind.EVENT)
    counts = (
        published_in(year)
        .published_for(municipality)
        .order_by()
        .aggregate(
            events=Count("pk", filter=event),
            joint=Count("pk", filter=event & Q(joint=True)),
            news=Count("pk", filter=~event),
            people=Sum("participants", filter=event),
            examples=Count("pk", filter=Q(example=True)),
        )
    )
    url, example = reverse("publishing:home"), counts["examples"] > 0
    sentences = []
    if counts["events"]:
        figures = ((_("events"), str(counts["events"])), (_("joint events"), str(counts["joint"])))
        text = messages.published_sentence(counts["events"], counts["joint"])
        sentences.append(Sentence(text, figures, url, example=example))
    if counts["news"]:
        text = messages.news_sentence(counts["news"])
        figure = ((_("news and notices"), str(counts["news"])),)
        sentences.append(Sentence(text, figure, url, example=example))
    if counts["people"]:
        text = messages.participants_sentence(counts["people"])
        figure = ((_("participants"), str(counts["people"])),)
        sentences.append(Sentence(text, figure, url, example=example))
    return {TOPIC: sentences} if sentences else {}


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """Proposals that should be published before their day, and sources that fail."""
    yield from connections.due(EventSource, start, end, person)
    begin = dt.datetime.combine(start, dt.time(), ZONE)
    after = dt.datetime.combine(end + dt.timedelta(days=1), dt.time(), ZONE)
    rows = Item.objects.visible_to(person).order_by("start", "pk")
    waiting = rows.filter(status=Item.Status.PROPOSED, start__gte=begin, start__lt=after)
    for item in waiting.select_related("municipality"):
        if item.start is not None:
            title = _("Publish: %(title)s") % {"title": item.title}
            yield _due(item, item.start.astimezone(ZONE).date(), title)


def _due(item: Item, day: dt.date, title: str) -> Due:
    return Due(
        date=day,
        title=title,
        url=item.get_absolute_url(),
        topic=TOPIC,
        municipality=item.municipality.code if item.municipality else "",
    )
