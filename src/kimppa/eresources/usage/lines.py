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
    for material, stem in LINES.items():
        uses = [use for use in all_uses if material in use.licence.kinds or material in use.split]
        for town in towns:
            town_uses = [use for use in uses if _is_of(use, material, town)]
            if town_uses:
                yield _known(f"{stem}_use", material, town, town_uses)


def _is_of(use: Use, material: str, town: Municipality) -> bool:
    return town.code in use.members or town.code in _split(use, material).exact


def _split(use: Use, material: str) -> Split:
    return use.split.get(material) or Split()


def _known(variable: str, material: str, town: Municipality, uses: Sequence[Use]) -> Known:
    texts = [_use_words(use, material, town) for use in uses]
    parts = [_split(use, material).part(town.code) for use in uses if use.files]
    numbers = [part for part in parts if part is not None]
    return Known(
        variable,
        town.pk,
        Decimal(sum(numbers)) if len(numbers) == len(uses) else None,
        ", ".join(texts),
        url=year_page(uses[0]),
        example=any(use.is_example for use in uses),
        origin=_origin(uses, material, town),
        basis={str(use.licence): _basis(use, material) for use in uses if use.files},
    )


def _use_words(use: Use, material: str, town: Municipality) -> str:
    """The platform's part of the line with where it comes from."""
    split, words = _split(use, material), {"name": use.licence, "key": use.key or ""}
    if reason := _gap_words(use, split):
        return reason
    part = split.part(town.code)
    key_part = split.shared.get(town.code, 0)
    words |= {"count": number(part, 0), "shared": number(key_part, 0)}
    if not split.untold:
        text = _("%(name)s %(count)s (the file tells)")
    elif key_part == part:
        text = _("%(name)s %(count)s (by the key %(key)s)")
    else:
        text = _("%(name)s %(count)s (%(shared)s of it by the key %(key)s)")
    if use.is_reported:
        text = _("%(name)s %(count)s (reported, by the key %(key)s)")
        if not split.untold:
            text = _("%(name)s %(count)s (reported)")
    if key_part and use.is_provisional:
        provisional = _("%(text)s – provisional: not all have confirmed the key")
        return provisional % {"text": text % words}
    return text % words


def _gap_words(use: Use, split: Split) -> str:
    """Why there is no number; empty when there is."""
    words = {"name": use.licence, "count": number(sum(split.ownerless.values()))}
    if not use.files:
        return _("%(name)s: not come yet") % words
    if split.ownerless:
        return _("%(name)s: nobody has said whose %(count)s uses are") % words
    return _("%(name)s: no key to split by") % words if split.unsplit else ""


def _origin(town_uses: Iterable[Use], material: str, town: Municipality) -> str:
    """The least certain of the ways in which the number came."""
    use_list = list(town_uses)
    shared_uses = [use for use in use_list if _split(use, material).shared.get(town.code)]
    if any(use.is_provisional for use in shared_uses):
        return Figure.Origin.ESTIMATED
    if any(use.is_reported for use in use_list):
        return Figure.Origin.REPORTED
    if shared_uses:
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
