"""What feedback gives to the other rooms: themes for an agenda, what names a service or a record,
and what comes back when something has been decided."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Count, Max, Q, Value
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.area import Resolved
from kimppa.core.consortium.models import Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.handover import HandOver, Mention, Offer, Receipt
from kimppa.core.permissions import Actor
from kimppa.feedback.actions.tickets import note
from kimppa.feedback.evidence import E_LIBRARY, E_LIBRARY_SERVICE, TOPIC
from kimppa.feedback.models import Door, Group, Mailbox, Queue, Ticket, TicketQuerySet
from kimppa.feedback.months.month import Month
from kimppa.feedback.themes import Theme
from kimppa.ui.numbers import day

FEWEST = 3  # pieces of feedback in a month that make a theme of it
GROUP, THEME = "group-", "theme-"


def offers(place: str, person: Person) -> Iterator[Offer]:
    """Matters that several customers told of, and the themes of the last month: three queries."""
    tickets = Ticket.objects.visible_to(person)
    yield from _group_offers(tickets)
    yield from _theme_offers(tickets)


def _group_offers(tickets: TicketQuerySet) -> Iterator[Offer]:
    """Groups with something open; their tickets are all counted."""
    counts_by_group = {
        group_counts["group"]: group_counts
        for group_counts in tickets.filter(group__isnull=False)
        .order_by()
        .values("group")
        .annotate(
            weight=Count("pk"),
            waiting=Count("pk", filter=~Q(state=Ticket.State.CLOSED)),
            latest=Max("arrived_at"),
            service=Max("queue__service__slug"),
        )
        if group_counts["waiting"] and group_counts["weight"] > 1
    }
    for group in Group.objects.filter(pk__in=counts_by_group):
        group_counts = counts_by_group[group.pk]
        latest = group_counts["latest"].astimezone(clock.ZONE).date()
        yield Offer(
            key=f"{GROUP}{group.pk}",
            title=group.title,
            url=group.get_absolute_url(),
            topic=_topic(group_counts["service"]),
            text=_("%(count)d customers told of it, the last on %(date)s.")
            % {"count": group_counts["weight"], "date": day(latest)},
            weight=group_counts["weight"],
            example=group.example,
        )


def _theme_offers(tickets: TicketQuerySet) -> Iterator[Offer]:
    """What at least three told of in the last whole month, without what is grouped already."""
    last_day = clock.today().replace(day=1) - dt.timedelta(days=1)
    month = Month(last_day.year, last_day.month)
    counts = (
        tickets.filter(group=None, arrived_at__gte=month.start, arrived_at__lt=month.end)
        .order_by()
        .values("theme", "queue__service__slug")
        .annotate(weight=Count("pk"), real=Count("pk", filter=Q(example=False)))
    )
    themes = [theme_counts for theme_counts in counts if theme_counts["weight"] >= FEWEST]
    names = _service_names({theme_counts["queue__service__slug"] for theme_counts in themes})
    for theme_counts in sorted(themes, key=lambda theme_counts: -theme_counts["weight"]):
        slug = theme_counts["queue__service__slug"] or ""
        yield Offer(
            key=f"{THEME}{theme_counts['theme']}-{slug}",
            title=_theme_title(theme_counts["theme"], names.get(slug, "")),
            url=_theme_url(theme_counts["theme"], slug),
            topic=_topic(slug),
            text=ngettext(
                "%(count)d piece of feedback in %(month)s.",
                "%(count)d pieces of feedback in %(month)s.",
                theme_counts["weight"],
            )
            % {"count": theme_counts["weight"], "month": f"{month.number}/{month.year}"},
            weight=theme_counts["weight"],
            example=not theme_counts["real"],
        )


def resolve(ids: Iterable[str], person: Person) -> dict[str, Resolved]:
    """Groups and themes by the keys of their offers: at most two queries."""
    keys = list(ids)
    key_of = {key.removeprefix(GROUP): key for key in keys if key.startswith(GROUP)}
    pks = [int(number) for number in key_of if number.isdecimal()]
    visible_groups = Ticket.objects.visible_to(person).filter(group__in=pks).values("group")
    groups = Group.objects.filter(pk__in=visible_groups) if pks else []
    resolved = {
        key_of[str(group.pk)]: Resolved(group.title, group.get_absolute_url()) for group in groups
    }
    may_handle = person.can(Permission.DO_TASKS)
    theme_and_slug_by_key = {
        key: key.removeprefix(THEME).split("-", 1)
        for key in keys
        if may_handle and key.startswith(THEME) and key.count("-") > 1
    }
    name_by_slug = _service_names({slug for _theme, slug in theme_and_slug_by_key.values()})
    for key, (theme, slug) in theme_and_slug_by_key.items():
        if theme in Theme.values and (slug in name_by_slug or not slug):
            title = _theme_title(theme, name_by_slug.get(slug, ""))
            resolved[key] = Resolved(title, _theme_url(theme, slug))
    return resolved


def decided(matter: HandOver, *, by: Actor) -> Receipt | None:
    """Note a decision on the open feedback of the matter, so that whoever answers can tell it."""
    _area, key = matter.origin
    group_number = key.removeprefix(GROUP)
    if not (key.startswith(GROUP) and group_number.isdecimal()):
        return None
    for ticket in Ticket.objects.open().filter(group=int(group_number)).select_related("queue"):
        note(by=by, ticket=ticket, text=matter.text)
    return None


def mentions(
    person: Person, *, services: Collection[str] = (), records: Collection[str] = ()
) -> Iterator[Mention]:
    """Queues, doors and mailboxes of services, and feedback about records.

    Three queries for services, one for records.
    """
    if services:
        yield from _service_mentions(person, services)
    if records:
        for ticket in Ticket.objects.visible_to(person).filter(record__in=records):
            title = ticket.subject or str(ticket)
            url = ticket.get_absolute_url()
            yield Mention(ticket.record, _("Customer feedback"), title, url)


def _service_mentions(person: Person, services: Collection[str]) -> Iterator[Mention]:
    tickets = Ticket.objects.visible_to(person).filter(queue__service__slug__in=services)
    counts = tickets.order_by().values_list("queue__service__slug").annotate(count=Count("pk"))
    for slug, count in counts:
        title = ngettext("%(count)d piece of feedback", "%(count)d pieces of feedback", count)
        url = f"{reverse('feedback:inbox')}?{urlencode({'service': slug})}"
        yield Mention(slug, _("Customer feedback"), title % {"count": count}, url)
    if person.is_coordinator:
        yield from _setting_mentions(services)


def _setting_mentions(services: Collection[str]) -> Iterator[Mention]:
    """Queues, and by one query doors and mailboxes, which the coordinator takes care of."""
    for queue in Queue.objects.filter(service__slug__in=services).select_related(
        "service", "municipality"
    ):
        assert queue.service is not None
        url = reverse("feedback:queue", args=[queue.pk])
        yield Mention(queue.service.slug, _("Queues of feedback"), str(queue), url)
    doors = Door.objects.filter(service__slug__in=services).order_by()
    mailboxes = Mailbox.objects.filter(service__slug__in=services).order_by()
    settings = doors.values_list("service__slug", "pk", "slug", Value("door")).union(
        mailboxes.values_list("service__slug", "pk", "title", Value("mailbox")), all=True
    )
    title_by_kind = {"door": _("Doors for forms"), "mailbox": _("Mailboxes of feedback")}
    for slug, pk, title, kind in settings.order_by():
        yield Mention(slug, title_by_kind[kind], title, reverse(f"feedback:{kind}", args=[pk]))


def _topic(service: str | None) -> str:
    return E_LIBRARY if service == E_LIBRARY_SERVICE else TOPIC


def _service_names(slugs: Collection[str | None]) -> dict[str, str]:
    known_slugs = [slug for slug in slugs if slug]
    services = Service.objects.filter(slug__in=known_slugs) if known_slugs else ()
    return {service.slug: service.name for service in services}


def _theme_title(theme: str, service: str) -> str:
    return f"{service or _('No service named')}: {Theme(theme).label}"


def _theme_url(theme: str, service: str) -> str:
    params = {"theme": theme} | ({"service": service} if service else {})
    return f"{reverse('feedback:inbox')}?{urlencode(params)}"
