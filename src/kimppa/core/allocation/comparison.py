"""A municipality's share under a key and under the others."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.queries import keys_once, newest
from kimppa.core.consortium.models import Person
from kimppa.core.figures.queries import comparable_figures

LOANS = "LAI_total"  # the ministry's code


def weights_by_key(
    person: Person, year: int, first_key: AllocationKey | None = None
) -> dict[str, dict[str, Decimal]]:
    """Each municipality's weight by the name of the key: `first_key`, the newest of each other
    kind, then loans of the year and equal shares. Nothing without any key.
    """
    by_name = {
        str(key.get_kind_display()): {s.municipality.code: s.weight for s in key.shares.all()}
        for key in newest([*([first_key] if first_key else []), *keys_once()])
    }
    if not by_name:
        return {}
    codes = next(iter(by_name.values()))
    loans = comparable_figures(person).filter(variable__code=LOANS, branch__isnull=True, year=year)
    loan_counts = loans.values_list("municipality__code", "value")
    loans_by_code = {
        code: loan_count for code, loan_count in loan_counts if code and loan_count is not None
    }
    if set(loans_by_code) >= set(codes):
        by_name.setdefault(_("Loans"), {code: loans_by_code[code] for code in codes})
    by_name.setdefault(_("Equal shares"), dict.fromkeys(codes, Decimal(1)))
    return by_name


def shares_of(code: str, weights: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """A municipality's share, from 0 to 1, by the name of each key that it has a weight in."""
    return {
        name: weight_by_code[code] / weight_sum
        for name, weight_by_code in weights.items()
        if code in weight_by_code and (weight_sum := sum(weight_by_code.values(), Decimal()))
    }
