"""What the room answers when others ask its Area."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from django.db.models import Count, Q, Sum
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kimppa.core import clock, verbs
from kimppa.core.area import Due, Figures, Group, Resolved, Sentence
from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.search.sources import resolve_documents
from kimppa.publishing import messages
from kimppa.publishing.actions.items import may_publish
from kimppa.publishing.models import Item, ItemChange
from kimppa.publishing.queries import held_unpublished, published_in
from kimppa.publishing.search import DOCUMENTS
from kimppa.ui.numbers import number

TOPIC = "events"
PATIENCE = dt.timedelta(days=7)  # so long may a proposal wait


def resolve(ids: Collection[str], person: Person) -> Mapping[str, Resolved]:
    """Titles and addresses of "item-1"; what the person may not see is absent."""
    return resolve_documents(DOCUMENTS, ids, person)


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> Mapping[str, list[Sentence]]:
    """How many events were published or held without that, of which how many joint; the news; who
    came: one query.

    A municipality is told of its own and of the joint ones, and which is which.
    """
    if TOPIC not in subjects:
        return {}
    is_event, is_joint, is_held = Q(kind=Item.Kind.EVENT), Q(joint=True), Q(status=Item.Status.HELD)
    published_items = published_in(year).published_for(municipality)
    items = published_items | held_unpublished(year).published_for(municipality, "start__date")
    counts = items.order_by().aggregate(
        events=Count("pk", filter=is_event & ~is_held),
        joint_events=Count("pk", filter=is_event & is_joint & ~is_held),
        held=Count("pk", filter=is_held),
        joint_held=Count("pk", filter=is_held & is_joint),
        news=Count("pk", filter=~is_event),
        joint_news=Count("pk", filter=~is_event & is_joint),
        people=Sum("participants", filter=is_event & ~is_joint, default=0),
        joint_people=Sum("participants", filter=is_event & is_joint, default=0),
        examples=Count("pk", filter=Q(example=True)),
    )
    url, example = reverse_lazy("publishing:home"), counts["examples"] > 0
    town = municipality.name if municipality else ""
    sentences = [
        replace(sentence, url=url, example=example) for sentence in _sentences(town, **counts)
    ]
    return {TOPIC: sentences} if sentences else {}


def _sentences(
    town: str,
    *,
    events: int,
    joint_events: int,
    news: int,
    joint_news: int,
    people: int,
    joint_people: int,
    held: int,
    joint_held: int,
    **_other_counts: int,
) -> Iterator[Sentence]:
    """What was done of the line: all counts but `people`, who came to own events, include the joint
    ones; `held` are events that nobody was told of before.
    """
    own_events, own_news = events - joint_events, news - joint_news
    if events:
        yield Sentence(
            messages.published_sentence(own_events, joint_events, town),
            _figure(_("own events"), own_events),
            joint=_figure(_("joint events"), joint_events),
            headline=messages.headline(own_events, joint_events, is_part=bool(town)),
        )
    if held:
        yield _held_sentence(held - joint_held, joint_held, town, besides=events > 0)
    if people or joint_people:
        yield Sentence(
            messages.participants_sentence(people, joint_people),
            _figure(_("participants of own events"), people),
            joint=_figure(_("participants of joint events, all together"), joint_people),
        )
    if news:
        yield Sentence(
            messages.news_sentence(own_news, joint_news, besides=events + held > 0),
            _figure(_("own news and notices"), own_news),
            joint=_figure(_("joint news and notices"), joint_news),
        )


def _held_sentence(own_count: int, joint_count: int, town: str, *, besides: bool) -> Sentence:
    return Sentence(
        messages.held_events(own_count, joint_count, town, besides=besides),
        _figure(_("own events held"), own_count),
        joint=_figure(_("joint events held"), joint_count),
    )


def _figure(label: str, count: int) -> Figures:
    return ((label, number(count, 0)),) if count else ()


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """Proposals that should be published before their day and within a week of their coming,
    or noted as held after it; and proposed changes of what is public.
    """
    proposals = Item.objects.visible_to(person).filter(status=Item.Status.PROPOSED)
    for item in proposals.select_related("municipality").order_by("start", "pk"):
        day = (item.changed_at + PATIENCE).astimezone(ZONE).date()
        if item.start is not None:
            day = min(day, item.start.astimezone(ZONE).date())
        if start <= day <= end:
            yield _due(item, day, person)
    for change in _dues_of_changes(person):
        if start <= change.date <= end:
            yield change


def _dues_of_changes(person: Person) -> Iterator[Due]:
    """Changes that senders propose of what is public: they too may wait a week."""
    changes = ItemChange.objects.filter(state=ItemChange.State.WAITING)
    if person.can(Permission.PUBLISH_OWN):
        for change in changes.select_related("item__municipality"):
            municipality = change.municipality
            if not person.can(change.right, municipality):
                continue
            yield Due(
                date=(change.sent_at + PATIENCE).astimezone(ZONE).date(),
                title=_("Decide on a proposed change: %(title)s") % {"title": change},
                url=change.get_absolute_url(),
                topic=TOPIC,
                municipality=municipality.code if municipality else "",
                responsible=_responsible(person, may_decide=True),
                verb=pgettext("button", "Decide"),
            )


def _responsible(person: Person, *, may_decide: bool) -> str:
    """The coordinator; in her own list also a director who publishes her library's."""
    return person.email if may_decide and not person.is_coordinator else Role.COORDINATOR


def _due(item: Item, day: dt.date, person: Person) -> Due:
    is_past = item.end is not None and item.end <= clock.now() and not item.rule
    list_url = f"{reverse('publishing:home')}?tila=proposed"
    title = _("Mark as held: %(title)s") if is_past else _("Publish: %(title)s")
    group_title = (
        _("Mark %(count)d events as held") if is_past else _("Publish %(count)d events and news")
    )
    return Due(
        date=day,
        title=title % {"title": item.title},
        url=item.get_absolute_url(),
        topic=TOPIC,
        municipality=item.municipality.code if item.municipality else "",
        responsible=_responsible(person, may_decide=may_publish(person, item)),
        verb=verbs.MARK if is_past else verbs.PUBLISH,
        group=Group(group_title, list_url),
    )
