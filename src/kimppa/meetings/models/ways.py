"""Ways of working: suggestions of the staff, surveys without names, and what was changed."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.proposals.models import ProposalLink
from kimppa.core.sourced import Sourced
from kimppa.meetings.models.meetings import Item

DAYS, LONGEST_TEXT = 14, 2000


class StaffLink(ProposalLink):
    """The link of a municipality's staff: who holds it suggests and answers surveys, unnamed."""

    page: ClassVar[str] = "meetings-public:staff-suggest"
    salt: ClassVar[str] = "kimppa.meetings.staff"


class AnswerTime(Sourced):
    """Within how many days the staff's suggestions are answered; one row, 14 days without it."""

    days = models.PositiveSmallIntegerField(
        _("answer suggestions within days"),
        default=DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Holds for suggestions that come from now on."),
    )

    def __str__(self) -> str:
        return str(self.days)

    def get_absolute_url(self) -> str:
        return reverse("meetings:ways")


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Reads of suggestions."""

    def visible_to(self, person: Person) -> Self:
        """The coordinator sees all; who works in a municipality its own, and what they wrote."""
        if person.is_coordinator:
            return self
        own_ids = [
            membership.municipality_id
            for membership in person.current_memberships
            if person.can(Permission.LOG_WORK, membership.municipality)
        ]
        authored = models.Q(person=person.pk) if own_ids else models.Q(pk=None)
        return self.filter(models.Q(municipality__in=own_ids) | authored)

    def open(self) -> Self:
        """Those without an answer, also those that are on an agenda."""
        return self.filter(state=Suggestion.State.OPEN)

    def with_item(self) -> Self:
        """`item_pk` is the newest item of an agenda that is about it, None without one."""
        return self.annotate(item_pk=models.Subquery(_items().values("pk")[:1]))

    def on_no_agenda(self) -> Self:
        """Those that no item of an agenda is about."""
        return self.filter(~models.Exists(_items()))


def _items() -> models.QuerySet[Item]:
    """The items about a suggestion of the outer query, the newest first."""
    number = Cast(models.OuterRef("pk"), models.CharField(max_length=20))
    key: Any = Concat(models.Value(Suggestion.KEY), number)
    return Item.objects.filter(area="meetings", object_id=key).order_by("-pk")


class Suggestion(Sourced):
    """How somebody of the staff would do things better. Who wrote it by a link left no name.

    It is on an agenda when an item of one is about it (`key`), which is not stored here.
    """

    KEY: ClassVar[str] = "suggestion-"
    item_pk: int | None = None  # of rows that are read `with_item`

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Left, with the reason")

    title = models.CharField(_("what would you do differently?"), max_length=200)
    reason = models.TextField(_("why?"), max_length=LONGEST_TEXT, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    email = models.EmailField(_("e-mail address for the answer"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    arrived_on = models.DateField(_("arrived"))
    due_on = models.DateField(_("answer by"))
    answer = models.TextField(_("what was answered"), max_length=LONGEST_TEXT, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-arrived_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meetings:suggestion", args=[self.pk])

    @property
    def key(self) -> str:
        """What names it within the room."""
        return f"{self.KEY}{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == self.State.OPEN


class Survey(Sourced):
    """At most three questions to all staff until the end of a day.

    `answers` counts the sheets that came. It closes by its last day or before that by hand, on
    `closed_on`; its results are shown from the day after.
    """

    title = models.CharField(_("what the survey is about"), max_length=200)
    opened_on = models.DateField(_("opened"))
    closes_on = models.DateField(_("last day to answer"))
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    answers = models.PositiveIntegerField(_("answers"), default=0)

    class Meta:
        ordering = ["-closes_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meetings:survey", args=[self.pk])

    @property
    def key(self) -> str:
        """What names it within the room."""
        return f"survey-{self.pk}"

    @property
    def last_day(self) -> dt.date:
        """The day after which its results may be read."""
        return min(self.closed_on or self.closes_on, self.closes_on)

    @property
    def is_open(self) -> bool:
        """Whether it may be answered."""
        return self.closed_on is None and clock.today() <= self.closes_on

    @property
    def is_over(self) -> bool:
        """Whether it is closed for good: what was answered may be read."""
        return self.last_day < clock.today()


class Question(Sourced):
    """A question of a survey, in its place from 1 to 3."""

    class Kind(models.TextChoices):
        SCALE = "scale", _("A number from 1 to 5")
        WORDS = "words", _("Own words")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("question"), max_length=300)
    kind = models.CharField(_("answered by"), max_length=5, choices=Kind, default=Kind.SCALE)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "position"], name="meetings_question_once")
        ]

    def __str__(self) -> str:
        return self.text


class Tally(Sourced):
    """How many of a municipality's staff gave a number, or wrote words (value 0).

    There is no row for an answer: nobody can find who gave it, nor what else they answered.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="tallies")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(validators=[MaxValueValidator(5)])
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["question", "municipality", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "municipality", "value"], name="meetings_tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.value} × {self.count}"


class Remark(Sourced):
    """Words that somebody answered with. The key is random, so that the order tells nothing."""

    key = models.CharField(max_length=32, unique=True)
    question = models.ForeignKey(Question, models.CASCADE, related_name="remarks")
    text = models.TextField(_("own words"), max_length=LONGEST_TEXT)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.text[:80]


class Practice(Sourced):
    """A way of working that was agreed on, and whether it helped."""

    class Outcome(models.TextChoices):
        HELPED = "helped", _("It helped")
        DID_NOT = "did-not", _("It did not help")
        GOES_ON = "goes-on", _("It goes on")

    title = models.CharField(_("what is done differently"), max_length=200)
    text = models.TextField(_("how"), max_length=LONGEST_TEXT, blank=True)
    decision = models.ForeignKey(
        Decision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision"),
    )
    suggestion = models.ForeignKey(
        Suggestion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name=_("suggestion"),
    )
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    begins_on = models.DateField(_("begins"))
    ask_on = models.DateField(_("ask whether it helped on"))
    outcome = models.CharField(_("did it help?"), max_length=10, choices=Outcome, blank=True)
    outcome_text = models.TextField(_("in words"), max_length=LONGEST_TEXT, blank=True)
    judged_on = models.DateField(_("judged"), null=True, blank=True)

    class Meta:
        ordering = ["-begins_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meetings:practice", args=[self.pk])

    @property
    def key(self) -> str:
        """What names it, and the day on which it is asked about, within the room."""
        return f"practice-{self.pk}-{self.ask_on:%Y%m%d}"

    @property
    def is_judged(self) -> bool:
        """Whether nothing is to be asked of it any more."""
        return bool(self.outcome) and (self.judged_on is None or self.ask_on <= self.judged_on)
