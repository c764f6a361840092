"""The register of changes as tables: all of it, and what is for the directors' meeting."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kimppa.pages.changes.queries import changes, for_meeting, on_agenda
from kimppa.pages.models import Change
from kimppa.ui import pages as ui

State = Change.State
MARKS = {
    State.IDEA: "draft",
    State.AGREED: "ongoing",
    State.DONE: "done",
    State.PROVEN: "confirmed",
    State.DROPPED: "no-need",
}


def mark(change: Change) -> tuple[str, str]:
    """A status key and words: how far a change has come."""
    return MARKS[State(change.state)], change.get_state_display()


def whose_wish(change: Change) -> str:
    """The municipality whose wish it is."""
    return change.municipality.name if change.municipality else _("All libraries together")


def register_table(request: HttpRequest) -> ui.Table:
    """Every change, the newest first."""
    return ui.Table(
        request,
        columns=[
            *ui.columns(Change, "title", "reason", link="title", url=Change.get_absolute_url),
            ui.Column("state", ui.label(Change, "state"), kind="status", value=mark),
            _votes_column(),
            *ui.columns(Change, "due", "owner"),
            _municipality_column(),
        ],
        rows=changes(),
        filters=ui.filters(Change, "state", "reason", "allowed"),
        search=("title", "text"),
        caption=_("Changes and wishes"),
    )


def meeting_table(request: HttpRequest) -> ui.Table:
    """What the directors could agree on next, the most wanted first."""
    agenda = on_agenda()
    return ui.Table(
        request,
        columns=[
            *ui.columns(Change, "title", "reason", link="title", url=Change.get_absolute_url),
            _votes_column(),
            _municipality_column(),
            *ui.columns(Change, "allowed"),
            ui.Column(
                "agenda",
                _("Meeting"),
                kind="status",
                value=lambda change: (
                    ("waiting", _("On the agenda")) if change.pk in agenda else None
                ),
                sortable=False,
            ),
        ],
        rows=for_meeting(),
        caption=_("For the directors' meeting"),
    )


def _votes_column() -> ui.Column:
    return ui.Column("wanted", _("Wanted by"), kind="integer", order_by="wanted")


def _municipality_column() -> ui.Column:
    return ui.Column(
        "municipality",
        ui.label(Change, "municipality"),
        value=whose_wish,
        order_by="municipality__position",
    )
