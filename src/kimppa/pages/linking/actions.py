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
from kimppa.pages.linking.asking import LIMITS, MOST, NO_NAME, ONCE, Tried, try_address
from kimppa.pages.linking.gathering import Places, addresses
from kimppa.pages.linking.models import Link
from kimppa.pages.queries import pages
from kimppa.sources.patient import Patience, patient


@transaction.atomic
def ask_for(*, by: Actor) -> Run:
    """Have the links tried in the background; a round that waits or goes on already is given."""
    require(by, Permission.MANAGE_PAGES)
    return going() or queue.start(try_links, asked_by=by.name)[0]


def going() -> Run | None:
    """The round that waits or goes on now."""
    under_way = [Run.State.WAITING, Run.State.RUNNING]
    return Run.objects.filter(name=try_links.module_path, state__in=under_way).first()


@task(title=_("Links of the web library's pages tried"))
def try_links() -> int:
    """Try every address that the pages lead to; how many were tried."""
    return run_round(ONCE)


def monthly() -> int:
    """The same by the schedule."""
    return run_round(ONCE)


def run_round(patience: Patience) -> int:
    """Try at most MOST addresses, one after another, those first that were tried longest ago.

    Those that no page has any more go.
    """
    found = addresses(list(pages()))
    Link.objects.exclude(address__in=found).delete()
    count = min(len(found), MOST)
    answered, nameless = False, []
    with (
        progress(total=count, text=str(_("Trying the links"))) as long,
        patient(allow=settings.KIMPPA_OUTBOUND_ALLOW, limits=LIMITS, patience=patience) as asking,
    ):
        begun = long.cursor or 0  # a round that is taken up again has the rest left
        for number, address in enumerate(_oldest_first(found)[: count - begun], begun + 1):
            tried = try_address(asking, address)  # before the step: no lock is held meanwhile
            with long.step(cursor=number):
                _keep(address, found[address], tried)
            answered |= tried.answered
            if tried.code == NO_NAME:
                nameless.append(address)
    if answered:
        _break(nameless)
    return count


def _oldest_first(found: Iterable[str]) -> list[str]:
    tried = dict(Link.objects.values_list("address", "asked_at"))
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda address: (tried.get(address, never), address))


def _keep(address: str, places: Places, tried: Tried) -> None:
    row = Link.objects.filter(address=address).first() or Link(address=address)
    row.texts = places
    row.tell(tried.state, str(tried)[:300], clock.now())
    row.save()


@transaction.atomic
def _break(nameless: list[str]) -> None:
    """Names that no machine has are broken; that is known once some other name was found. When
    none is, it is our own way out that does not work.
    """
    for row in Link.objects.filter(address__in=nameless):
        row.tell(Link.State.BROKEN, row.told, row.asked_at)
        row.save()
