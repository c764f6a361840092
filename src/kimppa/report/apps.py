"""The report room."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig


class ReportConfig(AreaConfig):
    """Declares the report room."""

    name = "kimppa.report"
    label = "report"
    area = Area(slug="report", title=_("Report"), urls="")
