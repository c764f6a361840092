"""The desk: pages of what all rooms share."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig


class DeskConfig(AreaConfig):
    """Home, year clock, people, decisions, deliveries, tasks, search, audit, sign-in."""

    name = "kimppa.desk"
    label = "desk"
    area = Area(slug="desk", title=_("Desk"), urls="kimppa.desk.urls")
