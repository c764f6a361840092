"""What the worker does by itself, or when asked."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.background import task
from kimppa.core.connections.actions import fail, finish
from kimppa.core.connections.queries import in_use
from kimppa.core.permissions import SYSTEM
from kimppa.core.retry import PermanentError
from kimppa.publishing.actions.directory import take_directory
from kimppa.publishing.actions.harvest import take_harvest
from kimppa.publishing.imports import FileError
from kimppa.publishing.messages import file_refusal
from kimppa.publishing.models import EventSource
from kimppa.sources.errors import FetchError
from kimppa.sources.kirjastohakemisto import Directory
from kimppa.sources.linkedevents import MOST, fetch_events
from kimppa.sources.patient import patient

WEEKS = 12  # as far ahead as events are planned, so that closed days are known when one is sent


def fetch_branches() -> int:
    """Branches and opening hours from Kirjastohakemisto; nothing where no Finna id is set.

    Raises FetchError when the directory cannot be asked now.
    """
    if not settings.KIMPPA_FINNA_ID:
        return 0
    today = clock.today()
    with patient(allow=settings.KIMPPA_OUTBOUND_ALLOW) as client:
        directory = Directory(settings.KIMPPA_DIRECTORY_URL, client)
        monday = today - dt.timedelta(days=today.weekday())
        points = directory.branches(settings.KIMPPA_FINNA_ID, monday, weeks=WEEKS)
    return take_directory(by=SYSTEM, points=points)


@task(title=gettext_lazy("Branches and opening hours from Kirjastohakemisto"))
def fetch_now() -> int:
    """The same when somebody asks for it."""
    try:
        return fetch_branches()
    except FetchError as error:
        if error.passing:
            raise
        raise PermanentError(str(error)) from error


def harvest_sources() -> int:
    """Ask every source in use for its events, one after another; how many drafts were made."""
    return sum(_harvest(event_source) for event_source in in_use(EventSource))


@task(title=gettext_lazy("Events of another service"))
def harvest_one(pk: int) -> int:
    """The same of one source, when somebody asks for it."""
    event_source = EventSource.objects.filter(pk=pk).first()
    return _harvest(event_source) if event_source else 0


def _harvest(event_source: EventSource) -> int:
    """What goes wrong stands on the source's page, and keeps no other from being asked."""
    try:
        with patient(allow=settings.KIMPPA_OUTBOUND_ALLOW) as client:
            content, is_complete = fetch_events(event_source.address, client)
        count = take_harvest(by=SYSTEM, event_source=event_source, content=content)
    except (FetchError, FileError) as error:
        fail(event_source, file_refusal(error))
        return 0
    finish(event_source, note="" if is_complete else _limit_note())
    return count


def _limit_note() -> str:
    text = _(
        "The service has more events than %(most)d: only the first ones came. Narrow the "
        "address, for example by place or by days."
    )
    return text % {"most": MOST}
