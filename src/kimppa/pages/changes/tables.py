"""The register of changes as tables: all of it, and what is for the directors' meeting."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kimppa.pages.changes.models import Change
from kimppa.pages.changes.queries import changes, for_meeting, on_agenda
from kimppa.ui.tables import ChoiceFilter, Column, Table

State = Change.State
MARKS = {
    State.IDEA: "draft",
    State.AGREED: "ongoing",
    State.DONE: "done",
    State.PROVEN: "confirmed",
    State.DROPPED: "no-need",
}


def register_table(request: HttpRequest) -> Table:
    """Every change, the newest first."""
    return Table(
        request,
        columns=[
            *_first(),
            Column(
                "state",
                _("State"),
                kind="status",
                value=lambda row: (MARKS[row.state], row.get_state_display()),
            ),
            _wanted(),
            Column("due", _("Due"), kind="date"),
            Column(
                "owner",
                _("Who carries it through"),
                value=lambda row: row.owner.name if row.owner else "",
                order_by="owner__name",
            ),
            _whose(),
        ],
        rows=changes(),
        filters=[
            ChoiceFilter("state", _("State"), State.choices),
            ChoiceFilter("reason", _("Reason"), Change.Reason.choices),
            ChoiceFilter("allowed", _("What the platform allows"), Change.Allowed.choices[1:]),
        ],
        search=("title", "text"),
        filename="muutokset",
        caption=_("Changes and wishes"),
    )


def meeting_table(request: HttpRequest) -> Table:
    """What the directors could agree on next, the most wanted first."""
    waiting = on_agenda()
    return Table(
        request,
        columns=[
            *_first(),
            _wanted(),
            _whose(),
            Column(
                "allowed",
                _("What the platform allows"),
                value=lambda row: row.get_allowed_display(),
            ),
            Column(
                "agenda",
                _("Meeting"),
                kind="status",
                value=lambda row: ("waiting", _("On the agenda")) if row.pk in waiting else None,
                sortable=False,
            ),
        ],
        rows=for_meeting(),
        filename="johtajien-kokoukseen",
        caption=_("For the directors' meeting"),
    )


def _first() -> list[Column]:
    return [
        Column("title", _("What changes"), kind="link", url=lambda row: row.get_absolute_url()),
        Column("reason", _("Reason"), value=lambda row: row.get_reason_display()),
    ]


def _wanted() -> Column:
    return Column("wanted", _("Wanted by"), kind="integer", order_by="wanted")


def _whose() -> Column:
    return Column(
        "municipality",
        _("Whose wish"),
        value=lambda row: (
            row.municipality.name if row.municipality else _("All libraries together")
        ),
        order_by="municipality__name_fi",
    )
