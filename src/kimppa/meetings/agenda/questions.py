"""Ways of working that are asked about come on agendas by themselves."""

from collections.abc import Sequence

from django.db import transaction

from kimppa.core.language import official
from kimppa.core.locks import one_at_a_time
from kimppa.core.offers.actions import reconsider, take_offer
from kimppa.core.offers.models import OfferChoice
from kimppa.core.permissions import Actor
from kimppa.meetings.agenda.queries import coming_meetings
from kimppa.meetings.questions import asked_practices, question_of


@transaction.atomic
def put_questions(*, by: Actor) -> int:
    """Put each way of working on the agenda of the first meeting on or after the day on which it is
    to be asked about, and once only: what is taken off does not come back. How many were put.

    Raises PermissionDenied.
    """
    one_at_a_time("meetings", "questions")
    last_meeting = coming_meetings().last()
    practices = list(asked_practices(last_meeting.day)) if last_meeting else []
    keys = [practice.key for practice in practices]
    choices = OfferChoice.objects.filter(area="meetings", key__in=keys)
    chosen_keys = set(choices.values_list("key", flat=True))
    new_practices = [practice for practice in practices if practice.key not in chosen_keys]
    for practice in new_practices:
        with official():
            question = question_of(practice)
        take_offer(by=by, area="meetings", offer=question, verb="agenda")
    return len(new_practices)


def ask_again(*, by: Actor, keys: Sequence[str]) -> None:
    """Let questions come on an agenda anew, by the keys of their ways of working."""
    for choice in OfferChoice.objects.filter(area="meetings", key__in=keys):
        reconsider(by=by, choice=choice)
