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


def way_of(sign_in: SignIn) -> str:
    """The way in words, with the provider's name."""
    words = str(sign_in.get_way_display()) if sign_in.way else ""
    return f"{words} ({sign_in.provider})" if sign_in.provider else words


def sign_ins(request: HttpRequest, sign_ins: QuerySet[SignIn], *, with_person: bool) -> Table:
    """Sign-ins, the newest first."""
    person = Column("person", _("Who"), value=_person, sortable=False)
    return Table(
        request,
        columns=[
            Column("at", _("When"), value=lambda sign_in: moment(sign_in.at)),
            *([person] if with_person else []),
            Column("outcome", _("What happened"), kind="status", value=_outcome),
            Column("reason", _("Why"), value=lambda sign_in: str(sign_in.get_reason_display())),
            Column("way", _("Way"), value=way_of),
            Column("factor", _("Second factor"), value=_factor),
            Column("device", _("Device")),
            Column("network", _("Network")),
        ],
        rows=sign_ins,
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


def _person(sign_in: SignIn) -> str:
    return sign_in.person.name if sign_in.person else _("Nobody known")


def _outcome(sign_in: SignIn) -> tuple[str, str]:
    return STATES[Outcome(sign_in.outcome)], str(sign_in.get_outcome_display())


def _factor(sign_in: SignIn) -> str:
    return str(Factor(sign_in.factor).label) if sign_in.factor else ""


def _choices(kind: type[Outcome] | type[Way]) -> list[tuple[str, str]]:
    return [(str(key), str(label)) for key, label in kind.choices if key]
