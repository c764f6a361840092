"""The room's tables: rules with their figures, findings read from disk page by page, exports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.catalogue.messages import family
from kimppa.catalogue.models import Snapshot
from kimppa.catalogue.queries import Codes, Line, snapshots
from kimppa.catalogue.records import Row
from kimppa.catalogue.severity import SEVERITIES, mark
from kimppa.ui.numbers import language
from kimppa.ui.tables import ChoiceFilter, Column, Table

SHORT = 160  # characters of a text in a list

_SNAPSHOT_MARKS = {
    Snapshot.State.WAITING: "waiting",
    Snapshot.State.CHECKING: "ongoing",
    Snapshot.State.READY: "done",
    Snapshot.State.FAILED: "rejected",
    Snapshot.State.STOPPED: "no-need",
}


@dataclass
class DiskTable(Table):
    """A table whose rows stay on disk: `find` gives them for the choices of the filters."""

    find: Callable[[dict[str, str]], Sequence[Any]] | None = None

    @cached_property
    def ordered(self) -> Sequence[Any]:
        """The rows that are let through; a page's are read when it is shown."""
        assert self.find is not None
        return self.find({shown.filter.key: shown.choice for shown in self.shown_filters})


def state_of(snapshot: Snapshot) -> tuple[str, str]:
    """How an export stands: status key and words; a run that ended by itself tells so."""
    state = Snapshot.State(snapshot.state)
    run = snapshot.run
    if snapshot.moving and run is not None:
        if run.state == "failed":
            state = Snapshot.State.FAILED
        elif run.state == "stopped":
            state = Snapshot.State.STOPPED
        elif run.stop_asked:
            return "ongoing", _("Is stopping")
    return _SNAPSHOT_MARKS[state], str(state.label)


def snapshot_table(request: HttpRequest) -> Table:
    return Table(
        request,
        caption=_("Exports of the catalogue"),
        rows=snapshots(),
        columns=[
            Column("name", _("Export"), url=Snapshot.get_absolute_url),
            Column("taken_on", _("Exported on"), kind="date"),
            Column("read", _("Records"), kind="integer", value=_when_ready("read")),
            Column("findings", _("Findings"), kind="integer", value=_findings, sortable=False),
            Column(
                "quarantined",
                _("Could not be read"),
                kind="integer",
                value=_when_ready("quarantined"),
            ),
            Column("state", _("State"), kind="status", value=state_of),
            Column("source", _("From")),
        ],
    )


def _when_ready(name: str) -> Callable[[Snapshot], int | None]:
    def value(snapshot: Snapshot) -> int | None:
        return getattr(snapshot, name) if snapshot.state == Snapshot.State.READY else None

    return value


def _findings(snapshot: Snapshot) -> int | None:
    check = getattr(snapshot, "result", None)
    return check.findings if check else None


def line_table(
    request: HttpRequest,
    lines: Sequence[Line],
    *,
    total: int,
    url: Callable[[Line], str],
    caption: str,
    further_columns: Sequence[Column] = (),
    compared: bool = True,
) -> Table:
    """Rules with what they found; `total` is how many records there are in all.

    What compares (the share of all records, the change) is left out of a list of work.
    """
    return Table(
        request,
        columns=[*_line_columns(total, url, compared=compared), *further_columns],
        rows=lines,
        filters=_line_filters(lines),
        search=("rule.text", "rule.slug"),
        caption=caption,
        row_mark=lambda _line: None,
        page_length=25,
    )


def _line_columns(total: int, url: Callable[[Line], str], *, compared: bool) -> list[Column]:
    share = Column(
        "share", _("In a thousand"), kind="decimal", value=lambda line: _share(line, total)
    )
    return [
        Column("text", _("What is wrong"), value=lambda line: line.rule.text, url=url),
        Column("severity", _("Urgency"), kind="status", value=lambda line: mark(line.severity)),
        Column("records", _("Records"), kind="integer"),
        *([share] if compared else []),
        Column("findings", _("Findings"), kind="integer"),
        *([Column("change", _("Since last time"), kind="change")] if compared else []),
    ]


def _line_filters(lines: Sequence[Line]) -> list[ChoiceFilter]:
    families = sorted({line.rule.family for line in lines}, key=family)
    return [
        ChoiceFilter("kiire", _("Urgency"), SEVERITIES, field="severity"),
        ChoiceFilter(
            "ryhma", _("Group"), [(name, family(name)) for name in families], field="rule.family"
        ),
    ]


def _share(line: Line, total: int) -> float | None:
    if not total:
        return None
    share = 1000 * line.records / total
    return round(share, 1) or round(share, 3)


def short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT].rstrip()}…"


def title_of(finding: Row) -> str:
    return finding.title or _("(no title)")


def what_stands(finding: Row) -> str:
    """What stands at the place, or where to look; a very long list is not read for it."""
    return short(finding.told(language())) if finding.record else _("see the record")


def row_columns(codes: Codes, url: Callable[[Row], str] | None) -> list[Column]:
    return [
        Column("title", _("Record"), value=title_of, url=url, sortable=False),
        Column("name", _("Control number"), sortable=False),
        Column("place", _("Place"), sortable=False),
        Column(
            "text",
            _("What stands there"),
            value=what_stands,
            sortable=False,
            raw=True,
        ),
        Column(
            "branches",
            _("Branches"),
            value=lambda row: codes.names(row.codes),
            sortable=False,
        ),
    ]


def record_url(check_pk: int, rule_slug: str) -> Callable[[Any], str]:
    """The address of a row's record, with the rule whose finding is looked at."""

    def url(finding: Row) -> str:
        return reverse("catalogue:record", args=[check_pk, finding.rec]) + f"?vika={rule_slug}"

    return url
