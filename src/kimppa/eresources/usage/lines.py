"""The ministry's lines of use: what each municipality reports, and on what each number rests."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kimppa.core.allocation.queries import weights_of
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.figures.models import Figure
from kimppa.core.figures.rooms import Known
from kimppa.eresources.terms.usage import LINES, Split
from kimppa.eresources.usage.queries import Use, year_uses
from kimppa.eresources.usage.rows import year_page
from kimppa.ui.numbers import number


def knows(year: int) -> Iterator[Known]:
    """Uses by material of each municipality that belongs; without a value where some platform's
    figures have not come or nothing says whose they are.
    """
    towns = list(municipalities_of(year))
    all_uses = [use for use in year_uses(year) if use.state != "none"]
    for material, begin in LINES.items():
        own = [use for use in all_uses if material in use.licence.kinds or material in use.split]
        for town in towns:
            mine = [use for use in own if _is_of(use, material, town)]
            if mine:
                yield _line(f"{begin}_use", material, town, mine)


def _is_of(use: Use, material: str, town: Municipality) -> bool:
    return town.code in use.members or town.code in _split(use, material).exact


def _split(use: Use, material: str) -> Split:
    return use.split.get(material) or Split()


def _line(variable: str, material: str, town: Municipality, mine: Sequence[Use]) -> Known:
    texts = [_text(use, material, town) for use in mine]
    parts = [_split(use, material).part(town.code) for use in mine if use.files]
    numbers = [part for part in parts if part is not None]
    return Known(
        variable,
        town.pk,
        Decimal(sum(numbers)) if len(numbers) == len(mine) else None,
        ", ".join(texts),
        url=year_page(mine[0]),
        example=any(use.is_example for use in mine),
        origin=_origin(mine, material, town),
        basis={str(use.licence): _basis(use, material) for use in mine if use.files},
    )


def _text(use: Use, material: str, town: Municipality) -> str:
    """The platform's part of the line with where it comes from."""
    split, words = _split(use, material), {"name": use.licence, "key": use.key or ""}
    if reason := _reason(use, split):
        return reason
    part = split.part(town.code)
    shared = split.shared.get(town.code, 0)
    words |= {"count": number(part, 0), "shared": number(shared, 0)}
    if not split.untold:
        text = _("%(name)s %(count)s (the file tells)")
    elif shared == part:
        text = _("%(name)s %(count)s (by the key %(key)s)")
    else:
        text = _("%(name)s %(count)s (%(shared)s of it by the key %(key)s)")
    if use.is_reported:
        text = _("%(name)s %(count)s (reported, by the key %(key)s)")
        if not split.untold:
            text = _("%(name)s %(count)s (reported)")
    if shared and use.is_provisional:
        provisional = _("%(text)s – provisional: not all have confirmed the key")
        return provisional % {"text": text % words}
    return text % words


def _reason(use: Use, split: Split) -> str:
    """Why there is no number; empty when there is."""
    words = {"name": use.licence, "count": number(sum(split.ownerless.values()))}
    if not use.files:
        return _("%(name)s: not come yet") % words
    if split.ownerless:
        return _("%(name)s: nobody has said whose %(count)s uses are") % words
    return _("%(name)s: no key to split by") % words if split.unsplit else ""


def _origin(mine: Iterable[Use], material: str, town: Municipality) -> str:
    """The least certain of the ways in which the number came."""
    uses = list(mine)
    shared = [use for use in uses if _split(use, material).shared.get(town.code)]
    if any(use.is_provisional for use in shared):
        return Figure.Origin.ESTIMATED
    if any(use.is_reported for use in uses):
        return Figure.Origin.REPORTED
    if shared:
        return Figure.Origin.ALLOCATED
    return Figure.Origin.MEASURED


def _basis(use: Use, material: str) -> dict[str, Any]:
    """From what the number can be made again: files, what they tell, the key's values."""
    split = _split(use, material)
    originals = [file.upload or file.letter for file in use.files]
    return {
        "files": [original.sha256 for original in originals if original],
        "exact": split.exact,
        "untold": split.untold,
        "asked": split.ownerless,
        "key": weights_of(use.key) if use.key and split.untold else [],
        "members": use.members,
    }
