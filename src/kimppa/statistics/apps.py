"""The statistics area."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, NavItem


class StatisticsConfig(AreaConfig):
    """Declares the statistics area."""

    name = "kimppa.statistics"
    label = "statistics"
    area = Area(
        slug="statistics",
        title=_("Statistics"),
        urls="kimppa.statistics.urls",
        public_urls="kimppa.statistics.public_urls",
        cached=("/tilastot/",),
        api="kimppa.statistics.api.router",
        nav=(NavItem(_("Statistics"), "statistics:home"),),
        topics=("statistics-units", "active-customers", "web-visits"),
        resolve="kimppa.statistics.area.resolve",
        summary="kimppa.statistics.area.summary",
        due="kimppa.statistics.area.due",
        documents="kimppa.statistics.search.documents",
        demo="kimppa.statistics.demo.load",
    )
