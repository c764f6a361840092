"""What the desk's forms share: documents that are taken in, and municipalities to choose from."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.ui.places import place_name

DOCUMENTS = (".pdf", ".docx", ".odt", ".xlsx", ".csv", ".txt", ".png", ".jpg", ".jpeg")
MEGABYTE = 1024 * 1024
ALL = "kaikki"


def place_choices(
    municipalities: Sequence[Municipality], *, everyone: bool
) -> list[tuple[str, str]]:
    """Choices of municipalities by code, all together first."""
    own = [(municipality.code, place_name(municipality)) for municipality in municipalities]
    return [(ALL, str(_("All municipalities"))), *own] if everyone else own
