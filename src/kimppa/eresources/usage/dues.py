"""What is to be done about use: in January, the figures of the year that have not come."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kimppa.core import clock, verbs
from kimppa.core.area import Due
from kimppa.core.consortium.roles import Role
from kimppa.eresources.usage.queries import Use, missing
from kimppa.eresources.usage.rows import asking_state, year_page

TOPIC = "eresource-usage"


def dues() -> Iterator[Due]:
    """What is to be asked of the last year: two queries and the cards'."""
    return due_of(missing(clock.today().year - 1))


def due_of(uses: Sequence[Use]) -> Iterator[Due]:
    """One matter for all figures of a year that have not come."""
    if not uses:
        return
    year = uses[0].year
    is_reminder = all(use.agreed and use.agreed.asked_on for use in uses)
    title = (
        ngettext(
            "Remind of the use of %(count)d e-resource in %(year)d",
            "Remind of the use of %(count)d e-resources in %(year)d",
            len(uses),
        )
        if is_reminder
        else ngettext(
            "Ask for the use of %(count)d e-resource in %(year)d",
            "Ask for the use of %(count)d e-resources in %(year)d",
            len(uses),
        )
    )
    yield Due(
        date=min(use.licence.due_from(dt.date(year + 1, 1, 31)) for use in uses),
        title=title % {"count": len(uses), "year": year},
        url=year_page(uses[0]) if len(uses) == 1 else f"{reverse('eresources:home')}#kaytto",
        topic=TOPIC,
        responsible=Role.COORDINATOR,
        verb=verbs.REMIND if is_reminder else pgettext("button", "Ask for the figures"),
        why=", ".join(map(_asking_words, uses)),
    )


def _asking_words(use: Use) -> str:
    return _("%(name)s: %(asked)s") % {"name": use.licence, "asked": asking_state(use)[1]}
