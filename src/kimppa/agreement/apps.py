"""The agreement room."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig


class AgreementConfig(AreaConfig):
    """Declares the agreement room."""

    name = "kimppa.agreement"
    label = "agreement"
    area = Area(
        slug="agreement",
        title=_("Agreement"),
        urls="kimppa.agreement.urls",
        demo="kimppa.agreement.demo.load",
    )
