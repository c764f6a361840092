"""Feedback: queues, tickets, what was said, and the sender as long as we need to know."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.sourced import Sourced
from kimppa.feedback.models.mailboxes import Mailbox as Mailbox
from kimppa.feedback.models.mailboxes import PendingLetter as PendingLetter
from kimppa.feedback.models.rows import BroughtRow as BroughtRow
from kimppa.feedback.themes import Theme

DAYS, KEEP_MONTHS, LOOK_DAYS = 5, 24, 30
TEXT_LENGTH = 20_000


class Queue(Sourced):
    """What is told of one service by customers of one municipality, and how it is handled.

    Without a municipality it is common to all; without a service the sender did not name one.
    `days` is the target in working days; `keep_months` after its closing a feedback forgets
    people; `look_days` after it the sender's address and the uncovered text are removed.
    """

    slug = models.CharField(max_length=60, unique=True)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, related_name="+", verbose_name=_("service")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, related_name="+", verbose_name=_("municipality")
    )
    days = models.PositiveSmallIntegerField(_("answer within working days"), default=DAYS)
    keep_months = models.PositiveSmallIntegerField(
        _("people are forgotten after months"), default=KEEP_MONTHS
    )
    look_days = models.PositiveSmallIntegerField(
        _("the sender is shown for days after closing"), default=LOOK_DAYS
    )

    class Meta:
        ordering = ["service", "municipality__position", "pk"]

    @property
    def look_time(self) -> dt.timedelta:
        """How long after the closing the sender is shown."""
        return dt.timedelta(days=self.look_days)

    def __str__(self) -> str:
        service = self.service.name if self.service else _("No service named")
        municipality_name = self.municipality.name if self.municipality else _("All municipalities")
        return f"{service} · {municipality_name}"


class Door(Sourced):
    """An address at which a web service's form leaves feedback; its secret is not stored."""

    slug = models.SlugField(
        _("name in the address"), max_length=40, unique=True, help_text=_("For example web-library")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, related_name="+", verbose_name=_("service")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, related_name="+", verbose_name=_("municipality")
    )
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """The door's page."""
        return reverse("feedback:door", args=[self.pk])


class Group(Sourced):
    """The same matter, told by several customers: one answer goes to all."""

    title = models.CharField(_("what it is about"), max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the matter."""
        return reverse("feedback:group", args=[self.pk])


class Reply(Sourced):
    """An answer that is often given, with `letters.VARIABLES` to fill in."""

    class Language(models.TextChoices):
        FI = "fi", _("Finnish")
        PLAIN = "plain", _("Plain Finnish")
        SV = "sv", _("Swedish")
        EN = "en", _("English")

    title = models.CharField(_("name"), max_length=100)
    language = models.CharField(_("language"), max_length=5, choices=Language)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH)

    class Meta:
        ordering = ["title", "language", "pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_language_display()})"


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Reads of tickets."""

    def open(self) -> Self:
        """Those that still want something done."""
        return self.exclude(state=Ticket.State.CLOSED)

    def visible_to(self, person: Person) -> Self:
        """Who answers sees what is common and their own municipality's; a coordinator all."""
        if person.is_coordinator:
            return self
        own_municipality_ids = [
            membership.municipality_id
            for membership in person.current_memberships
            if person.can(Permission.DO_TASKS, membership.municipality)
        ]
        if not own_municipality_ids:
            return self.none()
        common = models.Q(queue__municipality=None)
        return self.filter(common | models.Q(queue__municipality__in=own_municipality_ids))


class Ticket(Sourced):
    """One feedback. Its texts are covered (`redaction`) before they are stored.

    `due_on` is the one day that it is due: by its queue's target, or `answer_by`, the statutory day
    of feedback on accessibility, which its customer is told. `more` holds what the sender's form
    told beside that, covered as well. `may_belong_to` is the ticket whose letter it names, when
    somebody else than its people wrote.
    """

    class Channel(models.TextChoices):
        FORM = "form", _("Public form")
        STAFF = "staff", _("Written down by staff")
        FINNA = "finna", _("Finna's form")
        MAIL = "mail", _("E-mail")
        ROWS = "rows", _("From a table")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        FORWARDED = "forwarded", _("Waits for somebody else")
        CLOSED = "closed", _("Closed")

    queue = models.ForeignKey(
        Queue, models.PROTECT, related_name="tickets", verbose_name=_("queue")
    )
    channel = models.CharField(_("arrived by"), max_length=10, choices=Channel)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme, default=Theme.GENERAL)
    language = models.CharField(_("language"), max_length=2, default="fi")
    subject = models.CharField(_("subject"), max_length=200)
    page = models.CharField(_("page"), max_length=500, blank=True)
    record = models.CharField(_("record"), max_length=200, blank=True)
    more = models.JSONField(default=dict, blank=True)
    arrived_at = models.DateTimeField(_("arrived"))
    due_on = models.DateField(_("due"))
    answer_by = models.DateField(_("statutory day"), null=True, blank=True)
    assignee = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    forwarded_to = models.CharField(_("forwarded to"), max_length=100, blank=True)
    follow_up_on = models.DateField(_("ask again on"), null=True, blank=True)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="tickets")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    content = models.CharField(max_length=64, blank=True)
    repeats = models.PositiveIntegerField(default=0)
    blanked_at = models.DateTimeField(null=True, blank=True)
    may_belong_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[TicketQuerySet] = TicketQuerySet.as_manager()  # type: ignore[assignment]  # typed by the class

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="feedback_ticket_due"),
            models.Index(fields=["queue", "-arrived_at"], name="feedback_ticket_queue"),
            models.Index(fields=["content", "-arrived_at"], name="feedback_ticket_content"),
            models.Index(fields=["answered_at"], name="feedback_ticket_answered"),
            models.Index(
                fields=["answer_by"],
                name="feedback_ticket_statutory",
                condition=models.Q(answer_by__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
                name="feedback_ticket_closed_dated",
            )
        ]

    def __str__(self) -> str:
        # The audit log keeps this for good: it must tell nothing of the sender.
        return str(_("Feedback %(number)s") % {"number": self.pk})

    def get_absolute_url(self) -> str:
        """The ticket's page."""
        return reverse("feedback:ticket", args=[self.pk])

    @property
    def must_answer_by(self) -> dt.date | None:
        """The statutory day while it counts: not any more once there has been an answer."""
        return self.answer_by if self.answered_at is None else None

    @property
    def can_be_answered(self) -> bool:
        """Whether its sender left an address that is still kept."""
        contact = getattr(self, "contact", None)
        return bool(contact and contact.email) and self.blanked_at is None

    @property
    def municipality(self) -> Municipality | None:
        """Whose customer it is from; None when common."""
        return self.queue.municipality


class Contact(models.Model):
    """Who sent it, and how to answer: only while it is needed, and only for who answers.

    An empty one stands for somebody who gave no name but whose words were covered: as long as it
    is there the uncovered words are. Without a row there is nothing more to know.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="contact")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    more = models.JSONField(default=dict, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_on"], name="feedback_contact_expires")]

    def __str__(self) -> str:
        return f"{self.ticket_id}"


class Message(models.Model):
    """One thing said of a ticket; OUTSIDE is what came back of what was forwarded.

    `original` is the uncovered text of what came by the customer or from outside.
    """

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("From the customer")
        ANSWER = "answer", _("Answer")
        NOTE = "note", _("Note")
        FORWARD = "forward", _("Forwarded")
        OUTSIDE = "outside", _("From outside")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    original = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    message_id = models.CharField(max_length=250, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of a letter that came: `actions.letters`
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["message_id"], name="feedback_message_id")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.ticket_id}"


class Original(models.Model):
    """A customer's letter as it came, packed (zlib): as long as its sender is known."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="letter")
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.message_id}"


class Opened(models.Model):
    """Who has had a ticket's page before them lately, and when they last wrote an answer there.

    Only for telling others of it: rows are worth nothing after minutes (`actions.readers`).
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="opened")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    writing_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="feedback_opened_once")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}"
