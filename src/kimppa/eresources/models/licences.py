"""The agreement card: a service, who belongs, its periods and each municipality's share."""

import datetime as dt
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Municipality, Person, Service, Valid
from kimppa.core.consortium.roles import Role
from kimppa.core.decisions.models import READABLE_BY_ALL, Decision
from kimppa.core.files.models import StoredFile
from kimppa.core.language import active_language
from kimppa.core.ratification.models import Ratification
from kimppa.core.sourced import Sourced
from kimppa.documents.numbers import date
from kimppa.eresources.terms.prices import Model
from kimppa.eresources.terms.vat import Tax

PRICE_MODELS = [
    (Model.FLAT.value, _("One price for the period")),
    (Model.PER_INHABITANT.value, _("By inhabitants")),
    (Model.PER_USE.value, _("By use, with or without a base price")),
    (Model.SIMULTANEOUS.value, _("Any number of users at a time")),
    (Model.ONE_USER.value, _("One copy, one user, for good")),
    (Model.BY_TIME.value, _("One copy, one user, for so many months")),
    (Model.BY_LOANS.value, _("So many loans")),
    (Model.CONCURRENT.value, _("So many loans by so many at a time")),
]
TAXES = [
    (Tax.BOOKS.value, _("As books")),
    (Tax.PRESS.value, _("As newspapers and magazines")),
    (Tax.GENERAL.value, _("By the general rate")),
    (Tax.NONE.value, _("No tax")),
]
GRACE = dt.timedelta(days=30)
ACCOUNTS = "accounts-"


class Material(models.TextChoices):
    """Kinds of e-material, as the ministry counts them."""

    BOOKS = "books", _("E-books")
    AUDIOBOOKS = "audiobooks", _("E-audiobooks")
    MAGAZINES = "magazines", _("Magazines and newspapers")
    MUSIC = "music", _("Music")
    FILMS = "films", _("Films")
    DATABASES = "databases", _("Databases")
    OTHER = "other", _("Other")


class LicenceQuerySet(models.QuerySet["Licence"]):
    """Reads of licences. What is paid together is seen by all: no share is another's secret."""

    def with_service(self) -> Self:
        """With what the service register tells."""
        return self.select_related("service")


class Licence(Sourced):
    """An agreement on one e-resource; name, vendor and statements stand in the service register."""

    service = models.OneToOneField(
        Service, models.PROTECT, related_name="+", verbose_name=_("service")
    )
    kinds = models.JSONField(_("material"), default=list, blank=True)
    state_pays = models.BooleanField(_("the state pays as well"), default=False)
    note = models.TextField(_("note"), blank=True)
    line = models.CharField(
        _("budget line"),
        max_length=100,
        blank=True,
        help_text=_("The line of each year on which its costs are counted, by its name."),
    )
    hosts = models.CharField(
        _("where its records lead"),
        max_length=300,
        blank=True,
        help_text=_("For example ellibs.com, several with spaces between. Empty: the service's."),
    )
    added_on = models.DateField(_("added"), null=True, blank=True, editable=False)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        ordering = ["service", "pk"]

    def __str__(self) -> str:
        return self.service.name

    def get_absolute_url(self) -> str:
        """The card."""
        return reverse("eresources:licence", args=[self.pk])

    @property
    def origin(self) -> tuple[str, str]:
        """What evidence and tasks of this card name."""
        return "eresources", f"licence-{self.pk}"

    @property
    def accounts_origin(self) -> tuple[str, str]:
        """What the evidence of its accounts' yearly check names."""
        return "eresources", f"{ACCOUNTS}{self.pk}"

    def due_from(self, day: dt.date) -> dt.date:
        """When a duty of the day is due: one whose day had passed before the card was here is due
        in a month of that, for nobody is late with what nobody had written down.
        """
        if self.added_on is None or day >= self.added_on:
            return day
        return self.added_on + GRACE

    @property
    def topic(self) -> str:
        """Under which line of the agreement its work is; what the state pays as well is the
        national e-library.
        """
        if self.state_pays:
            return "elibrary"
        return "film-service" if self.kinds == [Material.FILMS] else "eresource-selection"

    @property
    def materials(self) -> list[str]:
        """The kinds in words."""
        return [str(Material(kind).label) for kind in self.kinds if kind in Material.values]


class Member(Valid, Sourced):
    """A municipality that belongs to a licence, from its joining to its leaving."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="members")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("municipality")
    )

    class Meta(Valid.Meta):
        ordering = ["municipality__position", "valid_from"]
        constraints = [
            *Valid.Meta.constraints,
            models.UniqueConstraint(
                fields=["licence", "municipality"], name="eresources_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence}: {self.municipality}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reads of documents."""

    def visible_to(self, person: Person) -> Self:
        """Agreements may tell prices that are not public: the coordinator sees all, a director
        those of licences to which the own municipality belongs or has belonged, others none.
        """
        if person.is_coordinator:
            return self
        towns = [m.municipality_id for m in person.current_memberships if m.role == Role.DIRECTOR]
        return self.filter(licence__members__municipality__in=towns).distinct()


class Document(Sourced):
    """A stored file of a licence: the agreement, an offer, an invoice."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    added_on = models.DateField(_("added"))

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]  # typed by the class

    class Meta:
        ordering = ["added_on", "pk"]

    def __str__(self) -> str:
        return self.title


class PeriodQuerySet(models.QuerySet["Period"]):
    """Reads of periods."""

    def with_question(self) -> Self:
        """With `is_asked`: whether a question on its renewal stands."""
        key = Concat(Value("period-"), OuterRef("pk"), output_field=models.CharField())
        questions = Ratification.objects.filter(area="eresources", object_id=key, withdrawn_at=None)
        return self.annotate(is_asked=Exists(questions))


class Period(Sourced):
    """A time that is agreed on and paid at once. Without an end it goes on until further notice.

    `price` None = not known, which is never nought. What a price means is told by its model
    (`terms.prices`); a sum without value added tax gets that of the day of the invoice. `offer` is
    the price that is asked for the next period, None where it stays.
    """

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="periods")
    start = models.DateField(_("begins"))
    end = models.DateField(_("ends"), null=True, blank=True)
    notice_on = models.DateField(_("last day of notice"), null=True, blank=True)
    goes_on = models.BooleanField(_("goes on unless notice is given"), default=True)
    notice_given_on = models.DateField(_("notice given"), null=True, blank=True)
    model = models.CharField(
        _("price model"), max_length=20, choices=PRICE_MODELS, default=Model.FLAT.value
    )
    price = models.DecimalField(
        _("price, €"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    unit_price = models.DecimalField(
        _("unit price, €"),
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    use_limit = models.DecimalField(
        _("uses at most, €"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    offer = models.DecimalField(
        _("new price, €"),
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        editable=False,
        validators=[MinValueValidator(0)],
    )
    copies = models.PositiveIntegerField(_("copies"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    loans = models.PositiveIntegerField(_("loans"), null=True, blank=True)
    concurrent_users = models.PositiveIntegerField(_("users at a time"), null=True, blank=True)
    tax = models.CharField(_("value added tax"), max_length=10, choices=TAXES)
    tax_included = models.BooleanField(_("tax is in the price"), default=True)
    tax_percent = models.DecimalField(
        _("tax per cent of the invoice"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Empty: the law's of the day of the invoice."),
    )
    key = models.ForeignKey(
        AllocationKey,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("allocation key"),
    )
    invoice_on = models.DateField(_("day of the invoice"), null=True, blank=True)
    invoice_sum = models.DecimalField(
        _("sum of the invoice, €"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("With tax. Empty until the invoice has come."),
    )
    decision = models.ForeignKey(
        Decision,
        models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to=READABLE_BY_ALL,
        related_name="+",
        verbose_name=_("decision"),
    )

    objects = PeriodQuerySet.as_manager()
    is_asked: bool  # of those read `with_question`

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="eresources_period_order",
                violation_error_message=_("The period ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["licence", "start"],
                name="eresources_period_once",
                violation_error_message=_("A period of this licence begins on the same day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence} {self.start.year}"

    def get_absolute_url(self) -> str:
        """The card with this period."""
        return f"{self.licence.get_absolute_url()}?period={self.pk}"

    @property
    def deadline(self) -> dt.date | None:
        """By when its renewal is to be decided: the last day of notice, else its end."""
        return self.notice_on or self.end

    @property
    def origin(self) -> tuple[str, str]:
        """What questions and decisions on this period name."""
        return "eresources", f"period-{self.pk}"

    def clean(self) -> None:
        """Refuses an order of days that cannot be, and days of another period."""
        if self.end and self.notice_on and self.notice_on > self.end:
            text = gettext("Notice is given before the period ends.")
            raise ValidationError({"notice_on": text})
        if self.end and self.licence_id and (overlap := self._overlapping()):
            text = gettext("The period %(first)s–%(last)s has some of these days already.")
            language = active_language()
            words = {"first": date(overlap.start, language), "last": date(overlap.end, language)}
            raise ValidationError({"start": text % words})

    def _overlapping(self) -> "Period | None":
        """Another period of the licence with some of the same days, both with an end."""
        other_periods = Period.objects.filter(licence=self.licence_id).exclude(pk=self.pk)
        return other_periods.filter(start__lte=self.end, end__gte=self.start).first()

    def is_on(self, day: dt.date) -> bool:
        """Whether the day is within the period."""
        return self.start <= day and (self.end is None or day <= self.end)


class CostShare(Sourced):
    """What one municipality pays of a period's invoice, and for which days of it."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="shares")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    amount = models.DecimalField(_("euros"), max_digits=12, decimal_places=2)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"), null=True, blank=True)
    by_key = models.BooleanField(_("by the key"), default=True)

    class Meta:
        ordering = ["municipality__position"]
        constraints = [
            models.UniqueConstraint(fields=["period", "municipality"], name="eresources_share_once")
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.municipality}"
