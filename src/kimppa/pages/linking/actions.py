"""Trying the links of the pages, when somebody asks and once a month."""

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
from kimppa.pages.linking.asking import LIMITS, MOST, ONCE, Tried, try_address
from kimppa.pages.linking.gathering import Places, addresses
from kimppa.pages.linking.models import Link
from kimppa.pages.queries import pages
from kimppa.sources.patient import Patience, patient


@transaction.atomic
def ask_for(*, by: Actor) -> Run:
    """Have the links tried in the background; a round that waits or goes on already is given."""
    require(by, Permission.MANAGE_PAGES)
    going = Run.objects.filter(
        name=try_links.module_path, state__in=[Run.State.WAITING, Run.State.RUNNING]
    ).first()
    return going or queue.start(try_links, asked_by=by.name)[0]


@task(title=_("Links of the web library's pages tried"))
def try_links() -> int:
    """Try every address that the pages lead to; how many were tried."""
    return run_round(ONCE)


def monthly() -> int:
    """The same by the schedule."""
    return run_round(ONCE)


def run_round(patience: Patience) -> int:
    """Try at most MOST addresses, one after another; those that no page has any more go."""
    found = addresses(list(pages()))
    Link.objects.exclude(address__in=found).delete()
    chosen = list(found.items())[:MOST]
    with (
        progress(total=len(chosen), text=str(_("Trying the links"))) as long,
        patient(allow=settings.KIMPPA_OUTBOUND_ALLOW, limits=LIMITS, patience=patience) as asking,
    ):
        for number, (address, places) in enumerate(chosen):
            if number < (long.cursor or 0):
                continue
            tried = try_address(asking, address)  # before the step: no lock is held meanwhile
            with long.step(cursor=number + 1):
                _keep(address, places, tried)
    return len(chosen)


def _keep(address: str, places: Places, tried: Tried) -> None:
    told = " ".join(part for part in (tried.code, tried.host, str(tried.status or "")) if part)
    Link.objects.update_or_create(
        address=address,
        defaults={
            "state": tried.state,
            "told": told[:300],
            "texts": places,
            "asked_at": clock.now(),
        },
    )
