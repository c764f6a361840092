"""What a yes to an allocation key changes: the share under it and under the others."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.allocation.comparison import shares_of, weights_by_key
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Person
from kimppa.core.ratification.effects import Effect
from kimppa.core.ratification.models import Confirmation
from kimppa.core.words.messages import say
from kimppa.ui.numbers import percent

type Weights = Mapping[str, Mapping[str, Decimal]]


def effects(answers: Sequence[Confirmation], person: Person) -> dict[int, Effect]:
    """The share of each municipality that is asked about a key."""
    questions = {answer.ratification_id for answer in answers}
    allocation_keys = AllocationKey.objects.filter(ratification__in=questions)
    weights = {
        key.ratification_id: weights_by_key(person, key.as_of.year - 1, key)
        for key in allocation_keys.prefetch_related("shares__municipality")
    }
    return {
        answer.pk: effect
        for answer in answers
        if (weighting := weights.get(answer.ratification_id))
        and (effect := _effect(answer, weighting))
    }


def _effect(answer: Confirmation, weights: Weights) -> Effect | None:
    """By the key that is asked about, the first; nothing for a municipality that is not in it."""
    shares = shares_of(answer.municipality.code, weights)
    figures = tuple((name, percent(share, 1)) for name, share in shares.items())
    if next(iter(weights)) not in shares:
        return None
    text = _("By this key {place:genitive} share would be {share}.")
    return Effect(
        say(text, place=answer.municipality.name, share=figures[0][1]),
        figures,
        url=reverse("desk:allocation-keys"),
        link=_("Allocation keys and their values"),
        brief=_("our share %(share)s") % {"share": figures[0][1]},
    )
