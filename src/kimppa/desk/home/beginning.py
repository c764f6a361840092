"""What to do first in an instance that is new: steps that tick themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.language import read_consortium
from kimppa.desk.home.overview import Overview


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A thing to do and why, whether it is done, and where it is done."""

    title: str
    why: str
    finished: bool
    url: str


def first_steps(overview: Overview) -> list[FirstStep]:
    """The steps from nothing to the first work and the first director, to whom it is delivered, and
    to public pages that say what a law wants; empty when there are all of these.
    """
    is_under_way = overview.has_work and not overview.draft and _directors().exists()
    return [] if is_under_way and _public_pages_tell() else list(_steps(overview))


def _public_pages_tell() -> bool:
    """Whether the public pages lead to their privacy notice and accessibility statement."""
    consortium = read_consortium()
    return consortium is not None and bool(consortium.privacy_notice and consortium.statement)


def _directors() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True, memberships__role=Role.DIRECTOR)


def _steps(overview: Overview) -> Iterator[FirstStep]:
    is_read, year = overview.lines > 0, overview.coverage.year
    agreement = (
        reverse("agreement:agreement", args=[year]) if is_read else reverse("agreement:list")
    )
    yield FirstStep(
        _("Add the municipalities"),
        _("Work, figures and the report are told for each of them."),
        Municipality.objects.exists(),
        reverse("desk:consortium"),
    )
    yield FirstStep(
        _("Bring in the agreement's text"),
        _("Its lines become this page."),
        is_read,
        reverse("agreement:import"),
    )
    yield FirstStep(
        _("Put the agreement in force"),
        _("Nothing is due before that."),
        is_read and not overview.draft,
        agreement,
    )
    yield from _steps_of_people(overview)


def _steps_of_people(overview: Overview) -> Iterator[FirstStep]:
    count = Municipality.objects.count()
    invited = _directors().values("memberships__municipality").distinct().count()
    yield FirstStep(
        _("Invite the library directors"),
        _("They answer questions and get what is delivered."),
        0 < count <= invited,
        reverse("desk:people"),
    )
    yield FirstStep(
        _("Complete the public pages"),
        _("They need a privacy notice and an accessibility statement."),
        _public_pages_tell(),
        reverse("desk:consortium"),
    )
    yield FirstStep(
        _("Log the first work"),
        _("The report is written of what is logged."),
        overview.has_work,
        reverse("desk:log-work"),
    )
