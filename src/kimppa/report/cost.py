"""What the agreement of a year cost, for all together and for each municipality, in a sentence."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from kimppa.agreement.models import Agreement
from kimppa.core.allocation.rules import AllocationError, allocate
from kimppa.core.consortium.models import Municipality
from kimppa.core.words.messages import say
from kimppa.ui.numbers import money

CENT = Decimal("0.01")


def costs(year: int, municipalities: Sequence[Municipality]) -> dict[str, str]:
    """By municipality code, and under "" for all together; nothing of a price that is not known,
    and of a share only where the agreement has the key by which it is shared: two queries.
    """
    agreement = Agreement.objects.filter(year=year).select_related("allocation_key").first()
    if agreement is None or agreement.price is None:
        return {}
    price = money(agreement.price)
    price_sentence = say(_("The agreement's price was {price}."), price=price)
    shares = _shares(agreement)
    key = agreement.allocation_key.get_kind_display() if agreement.allocation_key else ""
    text = _(
        "The agreement's price was {price}, of which {place:genitive} share was {share} ({key})."
    )
    return {"": price_sentence} | {
        town.code: say(
            text, place=town.name, price=price, share=money(shares[town.code]), key=str(key).lower()
        )
        if town.code in shares
        else price_sentence
        for town in municipalities
    }


def _shares(agreement: Agreement) -> Mapping[str, Decimal]:
    if agreement.price is None or agreement.allocation_key is None:
        return {}
    key_shares = agreement.allocation_key.shares.select_related("municipality")
    weights = {key_share.municipality.code: key_share.weight for key_share in key_shares}
    try:
        shares = allocate(agreement.price, weights, unit=CENT)
    except AllocationError:
        return {}
    return {code: share.value for code, share in shares.items()}
