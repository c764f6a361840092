"""What a yes to an agreement, or to the key that splits its price, costs the municipality."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.agreement.models import Agreement
from kimppa.agreement.queries import Split, parties_of_years, price_splits
from kimppa.core.consortium.models import Person
from kimppa.core.ratification.effects import Effect
from kimppa.core.ratification.models import Confirmation
from kimppa.core.words.messages import say
from kimppa.ui.numbers import money

AREA = "agreement"


def effects(answers: Sequence[Confirmation], _person: Person) -> dict[int, Effect]:
    """Of an agreement that is asked about, and of a price whose key is."""
    questions = {answer.ratification for answer in answers}
    pks = [question.object_id for question in questions if question.area == AREA]
    asked_agreements = Agreement.objects.filter(
        Q(pk__in=pks) | Q(allocation_key__ratification__in=questions, price__isnull=False)
    ).select_related("allocation_key")
    agreements = asked_agreements.annotate(clause_count=Count("sections__clauses", distinct=True))
    clauses = {agreement.pk: agreement.clause_count for agreement in agreements}
    splits = _splits(agreements)
    return {
        answer.pk: _effect(answer, agreement, splits.get(agreement.pk, []), clauses[agreement.pk])
        for answer in answers
        for agreement in agreements
        if _concerns(answer, agreement)
    }


def _concerns(answer: Confirmation, agreement: Agreement) -> bool:
    question, key = answer.ratification, agreement.allocation_key
    if question.area == AREA:
        return question.object_id == str(agreement.pk)
    return bool(key and key.ratification_id == question.pk)


def _splits(agreements: Iterable[Agreement]) -> dict[int, list[Split]]:
    """Each price by every key, the chosen one first."""
    years = [agreement.year for agreement in agreements]
    parties = parties_of_years(years) if years else {}
    splits: dict[int, list[Split]] = {}
    for agreement in agreements:
        if agreement.price is not None:
            splits_of_price = price_splits(agreement.price, parties[agreement.year])
            splits_of_price.sort(key=lambda split: split.key.pk != agreement.allocation_key_id)
            splits[agreement.pk] = splits_of_price
    return splits


def _effect(
    answer: Confirmation, agreement: Agreement, splits: Sequence[Split], clauses: int
) -> Effect:
    code = answer.municipality.code
    parts = {split.key.pk: split.parts[code] for split in splits if code in split.parts}
    sentences = [_price(answer, agreement, parts.get(agreement.allocation_key_id or 0))]
    if answer.ratification.area == AREA:
        sentences.insert(0, _clauses(clauses))
    return Effect(
        " ".join(filter(None, sentences)),
        tuple((s.key.name, money(parts[s.key.pk])) for s in splits if s.key.pk in parts),
        url=reverse("agreement:agreement", args=[agreement.year]),
        link=_("Read the agreement"),
    )


def _clauses(count: int) -> str:
    text = ngettext(
        "The agreement has {count} clause.", "The agreement has {count} clauses.", count
    )
    return say(text, count=count)


def _price(answer: Confirmation, agreement: Agreement, part: Decimal | None) -> str:
    if agreement.price is None:
        return _("No price is written in it.")
    words = {"year": str(agreement.year), "price": money(agreement.price)}
    if part is None:
        return say(_("Its price is {price}, and it has not been decided how it is split."), **words)
    text = _("Of the price of {year}, {price}, {place:genitive} share would be {share}.")
    return say(text, place=answer.municipality.name, share=money(part), **words)
