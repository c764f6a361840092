"""The figures of a year: what feedback was about and how soon it was answered."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kimppa.core.consortium.roles import Permission
from kimppa.feedback.figures import Figure, figures_of
from kimppa.ui import pages as ui
from kimppa.ui.plots import bar_picture
from kimppa.ui.selection import selected


@ui.needs(Permission.VIEW)
def figures(request: HttpRequest) -> HttpResponse:
    """By service, municipality and theme, for the chosen year and municipality."""
    selection = selected(request)
    year, municipality = selection.year, selection.municipality
    municipalities = [municipality] if municipality else None
    titles = {
        "service": _("By service"),
        "municipality": _("By municipality"),
        "theme": _("By theme"),
    }
    first_table, *other_tables = (
        _table(request, kind, title, figures_of(year, kind, municipalities))
        for kind, title in titles.items()
    )
    exports = (table.response() for table in other_tables)
    return next(filter(None, exports), None) or ui.table_page(
        request,
        first_table,
        title=_("Feedback of %(year)s") % {"year": year},
        lead=_(
            "What customers told of, and how soon they were answered. The year and the "
            "municipality are chosen above."
        ),
        more_tables=other_tables,
    )


def _table(request: HttpRequest, kind: str, title: str, figures: list[Figure]) -> ui.Table:
    return ui.Table(
        request,
        caption=title,
        pictures=[bar_picture(_("Arrived"), [(figure.name, figure.arrived) for figure in figures])],
        suffix=kind,
        rows=figures,
        columns=[
            ui.Column("name", title, sortable=False),
            ui.Column("arrived", _("Arrived"), kind="integer", sortable=False),
            ui.Column("handled", _("Handled"), kind="integer", sortable=False),
            ui.Column("share", _("In the time promised"), kind="percent", sortable=False),
            ui.Column("days", _("Days on average"), kind="decimal", value=_days, sortable=False),
        ],
        prefix=f"{kind}-",
        empty=_("No feedback came in this year."),
    )


def _days(figure: Figure) -> float | None:
    return None if figure.days is None else round(figure.days, 1)
