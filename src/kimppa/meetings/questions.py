"""Which ways of working it is to be asked of whether they helped."""

import datetime as dt

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from kimppa.core.handover import Offer
from kimppa.meetings.models import Practice
from kimppa.ui.numbers import day

TOPIC = "working-methods"


def unjudged_practices() -> QuerySet[Practice]:
    """Those of which it is to be asked whether they helped, also again; the first first."""
    is_asked_again = Q(judged_on__isnull=False, ask_on__gt=F("judged_on"))
    return Practice.objects.filter(Q(outcome="") | is_asked_again).order_by("ask_on", "pk")


def asked_practices(until: dt.date) -> QuerySet[Practice]:
    """Those whose day has come, the longest waiting first."""
    return unjudged_practices().filter(ask_on__lte=until)


def question_of(practice: Practice) -> Offer:
    """The question as it stands on the agenda of the first meeting from its day on."""
    return Offer(
        key=practice.key,
        title=_("Did it help? %(title)s") % {"title": practice.title},
        url=practice.get_absolute_url(),
        topic=TOPIC,
        text=_("In use since %(day)s.") % {"day": day(practice.begins_on)},
        example=practice.example,
        due=practice.ask_on,
    )
