"""What the libraries publish: events, news and notices, in Finnish, Swedish and English."""

import secrets
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.connections.models import Connection
from kimppa.core.consortium.models import Branch, Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.files.models import StoredFile
from kimppa.core.proposals.models import Proposal, ProposalLink
from kimppa.core.sourced import Sourced
from kimppa.publishing.spans import span_of
from kimppa.publishing.translated import LANGUAGES as LANGUAGES
from kimppa.publishing.translated import Translated


def new_key() -> str:
    """The name of an item in every address outside: letters and digits, never used again."""
    return secrets.token_hex(6)


class ItemQuerySet(models.QuerySet["Item"]):
    """Reads of items."""

    def public(self) -> Self:
        """What anybody may read now: published, its time begun and not ended."""
        now = clock.now()
        return self.filter(status=Item.Status.PUBLISHED, publish_at__lte=now).filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        )

    def told(self) -> Self:
        """What anybody may read, and what they could until it was called off."""
        is_called_off = Q(status=Item.Status.CANCELLED, published_at__isnull=False)
        return self.filter(Q(pk__in=self.public().order_by().values("pk")) | is_called_off)

    def concerning(self, municipality: Municipality | None) -> Self:
        """The municipality's own and the joint ones; all when none is named."""
        return (
            self.filter(Q(municipality=municipality) | shared_by([municipality]))
            if municipality
            else self
        )

    def published_for(self, town: Municipality | None, day: str = "published_at__date") -> Self:
        """Of what was published, or held by `day`, what was for one municipality; all without."""
        return self.filter(done_for(town, day)) if town else self

    def visible_to(self, person: Person) -> Self:
        """On the desk: a coordinator sees all, others the published and their own library's."""
        if person.can(Permission.PUBLISH):
            return self
        own_municipality_ids = [m.municipality_id for m in person.current_memberships]
        is_published = Q(status__in=(Item.Status.PUBLISHED, Item.Status.CANCELLED))
        return self.filter(
            is_published | Q(municipality__in=own_municipality_ids) | Q(created_by=person)
        )


def done_for(municipality: Municipality, day: str = "published_at__date") -> Q:
    """Of what has been published, the municipality's own, and the joint ones that came while it was
    in the consortium; `day` is the path to when they did.
    """
    in_force = municipality.while_in_force(day)
    return Q(municipality=municipality) | (shared_by([municipality]) & in_force)


def shared_by(municipalities: Iterable[Municipality], path: str = "") -> Q:
    """What is joint to any of some municipalities; `path` leads to the items."""
    is_partner = (Q(**{f"{path}joint_with__contains": town.code}) for town in municipalities)
    return Q(**{f"{path}joint": True}) & reduce(or_, is_partner, Q(**{f"{path}joint_with": ""}))


class Item(Translated, Sourced):
    """One event, news item or notice.

    `municipality` is where it is held or whom it is from; none = all libraries together. A joint
    item stands in every municipality's list, or of those whose codes stand in `joint_with`, with
    spaces between. `start` and `end` are the first occurrence's;
    `rule` (RFC 5545) repeats it, but not on the days of `exceptions`. `sequence` grows with each
    change, as calendars ask (RFC 5545, 3.8.7.4); `moved_from` is the start that was public first,
    once another has been written. `latitude` and `longitude` are of a place that is no library.
    """

    class Kind(models.TextChoices):
        EVENT = "event", _("Event")
        NEWS = "news", _("News item")
        NOTICE = "notice", _("Notice")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Awaits publishing")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")
        HELD = "held", _("Held, not published")

    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.EVENT)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.DRAFT)
    title_fi = models.CharField(_("title in Finnish"), max_length=200, blank=True)
    title_sv = models.CharField(_("title in Swedish"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    summary_fi = models.CharField(_("in short, in Finnish"), max_length=300, blank=True)
    summary_sv = models.CharField(_("in short, in Swedish"), max_length=300, blank=True)
    summary_en = models.CharField(_("in short, in English"), max_length=300, blank=True)
    text_fi = models.TextField(_("text in Finnish"), max_length=20_000, blank=True)
    text_sv = models.TextField(_("text in Swedish"), max_length=20_000, blank=True)
    text_en = models.TextField(_("text in English"), max_length=20_000, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("library")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    street_address = models.CharField(_("street address"), max_length=200, blank=True)
    locality = models.CharField(_("town or village"), max_length=100, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    start = models.DateTimeField(_("starts"), null=True, blank=True)
    end = models.DateTimeField(_("ends"), null=True, blank=True)
    rule = models.CharField(_("repeats"), max_length=200, blank=True)
    exceptions = models.JSONField(_("not on these days"), default=list, blank=True)
    price = models.CharField(_("price"), max_length=100, blank=True)
    registration = models.URLField(_("link for signing up"), max_length=500, blank=True)
    organiser = models.CharField(_("organiser"), max_length=200, blank=True)
    contact = models.CharField(_("who is asked for more"), max_length=200, blank=True)
    image = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    alt_fi = models.CharField(_("what the picture shows, in Finnish"), max_length=300, blank=True)
    alt_sv = models.CharField(_("what the picture shows, in Swedish"), max_length=300, blank=True)
    alt_en = models.CharField(_("what the picture shows, in English"), max_length=300, blank=True)
    joint = models.BooleanField(_("joint event of the libraries"), default=False)
    joint_with = models.CharField(_("joint with"), max_length=400, blank=True)
    decision = models.ForeignKey(
        Decision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision that made it joint"),
    )
    publish_at = models.DateTimeField(_("shown from"), null=True, blank=True)
    expires_at = models.DateTimeField(_("shown until"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    changed_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(_("changes"), default=0, editable=False)
    moved_from = models.DateTimeField(_("began at first"), null=True, editable=False)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    sender = models.CharField(_("sender"), max_length=200, blank=True)
    link = models.ForeignKey(
        "SendingLink", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    note = models.CharField(_("note to the sender"), max_length=500, blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)

    objects: ClassVar[ItemQuerySet] = ItemQuerySet.as_manager()  # type: ignore[assignment]  # typed by the class

    class Meta:
        ordering = ["start", "pk"]
        verbose_name = _("event or news item")
        indexes = [models.Index(fields=["-changed_at", "-id"], name="publishing_item_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(joint=True) | Q(municipality__isnull=False),
                name="publishing_item_is_somebodys",
            ),
            models.CheckConstraint(
                condition=~Q(kind="event") | (Q(start__isnull=False) & Q(end__isnull=False)),
                name="publishing_event_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gt=F("start")),
                name="publishing_end_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(publish_at__isnull=False),
                name="publishing_published_from_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The item's page on the desk."""
        return reverse("publishing:item", args=[self.pk])

    @property
    def partners(self) -> list[str]:
        """The codes of the municipalities that it is joint to; empty when to all, or to none."""
        return self.joint_with.split()

    @property
    def origin(self) -> tuple[str, str]:
        """(area, object id), by which the work is known elsewhere."""
        return "publishing", f"item-{self.pk}"

    @property
    def publishing_right(self) -> Permission:
        """What is asked of who publishes it, at its municipality."""
        is_own = self.municipality_id and not self.joint
        return Permission.PUBLISH_OWN if is_own else Permission.PUBLISH

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it now; the same as `public()` of the rows."""
        now = clock.now()
        started = self.publish_at is not None and self.publish_at <= now
        over = self.expires_at is not None and self.expires_at <= now
        return self.status == self.Status.PUBLISHED and started and not over

    @property
    def starts_local(self) -> str:
        """When it begins, in Helsinki: 5.12.2025 17.00; of whole days the day; empty for news."""
        span = span_of(self.start, self.end) if self.start and self.end else None
        return f"{span.first:%-d.%-m.%Y} {span.begins}".strip() if span else ""


class Occurrence(models.Model):
    """One time at which an event is held. `whole` = the series itself, from first to last."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="occurrences")
    start = models.DateTimeField()
    end = models.DateTimeField()
    whole = models.BooleanField(default=False)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "start", "whole"], name="publishing_occurrence_once"
            )
        ]
        indexes = [models.Index(fields=["end", "start"], name="publishing_occurrence_coming")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.start.isoformat()}"


class Keyword(models.Model):
    """What an item is about or whom it is for. `slug` is a known one's, or made of the word."""

    class Role(models.TextChoices):
        CATEGORY = "category", _("Subject")
        AUDIENCE = "audience", _("For whom")
        WORD = "word", _("Word")

    item = models.ForeignKey(Item, models.CASCADE, related_name="keywords")
    role = models.CharField(max_length=10, choices=Role)
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "role", "slug"], name="publishing_keyword_once")
        ]
        indexes = [models.Index(fields=["slug", "item"], name="publishing_keyword_of")]

    def __str__(self) -> str:
        return self.name or self.slug


class SendingLink(ProposalLink):
    """A personal link by which somebody without an account sends events of one municipality."""

    page = "send-event"
    salt = "kimppa.publishing.link"

    class Meta(ProposalLink.Meta):
        verbose_name = _("link for sending events")


class ItemChange(Proposal):
    """What the sender of a published event proposes that it should say instead."""

    permission = Permission.PUBLISH_OWN
    page = "publishing:change"
    about = "item"

    item = models.ForeignKey(Item, models.CASCADE, related_name="changes")
    link = models.ForeignKey(SendingLink, models.SET_NULL, null=True, related_name="+")

    class Meta(Proposal.Meta):
        verbose_name = _("proposed change of an event")

    right = property(lambda self: self.item.publishing_right)


class DirectoryEntry(models.Model):
    """A branch as Kirjastohakemisto tells it; `hours` are days with times, of some weeks."""

    number = models.PositiveIntegerField(unique=True)
    branch = models.OneToOneField(
        Branch, models.SET_NULL, null=True, blank=True, related_name="directory_entry"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)
    street = models.CharField(max_length=200, blank=True)
    zipcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    hours = models.JSONField(default=list, blank=True)
    gone = models.BooleanField(default=False)
    fetched_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "number"]
        verbose_name = _("branch in Kirjastohakemisto")
        verbose_name_plural = "directory entries"

    def __str__(self) -> str:
        return self.name


class EventSource(Connection):
    """Another Linked Events that is asked every morning; what is new there comes as drafts.

    `batch` names, in the audit log, what the last harvest with something new has made.
    """

    page = "publishing:source"
    permission = Permission.PUBLISH
    topic = "events"

    title = models.CharField(_("name"), max_length=100, unique=True)
    address = models.URLField(_("address"), max_length=1000, unique=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    found = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    batch = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        ordering = ["title"]
        verbose_name = _("source of events")

    def __str__(self) -> str:
        return self.title


class Harvested(models.Model):
    """An event that a source has told, so that it comes once, even after its draft is removed.

    `told` is a checksum of what it said; `changed_at` is when it began to say something else.
    """

    event_source = models.ForeignKey(EventSource, models.CASCADE, related_name="harvested")
    origin = models.CharField(max_length=300)
    told = models.CharField(max_length=64)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "harvested events"
        constraints = [
            models.UniqueConstraint(
                fields=["event_source", "origin"], name="publishing_harvested_once"
            )
        ]
        indexes = [models.Index(fields=["origin"], name="publishing_harvested_origin")]

    def __str__(self) -> str:
        return self.origin
