"""The directors' principles, the year's budget lines, and what is wished for and ordered."""

import datetime as dt
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person, Valid
from kimppa.core.decisions.models import READABLE_BY_ALL, Decision
from kimppa.core.language import active_language
from kimppa.core.sourced import Sourced
from kimppa.documents.numbers import money
from kimppa.eresources.models.licences import Licence, Material
from kimppa.eresources.terms.principles import Rule
from kimppa.marc.definition.loading import codelists
from kimppa.marc.identifiers import isbn

RULES = [
    (Rule.CEILING.value, _("Price at most")),
    (Rule.MATERIAL.value, _("Only this material")),
    (Rule.LANGUAGE.value, _("Only this language")),
    (Rule.HELD.value, _("Nothing that the national e-library has")),
]


def _decision(**options: Any) -> Any:
    """One that others than directors may read."""
    return models.ForeignKey(
        Decision,
        models.PROTECT,
        limit_choices_to=READABLE_BY_ALL,
        related_name="+",
        **{"verbose_name": _("decision")} | options,
    )


def _check_language(code: str) -> None:
    if code and code not in codelists()["languages"]:
        text = gettext("“%(code)s” is no code of a language. Write for example fin, swe or eng.")
        raise ValidationError({"language": text % {"code": code}})


class Principle(Valid, Sourced):
    """A row of the directors' principles that an order can be checked by."""

    rule = models.CharField(_("principle"), max_length=20, choices=RULES)
    limit = models.DecimalField(
        _("price at most, €"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    material = models.CharField(_("material"), max_length=20, choices=Material.choices, blank=True)
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text=_("A code, such as fin.")
    )
    decision = _decision()
    ended_by = _decision(
        verbose_name=_("ended by the decision"), null=True, blank=True, editable=False
    )

    class Meta(Valid.Meta):
        ordering = ["rule", "pk"]

    def __str__(self) -> str:
        term = self.get_material_display() if self.material else self.language
        if self.rule == Rule.CEILING and self.limit is not None:
            term = money(self.limit, active_language())
        return f"{self.get_rule_display()}: {term}" if term else self.get_rule_display()

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("eresources:principle", args=[self.pk])

    def clean(self) -> None:
        """Refuses a principle without what it compares with."""
        needs = {Rule.CEILING: "limit", Rule.MATERIAL: "material", Rule.LANGUAGE: "language"}
        name = needs.get(Rule(self.rule)) if self.rule in list(Rule) else None
        if name and not getattr(self, name):
            raise ValidationError({name: gettext("The principle needs this.")})
        _check_language(self.language)


class BudgetLine(Sourced):
    """What the directors have decided to use for something in a year."""

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    name = models.CharField(_("name"), max_length=100)
    amount = models.DecimalField(
        _("euros"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    decision = _decision()

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "name"],
                name="eresources_line_once",
                violation_error_message=_("The year has a line of this name."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"

    def get_absolute_url(self) -> str:
        """The year's money."""
        return reverse("eresources:money")


class Move(Sourced):
    """Money moved from one line to another of the same year by a decision."""

    origin = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="moves_out", verbose_name=_("from the line")
    )
    target = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="moves_in", verbose_name=_("to the line")
    )
    amount = models.DecimalField(
        _("euros"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    decision = _decision()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin=F("target")),
                name="eresources_move_between",
                violation_error_message=_("Choose two different lines."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin} → {self.target}"


class OrderQuerySet(models.QuerySet["Order"]):
    """Reads of wishes and orders."""

    def visible_to(self, person: Person) -> Self:
        """What is ordered is seen by all; a wish by its own municipality and the coordinator."""
        if person.is_coordinator:
            return self
        towns = [membership.municipality_id for membership in person.current_memberships]
        return self.exclude(
            ~Q(municipality=None), ~Q(municipality__in=towns), state=Order.State.WISH
        )

    def ending(self, day: dt.date) -> Self:
        """Ordered ones whose time ends within 60 days, or whose loans are used up."""
        soon = Q(ends_on__lte=day + dt.timedelta(days=60)) | Q(loans__lte=F("loans_used"))
        return self.filter(soon, state=Order.State.ORDERED)

    def to_withdraw(self) -> Self:
        """Ended ones whose record still stands in the catalogue, as far as is known."""
        return self.filter(state=Order.State.ENDED, withdrawn_on=None).exclude(record="")


class Order(Sourced):
    """A title or a licence to it: wished for, ordered, ended; or declined with an answer."""

    class State(models.TextChoices):
        WISH = "wish", _("Wish")
        ORDERED = "ordered", _("Ordered")
        ENDED = "ended", _("Ended")
        DECLINED = "declined", _("Not ordered")

    title = models.CharField(pgettext_lazy("work", "title"), max_length=300)
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    material = models.CharField(
        _("material"), max_length=20, choices=Material.choices, default=Material.AUDIOBOOKS
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wished by"),
    )
    reason = models.TextField(_("why"), blank=True)
    licence = models.ForeignKey(
        Licence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("agreement"),
    )
    line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("budget line"),
    )
    price = models.DecimalField(
        _("price, €"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    held = models.BooleanField(_("the national e-library has it"), default=False)
    principle = models.ForeignKey(
        Principle,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by the principle"),
    )
    exception = models.TextField(_("reason of an exception"), blank=True)
    ordered_on = models.DateField(_("ordered"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    loans = models.PositiveIntegerField(_("loans bought"), null=True, blank=True)
    loans_used = models.PositiveIntegerField(_("loans used"), default=0)
    record = models.CharField(_("record id"), max_length=100, blank=True)
    withdrawn_on = models.DateField(_("record withdrawn"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WISH)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_on", "title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("eresources:order", args=[self.pk])

    def clean(self) -> None:
        """Refuses what is no code of a language: no principle could be compared with it; what is
        no ISBN: no record could be found by it; and more loans used than were bought.
        """
        _check_language(self.language)
        if self.isbn and not isbn(self.isbn):
            text = gettext("“%(isbn)s” is no ISBN. Check its digits.") % {"isbn": self.isbn}
            raise ValidationError({"isbn": text})
        if self.loans is not None and self.loans_used is not None and self.loans_used > self.loans:
            text = gettext("More loans than were bought: %(count)d.") % {"count": self.loans}
            raise ValidationError({"loans_used": text})

    @property
    def is_used_up(self) -> bool:
        """Whether its loans are used."""
        return self.loans is not None and self.loans_used >= self.loans
