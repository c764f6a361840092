"""What a yes to an allocation key changes in the municipality's web visits."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Person
from kimppa.core.ratification.effects import Effect
from kimppa.core.ratification.models import Confirmation
from kimppa.core.words.messages import say
from kimppa.statistics.models import WebVisits
from kimppa.statistics.visits.queries import outcomes
from kimppa.statistics.visits.whatif import Outcome
from kimppa.ui.numbers import number, percent


def effects(answers: Sequence[Confirmation], _person: Person) -> dict[int, Effect]:
    """Of each key by which visits are split: the visits under it and under the others."""
    questions = {answer.ratification_id for answer in answers}
    web_visits_list = WebVisits.objects.filter(key__ratification__in=questions).order_by("year")
    # Of a key that splits several years' visits the newest year stands for them.
    years = dict(web_visits_list.values_list("key__ratification", "year"))
    kinds = dict(web_visits_list.values_list("key__ratification", "key__kind")) if years else {}
    outcomes_in = {year: outcomes(year) for year in set(years.values())}
    return {
        answer.pk: effect
        for answer in answers
        if (year := years.get(answer.ratification_id))
        and (effect := _effect(answer, year, outcomes_in[year], kinds[answer.ratification_id]))
    }


def _effect(answer: Confirmation, year: int, splits: Iterable[Outcome], kind: str) -> Effect | None:
    """The key that is asked about stands first: by it the visits are split until others say no."""
    code = answer.municipality.code
    sorted_splits = sorted(splits, key=lambda outcome: outcome.candidate.kind != kind)
    figures = [
        (outcome.candidate.name, _with_share(part, sum(outcome.parts.values(), Decimal(0))))
        for outcome in sorted_splits
        if outcome.parts is not None and (part := outcome.part(code)) is not None
    ]
    if not figures or sorted_splits[0].parts is None:
        return None
    text = _("Of the web visits of {year}, {place:genitive} part would be {count}.")
    return Effect(
        say(
            text,
            year=str(year),
            place=answer.municipality.name,
            count=number(sorted_splits[0].part(code), 0),
        ),
        tuple(figures),
        url=reverse("statistics:year", args=[year]),
        link=_("The statistics of %(year)d") % {"year": year},
        brief=_("for us %(count)s visits") % {"count": number(sorted_splits[0].part(code), 0)},
    )


def _with_share(part: Decimal, whole: Decimal) -> str:
    """ "8 262 (7,0 %)": a part of the visits of all, and its share of them."""
    return f"{number(part, 0)} ({percent(part / whole, 1)})" if whole else number(part, 0)
