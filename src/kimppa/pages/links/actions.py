"""Trying the links of the pages, when somebody asks and once a month."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.background import task
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.jobs import queue
from kimppa.jobs.models import Run
from kimppa.jobs.progress import progress
from kimppa.pages.links.client import LIMITS, MOST, NO_NAME, ONCE, Outcome, try_address
from kimppa.pages.links.queries import Places, addresses
from kimppa.pages.models import Link
from kimppa.pages.queries import pages
from kimppa.sources.patient import Patience, patient


@transaction.atomic
def start_round(*, by: Actor) -> Run:
    """Have the links tried in the background; a round that waits or goes on already is given."""
    require(by, Permission.MANAGE_PAGES)
    return current_round() or queue.start(try_links, asked_by=by.name)[0]


def current_round() -> Run | None:
    """The round that waits or goes on now."""
    states = [Run.State.WAITING, Run.State.RUNNING]
    return Run.objects.filter(name=try_links.module_path, state__in=states).first()


@task(title=_("Links of the web library's pages tried"))
def try_links() -> int:
    """Try every address that the pages lead to; how many were tried."""
    return run_round(ONCE)


def monthly() -> int:
    """The same by the schedule."""
    return run_round(ONCE)


def run_round(patience: Patience) -> int:
    """Try at most MOST addresses, one after another, those first that were tried longest ago.

    Addresses that no page has any more go.
    """
    places_by_address = addresses(list(pages()))
    Link.objects.exclude(address__in=places_by_address).delete()
    count = min(len(places_by_address), MOST)
    has_answer, unknown_hosts = False, []
    with (
        progress(total=count, text=str(_("Trying the links"))) as steps,
        patient(allow=settings.KIMPPA_OUTBOUND_ALLOW, limits=LIMITS, patience=patience) as client,
    ):
        first_number = steps.cursor or 0  # a round that is taken up again has the rest left
        for number, address in enumerate(
            _oldest_first(places_by_address)[: count - first_number], first_number + 1
        ):
            outcome = try_address(client, address)  # before the step: no lock is held meanwhile
            with steps.step(cursor=number):
                _store_outcome(address, places_by_address[address], outcome)
            has_answer |= outcome.answered
            if outcome.code == NO_NAME:
                unknown_hosts.append(address)
    if has_answer:
        _mark_broken(unknown_hosts)
    return count


def _oldest_first(addresses: Iterable[str]) -> list[str]:
    time_by_address = dict(Link.objects.values_list("address", "asked_at"))
    never_tried = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(
        addresses, key=lambda address: (time_by_address.get(address, never_tried), address)
    )


def _store_outcome(address: str, places: Places, outcome: Outcome) -> None:
    link = Link.objects.filter(address=address).first() or Link(address=address)
    link.texts = places
    link.take_outcome(outcome.state, str(outcome)[:300], clock.now())
    link.save()


@transaction.atomic
def _mark_broken(addresses: list[str]) -> None:
    """Names that no machine has are broken; that is known once some other name was found. When
    none is, it is our own way out that does not work.
    """
    for link in Link.objects.filter(address__in=addresses):
        link.take_outcome(Link.State.BROKEN, link.told, link.asked_at)
        link.save()
