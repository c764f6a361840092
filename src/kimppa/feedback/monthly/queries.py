"""Versions of the lists, to whom they go, and what would be frozen. Reads."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import override

from kimppa.core import clock
from kimppa.core.consortium.queries import consortium
from kimppa.core.releases.actions import Subject
from kimppa.core.releases.facts import Change, canonical, checksum, difference
from kimppa.core.releases.models import Delivery, PassedOn, Release
from kimppa.feedback.evidence import TOPIC
from kimppa.feedback.models import Ticket
from kimppa.feedback.monthly.content import Facts, facts_of
from kimppa.feedback.monthly.months import LANGUAGE, Month, title_of
from kimppa.feedback.monthly.tally import Tally, tally

KIND = "themes"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A month's list ready to be frozen: `facts` in its own language, `shown` in the reader's."""

    month: Month
    counted: Tally
    facts: Facts
    shown: Facts
    sha256: str
    last: Release | None

    @property
    def version(self) -> int:
        """The version it would become."""
        return self.last.version + 1 if self.last else 1

    @property
    def over(self) -> bool:
        """Whether the month has ended; before that a list can only be provisional."""
        return self.month.last < clock.today()

    @property
    def changed(self) -> bool:
        """Whether it differs from the last version, or there is none."""
        return self.last is None or self.last.facts_sha256 != self.sha256

    @property
    def settled(self) -> bool:
        """Whether the last version stands, as final as it can be."""
        return (
            self.last is not None and not self.changed and not (self.last.provisional and self.over)
        )

    @property
    def changes(self) -> list[Change]:
        """The differences from the last version."""
        return difference(json.loads(self.last.facts), self.facts) if self.last else []


def subject_of(month: Month) -> Subject:
    """What the release of a month is called."""
    return Subject(KIND, month.year, TOPIC, title_of(month))


def prepare(month: Month) -> Prepared:
    """The list as it stands now, with its last version and the receipts of that."""
    counted, whole = tally(month), consortium()
    with override(LANGUAGE):
        facts = facts_of(counted, whole)
    last = versions(month).prefetch_related(Prefetch("deliveries", _receipts())).first()
    shown = facts_of(counted, whole)
    return Prepared(month, counted, facts, shown, checksum(canonical(facts)), last)


def versions(month: Month) -> QuerySet[Release]:
    """Every version of a month's list, the newest first."""
    return Release.objects.filter(**subject_of(month).identity()).order_by("-version")


def _receipts() -> QuerySet[Delivery]:
    passed = Exists(PassedOn.objects.filter(delivery=OuterRef("pk")))
    rows = Delivery.objects.select_related("municipality").annotate(is_passed_on=passed)
    return rows.order_by("municipality__position", "recipient_name", "pk")


def months() -> list[dict[str, Any]]:
    """Every month since the first feedback, the latest first: what came, and the newest version.

    Three queries.
    """
    came = {
        Month(at.year, at.month): count
        for at, count in Ticket.objects.order_by()
        .values_list(TruncMonth("arrived_at", tzinfo=clock.ZONE))
        .annotate(count=Count("pk"))
    }
    rows = Release.objects.filter(kind=KIND).defer("facts", "difference").order_by("-version")
    newest: dict[str, Release] = {}
    for row in rows.prefetch_related("deliveries"):
        newest.setdefault(row.title, row)
    found, today = [], clock.today()
    month = min(came, default=Month(today.year, today.month))
    while month.first <= today:
        release = newest.get(title_of(month))
        found.append({"month": month, "arrived": came.get(month, 0), "release": release})
        month = month.next
    return found[::-1]
