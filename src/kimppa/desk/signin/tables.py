"""The table of sign-ins, one person's or everybody's."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kimppa.core.audit import queries
from kimppa.core.signin.models import Factor, Outcome, SignIn, Way
from kimppa.ui.numbers import moment
from kimppa.ui.tables import ChoiceFilter, Column, DayFilter, Table

STATES = {
    Outcome.IN: "done",
    Outcome.OUT: "info",
    Outcome.LINK_SENT: "info",
    Outcome.REFUSED: "rejected",
}


def way_of(row: SignIn) -> str:
    """The way in words, with the provider's name."""
    words = str(row.get_way_display()) if row.way else ""
    return f"{words} ({row.provider})" if row.provider else words


def sign_ins(request: HttpRequest, rows: QuerySet[SignIn], *, with_person: bool) -> Table:
    """Sign-ins, the newest first."""
    person = Column("person", _("Who"), value=_person, sortable=False)
    return Table(
        request,
        columns=[
            Column("at", _("When"), value=lambda row: moment(row.at)),
            *([person] if with_person else []),
            Column("outcome", _("What happened"), kind="status", value=_outcome),
            Column("reason", _("Why"), value=lambda row: str(row.get_reason_display())),
            Column("way", _("Way"), value=way_of),
            Column("factor", _("Second factor"), value=_factor),
            Column("device", _("Device")),
            Column("network", _("Network")),
        ],
        rows=rows,
        filters=[
            ChoiceFilter("outcome", _("What happened"), _choices(Outcome), field="outcome"),
            ChoiceFilter("way", _("Way"), _choices(Way), field="way"),
            DayFilter("from", _("First day"), queries.since),
            DayFilter("to", _("Last day"), queries.until),
        ],
        search=("person__name", "person__email") if with_person else (),
        caption=_("Sign-ins of the last %(n)d days") % {"n": settings.KIMPPA_SIGN_IN_LOG_DAYS},
        sort="-at",
    )


def _person(row: SignIn) -> str:
    return row.person.name if row.person else _("Nobody known")


def _outcome(row: SignIn) -> tuple[str, str]:
    return STATES[Outcome(row.outcome)], str(row.get_outcome_display())


def _factor(row: SignIn) -> str:
    return str(Factor(row.factor).label) if row.factor else ""


def _choices(kind: type[Outcome] | type[Way]) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in kind.choices if value]
