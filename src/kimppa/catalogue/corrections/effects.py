"""What a yes to a plan changes: how many of the municipality's records, and of what faults."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from kimppa.catalogue.corrections.messages import words_of
from kimppa.catalogue.models import Rule
from kimppa.catalogue.models.corrections import Plan
from kimppa.core.consortium.models import Person
from kimppa.core.ratification.effects import Effect
from kimppa.core.ratification.models import Confirmation
from kimppa.core.words.messages import say
from kimppa.ui.numbers import number


def effects(answers: Sequence[Confirmation], _person: Person) -> dict[int, Effect]:
    """As the plan's preview counted: two queries."""
    questions = {answer.ratification_id for answer in answers}
    plans = {plan.ratification_id: plan for plan in Plan.objects.filter(ratification__in=questions)}
    slugs = {slug for plan in plans.values() for slug in plan.rules}
    rules = list(Rule.objects.filter(slug__in=slugs))
    return {
        answer.pk: _effect(answer, plan, words_of(plan, rules))
        for answer in answers
        if (plan := plans.get(answer.ratification_id))
    }


def _effect(answer: Confirmation, plan: Plan, words: Mapping[str, str]) -> Effect:
    figures = plan.shown.get("places", {}).get(str(answer.municipality_id), {})
    count, municipality_name = figures.get("records", 0), answer.municipality.name
    if count:
        text = _("Of {place:genitive} records {count} would change, of all records {whole}.")
    else:
        text = _("None of {place:genitive} records would change, of all records {whole}.")
    whole_count = plan.shown.get("counts", {}).get("changed", 0)
    return Effect(
        say(text, place=municipality_name, count=count, whole=whole_count),
        tuple((words.get(rule) or rule, number(hits, 0)) for rule, hits in figures["rules"].items())
        if count
        else (),
        url=plan.get_absolute_url(),
        link=_("See the changes, record by record"),
        brief=_("%(own)s of our records, %(whole)s in all")
        % {"own": number(count, 0), "whole": number(whole_count, 0)},
    )
