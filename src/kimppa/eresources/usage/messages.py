"""Use in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.eresources.models import Licence, Material
from kimppa.eresources.terms.usage import USE, material_of


def metric_words(metric: str) -> str:
    """What a metric counts; COUNTER's own words stay as they are."""
    return {USE: _("use"), "Kaikki lainat": _("all loans")}.get(metric, metric)


def unit(licence: Licence, count: int = 2) -> str:
    """What one use of the licence is called."""
    kinds = set(licence.kinds)
    if kinds == {Material.MUSIC}:
        return ngettext("listening", "listenings", count)
    if kinds == {Material.FILMS}:
        return ngettext("viewing", "viewings", count)
    if kinds == {Material.MAGAZINES}:
        return ngettext("opening", "openings", count)
    if kinds and kinds <= {Material.BOOKS, Material.AUDIOBOOKS, Material.MAGAZINES}:
        return ngettext("loan", "loans", count)
    return ngettext("use", "uses", count)


def format_words(form: str) -> str:
    """A format of a file as the material that it is; one that is none of ours as it stands."""
    material = material_of(form, ())
    return material_words(material) if material else form or _("no format told")


def material_words(material: str) -> str:
    """A kind of material; empty when no file tells it."""
    return str(Material(material).label) if material else _("material not told")
