"""What is said of colours with which the public pages could not be read."""

from django.utils.formats import number_format
from django.utils.translation import gettext

from kimppa.core.consortium import colours


def faint_colours(brand: str, second: str) -> dict[str, str]:
    """The fault at its field of a consortium; empty when there is none."""
    text = colours.contrast(brand, colours.soft(brand))
    if text < colours.TEXT_CONTRAST:
        words = gettext(
            "Text in this colour is hard to read: its contrast is %(has)s, and %(needs)s is "
            "needed. Choose a darker colour."
        )
        return {"brand_colour": words % _figures(text, colours.TEXT_CONTRAST)}
    mark = colours.contrast(brand, second)
    if mark < colours.MARK_CONTRAST:
        words = gettext(
            "This colour does not stand out from the first one: the contrast is %(has)s, and "
            "%(needs)s is needed. Choose a lighter colour."
        )
        return {"second_colour": words % _figures(mark, colours.MARK_CONTRAST)}
    return {}


def _figures(has: float, needs: float) -> dict[str, str]:
    return {"has": number_format(has, 1), "needs": number_format(needs, 1)}
