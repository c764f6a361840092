"""The Matomos that count the visits of services: the coordinator's register."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.statistics.models import VisitSource
from kimppa.statistics.visits.forms import VisitSourceForm
from kimppa.ui import pages as ui
from kimppa.ui.connections import Connections


def _facts(visit_source: VisitSource) -> list[ui.Fact]:
    municipality = visit_source.municipality
    return [
        *ui.facts(visit_source, "service"),
        ui.Fact(_("Municipality"), municipality.name if municipality else _("All together")),
        *ui.facts(visit_source, "address", "site", "segment"),
    ]


SOURCES = Connections(
    model=VisitSource,
    form=VisitSourceForm,
    register="statistics:visits-sources",
    name="statistics:visits-source",
    at="web-visits/sources/",
    title=gettext_lazy("Where visits are counted"),
    lead=gettext_lazy(
        "A Matomo tells the visits of a service by year and month. Its token stays on the server. "
        "The visits are fetched on the page of the year."
    ),
    label=gettext_lazy("Add a Matomo"),
    up=(gettext_lazy("Statistics"), "statistics:home"),
    empty=gettext_lazy("None yet."),
    columns=("segment",),
    related=("service", "municipality"),
    facts=_facts,
)
