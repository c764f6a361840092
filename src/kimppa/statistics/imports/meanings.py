"""What names, codes and headings mean: learned once, remembered for all files, forgotten."""

from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.consortium.roles import Permission
from kimppa.core.imports import meanings
from kimppa.core.imports.meanings import remember
from kimppa.core.imports.models import Meaning
from kimppa.core.permissions import Actor, require
from kimppa.statistics.lists import codes
from kimppa.statistics.reading.register import place_rows
from kimppa.statistics.variables.catalogue import catalogue


@transaction.atomic
def learn(*, by: Actor, choices: Mapping[str, str]) -> int:
    """Remember meanings by key (`variable:…`, `place:…`, `code-type:…`, `column-items:…`).

    How many were new. An empty target leaves out. Raises ValidationError for what cannot be meant.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    place_by_code = place_rows({target for target in choices.values() if ":" in target})
    for key, target in choices.items():
        if not _may_mean(key, target, place_by_code.keys()):
            raise ValidationError(_("“%(target)s” is not known.") % {"target": target})
    return remember(by=by, choices=choices)


def _may_mean(key: str, target: str, place_codes: Collection[str]) -> bool:
    """Whether a key may have the target: names, codes and headings have each their own."""
    if not target:
        return may_be_left_out(key)
    kind, _dash, field = key.partition(":")[0].partition("-")
    if kind == "code":
        return target in (place_codes if field == "branch" else codes.MEANINGS.get(field, ()))
    if kind == "column":
        return target in codes.COLUMNS.get(field, ())
    return target in (place_codes if kind == "place" else catalogue())


def may_be_left_out(key: str) -> bool:
    """Whether a name, a code or a heading may stand for nothing."""
    kind, _dash, field = key.partition(":")[0].partition("-")
    return kind != "code" or field in codes.LEFT_OUT


def forget(*, by: Actor, meaning: Meaning) -> None:
    """Forget a meaning; files that have been taken into use stay as they are."""
    require(by, Permission.MANAGE_CONSORTIUM)
    meanings.forget(by=by, meaning=meaning)
