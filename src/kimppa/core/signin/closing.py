"""Closing every session and one-time link at once."""

import datetime as dt

from django.contrib.sessions.models import Session
from django.db.models import F
from django.db.models.functions import Coalesce

from kimppa.core.consortium.models import Person
from kimppa.core.signin.models import OpenSession

_STEP = dt.timedelta(microseconds=1)


def close_all(*, moment: dt.datetime) -> int:
    """End all sessions and make all sign-in links that are under way void; how many sessions.

    A link carries the exact moment of its person's last sign-in, so moving that moment by the
    smallest step voids the link and still tells the truth. Who has never signed in gets `moment`.
    """
    ended, _by_model = Session.objects.all().delete()
    OpenSession.objects.all().delete()
    Person.objects.update(last_login=Coalesce(F("last_login"), moment) + _STEP)
    return ended
