"""What the worker does by itself, or when asked."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.background import task
from kimppa.core.permissions import SYSTEM
from kimppa.core.retry import PermanentError
from kimppa.publishing.actions.directory import take_directory
from kimppa.sources.errors import FetchError
from kimppa.sources.kirjastohakemisto import Directory
from kimppa.sources.patient import patient


def fetch_branches() -> int:
    """Branches and opening hours from Kirjastohakemisto; nothing where no Finna id is set.

    Raises FetchError when the directory cannot be asked now.
    """
    if not settings.KIMPPA_FINNA_ID:
        return 0
    today = clock.today()
    with patient(allow=settings.KIMPPA_OUTBOUND_ALLOW) as asking:
        directory = Directory(settings.KIMPPA_DIRECTORY_URL, asking)
        monday = today - dt.timedelta(days=today.weekday())
        points = directory.branches(settings.KIMPPA_FINNA_ID, monday)
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
