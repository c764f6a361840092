"""What to do first in an instance that is new: steps that tick themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Role
from kimppa.desk.home.overview import Overview


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A thing to do, whether it is done, and where it is done."""

    title: str
    finished: bool
    url: str


def first_steps(overview: Overview) -> list[FirstStep]:
    """The steps from nothing to the first work and the first director, to whom it is delivered;
    empty when all are done.
    """
    if overview.has_work and not overview.draft and _directors().exists():
        return []
    return list(_steps(overview))


def _directors() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True, memberships__role=Role.DIRECTOR)


def _steps(overview: Overview) -> Iterator[FirstStep]:
    is_read, year = overview.lines > 0, overview.coverage.year
    places = Municipality.objects.count()
    invited = _directors().values("memberships__municipality").distinct().count()
    agreement = (
        reverse("agreement:agreement", args=[year]) if is_read else reverse("agreement:list")
    )
    yield FirstStep(_("Add the municipalities"), places > 0, reverse("desk:consortium"))
    yield FirstStep(_("Bring in the agreement's text"), is_read, reverse("agreement:import"))
    yield FirstStep(_("Put the agreement in force"), is_read and not overview.draft, agreement)
    yield FirstStep(
        _("Invite the library directors"), 0 < places <= invited, reverse("desk:people")
    )
    yield FirstStep(_("Log the first work"), overview.has_work, reverse("desk:log-work"))
