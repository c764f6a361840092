"""What a yes to a programme binds the municipality to: how many actions, and how many its own."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.consortium.models import Person
from kimppa.core.ratification.effects import Effect
from kimppa.core.ratification.models import Confirmation
from kimppa.core.words.messages import say
from kimppa.programme.lines import places_of
from kimppa.programme.models import Action, Programme
from kimppa.ui.numbers import number


def effects(answers: Sequence[Confirmation], _person: Person) -> dict[int, Effect]:
    """Of each version that is asked about: three queries."""
    origins = {answer.ratification.object_id for answer in answers}
    all_programmes = Programme.objects.prefetch_related("actions__municipalities")
    programmes = {
        programme.origin[1]: programme
        for programme in all_programmes
        if programme.origin[1] in origins
    }
    return {
        answer.pk: _effect(answer, programme)
        for answer in answers
        if (programme := programmes.get(answer.ratification.object_id))
    }


def _effect(answer: Confirmation, programme: Programme) -> Effect:
    actions, town = list(programme.actions.all()), answer.municipality
    joint_actions = [action for action in actions if _is_joint(action)]
    own_actions = [a for a in actions if a not in joint_actions and town in _towns(a)]
    shared_actions = [a for a in joint_actions if _is_for_all(a) or town in _towns(a)]
    count = len(own_actions) + len(shared_actions)
    text = ngettext(
        "Of the {whole} actions {count} concerns {place:genitive} library.",
        "Of the {whole} actions {count} concern {place:genitive} library.",
        count,
    )
    return Effect(
        say(text, whole=len(actions), count=count, place=town.name),
        (
            (_("Actions together with others"), number(len(shared_actions), 0)),
            (_("Actions of the own library alone"), number(len(own_actions), 0)),
        ),
        url=programme.get_absolute_url(),
        link=_("Read the programme"),
    )


def _is_joint(action: Action) -> bool:
    return _is_for_all(action) or len(_towns(action)) > 1


def _is_for_all(action: Action) -> bool:
    return places_of(action) is None


def _towns(action: Action) -> Sequence[object]:
    return places_of(action) or []
