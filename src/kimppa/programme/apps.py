"""The programme room."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig


class ProgrammeConfig(AreaConfig):
    """Declares the programme room."""

    name = "kimppa.programme"
    label = "programme"
    area = Area(slug="programme", title=_("Programme"), urls="")
