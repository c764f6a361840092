"""What the report says of changes."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.area import Figures, Sentence
from kimppa.core.consortium.models import Municipality
from kimppa.pages.models import DEVELOPMENT, PLATFORM, Change
from kimppa.ui import numbers


def changes_of(year: int) -> list[Change]:
    """The changes in which something happened in the year."""
    return list(
        Change.objects.filter(Q(made_at__year=year) | Q(sent_on__year=year) | Q(done_on__year=year))
    )


def sentences_of_platform(year: int, changes: list[Change]) -> list[Sentence]:
    """How many changes of the platform were carried through in the year; none when none were."""
    rows = [row for row in changes if row.topic == PLATFORM and _in(year, row.done_on)]
    if not rows:
        return []
    proven = sum(row.state == Change.State.PROVEN for row in rows)
    text = _("Changes carried through in %(year)d: %(done)s, shown to work: %(proven)s.") % {
        "year": year,
        "done": numbers.number(len(rows), 0),
        "proven": numbers.number(proven, 0),
    }
    figures = (
        (_("changes carried through"), numbers.number(len(rows), 0)),
        (_("shown to work"), numbers.number(proven, 0)),
    )
    return [_sentence(text, figures, rows)]


def sentences_of_development(
    year: int, municipality: Municipality | None, changes: list[Change]
) -> list[Sentence]:
    """Wishes collected, proposals sent and wishes fulfilled in the year."""
    rows = [row for row in changes if row.topic == DEVELOPMENT]
    if not rows:
        return []
    wishes = [row for row in rows if _in(year, row.made_at.astimezone(clock.ZONE).date())]
    proposals = sum(_in(year, row.sent_on) for row in rows)
    fulfilments = sum(_in(year, row.done_on) for row in rows)
    words = {
        "year": str(year),
        "made": numbers.number(len(wishes), 0),
        "sent": numbers.number(proposals, 0),
        "done": numbers.number(fulfilments, 0),
    }
    text = (
        _(
            "Wishes collected in %(year)s: %(made)s; proposals to the National Library: %(sent)s; "
            "wishes fulfilled: %(done)s."
        )
        % words
    )
    figures = [
        (_("wishes"), words["made"]),
        (_("proposals sent"), words["sent"]),
        (_("wishes fulfilled"), words["done"]),
    ]
    whose = [row.municipality_id for row in wishes if row.municipality_id]
    own = whose.count(municipality.pk) if municipality else len(whose)
    count = numbers.number(own, 0)
    if municipality is not None:
        text += " " + _("Of the wishes %(count)s came from here.") % {"count": count}
    own_figures = ((_("wishes of single libraries"), count),)
    return [_sentence(text, tuple(figures), rows, own_figures)]


def _in(year: int, day: dt.date | None) -> bool:
    return day is not None and day.year == year


def _sentence(text: str, whole: Figures, rows: list[Change], own: Figures = ()) -> Sentence:
    example = any(row.example for row in rows)
    return Sentence(text, own, reverse("pages:changes"), example=example, whole=whole)
