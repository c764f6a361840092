"""The libraries together: municipalities, branches, people and the service register."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium import codes, colours
from kimppa.core.consortium.faint import faint_colours
from kimppa.core.consortium.finland import listed, listed_as
from kimppa.core.consortium.naming import Named as Named
from kimppa.core.consortium.naming import name_order as name_order
from kimppa.core.consortium.rhythm import Rhythm
from kimppa.core.consortium.roles import ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role
from kimppa.core.sourced import Sourced


class ValidQuerySet[M: "Valid"](models.QuerySet[M]):
    """Rows with a time of validity."""

    def valid_on(self, day: dt.date) -> Self:
        """Those in force on the day (both ends included)."""
        return self.valid_between(day, day)

    def valid_between(self, first_day: dt.date, last_day: dt.date) -> Self:
        """Those in force on some day of a period (both ends included)."""
        return self.filter(
            models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=last_day),
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=first_day),
        )


class Valid(models.Model):
    """In force from … to; an empty end is open."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects: ClassVar[Any] = ValidQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="%(app_label)s_%(class)s_valid_order",
                violation_error_message=_("The last day of validity is before the first."),
            )
        ]

    def in_force_on(self, day: dt.date) -> bool:
        """Whether the row is in force on the day (both ends included)."""
        has_begun = self.valid_from is None or self.valid_from <= day
        return has_begun and (self.valid_to is None or day <= self.valid_to)

    def while_in_force(self, day: str, *, later: models.Q | None = None) -> models.Q:
        """Of other rows those whose field or lookup `day`, a date, is a day when this row is in
        force; of those after its last day also the ones that `later` picks.
        """
        condition = models.Q()
        if self.valid_from:
            condition &= models.Q((f"{day}__gte", self.valid_from))
        if self.valid_to:
            by_then = models.Q((f"{day}__lte", self.valid_to))
            condition &= by_then | later if later else by_then
        return condition


class Municipality(Named, Valid, Sourced):
    """A party that pays and decides; `code` is Statistics Finland's three digits."""

    code = models.CharField(_("municipality code"), max_length=3, unique=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    language = models.CharField(
        _("language of its documents"),
        max_length=2,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_("Empty: the consortium's."),
    )

    class Meta(Valid.Meta):
        ordering = ["position", "code"]

    def clean(self) -> None:
        """Refuses a code that by Statistics Finland is not of the municipality of that name."""
        official = listed_as(*self.names)
        if official is None or official.code == self.code:
            return
        names = {"name": official.fi, "code": official.code}
        text = gettext("The code of %(name)s is %(code)s.") % names
        if owner := listed().get(self.code):
            text += " " + gettext("%(code)s is %(name)s.") % {"name": owner.fi, "code": owner.code}
        raise ValidationError({"code": text})

    def shares(self, day: dt.date, year: int) -> bool:
        """Whether what all got on a day, and counts for a year, was for this one too: from its
        joining to its leaving, and what is done of the year when that is over.
        """
        if self.valid_from and day < self.valid_from:
            return False
        return self.in_force_on(day) or day.year > year

    def time_in(self, year: int) -> tuple[dt.date | None, dt.date | None]:
        """The day of joining and the last day, of those that fell within a year."""
        first_day, last_day = self.valid_from, self.valid_to
        return (
            first_day
            if first_day and dt.date(year, 1, 1) < first_day <= dt.date(year, 12, 31)
            else None,
            last_day
            if last_day and dt.date(year, 1, 1) <= last_day < dt.date(year, 12, 31)
            else None,
        )


class Consortium(Named, Sourced):
    """The one consortium of this instance."""

    short_name = models.CharField(_("short name"), max_length=60)
    language = models.CharField(
        _("language of the documents"),
        max_length=2,
        choices=settings.LANGUAGES,
        default="fi",
        help_text=_(
            "In which what is delivered is written; each person reads the desk in their own."
        ),
    )
    host = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name=_("host municipality")
    )
    brand_colour = models.CharField(
        _("colour of the public pages"),
        max_length=7,
        default=colours.BRAND,
        help_text=_("White text is read on it, and it is the colour of links."),
    )
    second_colour = models.CharField(
        _("second colour"),
        max_length=7,
        default=colours.SECOND,
        help_text=_("A line beneath the top of the public pages and beneath the page at hand."),
    )
    privacy_notice = models.URLField(
        _("privacy notice"), blank=True, help_text=_("Public pages lead there.")
    )
    statement = models.URLField(
        _("accessibility statement"), blank=True, help_text=_("Public pages lead there.")
    )
    isil = codes.isil_field()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="core_consortium_only_one")
        ]

    def clean(self) -> None:
        """Refuses colours with which the public pages could not be read."""
        faults = {}
        for name in ("brand_colour", "second_colour"):
            colour = getattr(self, name).lower()
            setattr(self, name, colour)
            if not colours.is_colour(colour):
                faults[name] = gettext("Write the colour as # and six digits or letters a–f.")
        if not faults:
            faults = faint_colours(self.brand_colour, self.second_colour)
        if faults:
            raise ValidationError(faults)


class Branch(Named, Valid, Sourced):
    """A service point; its figures roll up to one municipality."""

    class Kind(models.TextChoices):
        LIBRARY = "library", _("Library")
        SCHOOL = "school", _("School library")
        MOBILE = "mobile", _("Bookmobile")
        LENDING = "lending", _("Lending station")

    code = models.CharField(_("code"), max_length=30, unique=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="branches", verbose_name=_("municipality")
    )
    municipality_confirmed = models.BooleanField(_("municipality confirmed"), default=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.LIBRARY)
    isil = models.CharField("ISIL", max_length=30, blank=True)

    class Meta(Valid.Meta):
        ordering = ["municipality__position", "code"]
        verbose_name_plural = "branches"


class Department(Named, Sourced):
    """A part of a branch; the code is common to the branches that have it."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    branches = models.ManyToManyField(Branch, related_name="departments", blank=True)

    class Meta:
        ordering = ["code"]


class Service(Named, Sourced):
    """A shared system or web service, as the service register knows it."""

    class Kind(models.TextChoices):
        LIBRARY_SYSTEM = "library-system", _("Library system")
        WEB_LIBRARY = "web-library", _("Web library")
        WEBSITE = "website", _("Website")
        ERESOURCE = "e-resource", _("E-resource")
        WORKSPACE = "workspace", _("Workspace")
        OTHER = "other", _("Other")

    slug = models.SlugField(_("code"), max_length=50, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind, default=Kind.OTHER)
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    vendor = models.CharField(_("vendor"), max_length=200, blank=True)
    address = models.URLField(_("address"), blank=True)
    in_use_from = models.DateField(_("in use from"), null=True, blank=True)
    in_use_to = models.DateField(_("in use to"), null=True, blank=True)
    sign_in = models.CharField(_("sign-in"), max_length=300, blank=True)
    privacy_notice = models.URLField(_("privacy notice"), blank=True)
    statistics_source = models.CharField(_("source of statistics"), max_length=300, blank=True)
    statement = models.URLField(_("accessibility statement"), blank=True)
    contacts = models.TextField(_("contacts"), blank=True)
    support = models.EmailField(_("address of the support"), blank=True)

    class Meta:
        ordering = [name_order(), "pk"]


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an empty password means that only a link signs them in."""

    def valid_on(self, day: dt.date) -> "ValidQuerySet[Person]":
        """Those whose time has begun and not ended on the day."""
        return ValidQuerySet(self.model, using=self._db).valid_on(day)

    def create_person(
        self, *, email: str, name: str, password: str | None = None, **fields: Any
    ) -> "Person":
        """A saved person with a normalised e-mail address."""
        person = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, Valid, Sourced):
    """Somebody who signs in. Rights come from memberships alone."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, default="fi")
    rhythm = models.CharField(
        _("letter of what is to be done"), max_length=10, choices=Rhythm, default=Rhythm.MONDAYS
    )
    is_active = models.BooleanField(_("may sign in"), default=True)

    objects: ClassVar[PersonManager] = PersonManager()  # type: ignore[assignment]  # Valid's manager gives way

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta(Valid.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def in_use(self) -> bool:
        """Whether the person may sign in and today is within their time."""
        return self.is_active and self.in_force_on(clock.today())

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """Memberships in force today, with their municipalities; one query per request.

        Whose time has ended has none, whatever their memberships say.
        """
        if not self.in_use:
            return []
        memberships = Membership.objects.valid_on(clock.today()).filter(person=self)
        return list(memberships.select_related("municipality"))

    @cached_property
    def role(self) -> str:
        """The strongest role in force, or an empty text."""
        roles = {membership.role for membership in self.current_memberships}
        return next((role for role in Role if role in roles), "")

    @property
    def is_coordinator(self) -> bool:
        """Whether the person works for the whole consortium."""
        return self.role == Role.COORDINATOR

    @property
    def municipality(self) -> Municipality | None:
        """The municipality of the strongest membership; None for a coordinator."""
        for membership in self.current_memberships:
            if membership.role == self.role:
                return membership.municipality
        return None

    def can(self, permission: str, municipality: Municipality | None = None) -> bool:
        """Whether a membership in force allows it, for the municipality if one is named.

        Without one it is asked whether the person may at all, in whatever municipality.
        """
        return any(
            permission in membership.permissions
            and (
                membership.municipality_id is None
                or municipality is None
                or membership.municipality_id == municipality.pk
            )
            for membership in self.current_memberships
        )


class Membership(Valid, Sourced):
    """A role of a person, in one municipality or (coordinators) in all of them."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(
        _("role"), max_length=20, choices=[(str(role), ROLE_LABELS[role]) for role in Role]
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("municipality"),
    )
    publishes = models.BooleanField(
        _("publishes the own library's events and news"),
        default=False,
        help_text=_("Of a library director; what is joint is published by the coordinator."),
    )

    class Meta(Valid.Meta):
        ordering = ["municipality__position", "role", "person__name"]
        constraints = [
            *Valid.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(role=Role.COORDINATOR, municipality__isnull=True)
                | (~models.Q(role=Role.COORDINATOR) & models.Q(municipality__isnull=False)),
                name="core_membership_coordinator_serves_all",
                violation_error_message=_(
                    "A coordinator serves all municipalities; every other role needs one."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(publishes=False) | models.Q(role=Role.DIRECTOR),
                name="core_membership_director_publishes",
                violation_error_message=_(
                    "Only a library director may be given the right to publish."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.get_role_display()}"

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role allows, with what its holder has been given besides."""
        extra_permissions = {Permission.PUBLISH_OWN} if self.publishes else set()
        return ROLE_PERMISSIONS[self.role] | extra_permissions
