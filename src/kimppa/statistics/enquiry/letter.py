"""The words of the request for active customers, in the active language. Pure but for these."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from kimppa.core.language import active_language
from kimppa.documents import numbers


def definition(year: int) -> str:
    """What is asked for, exactly."""
    return _(
        "An active customer is a customer with at least one loan or renewal from 1 January to "
        "31 December %(year)d. The same customer counts once. The figure is needed at three "
        "levels: by branch (by the lending branch), by municipality and for the whole consortium. "
        "A municipality's figure is not the sum of its branches, nor the consortium's the sum of "
        "the municipalities. Customer groups of staff and testing and libraries of interlibrary "
        "loans are left out; tell us which groups were left out."
    ) % {"year": year}


def letter(
    *,
    year: int,
    definition: str,
    due: dt.date,
    branches: Sequence[str],
    towns: Sequence[str],
    consortium: str,
    sender: str,
) -> str:
    """The mail to the vendor's support."""
    return _(
        "Hello,\n\nwe ask for the active customers of %(consortium)s in %(year)d for the library "
        "statistics of the Ministry of Education and Culture by %(due)s.\n\n%(definition)s\n\n"
        "Branches: %(branches)s\nMunicipalities: %(towns)s\nThe whole consortium: %(consortium)s"
        "\n\nThe answer may be a table (CSV or Excel) with the columns paikka and lainaajia. Tell "
        "us also when the figures were taken.\n\nBest regards,\n%(sender)s\n"
    ) % {
        "consortium": consortium,
        "year": year,
        "due": numbers.date(due, active_language()),
        "definition": definition,
        "branches": ", ".join(branches),
        "towns": ", ".join(towns),
        "sender": sender,
    }
