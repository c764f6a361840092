"""A year's use by municipality, each number with where it comes from."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kimppa.core.allocation.comparison import weights_by_key
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.words.messages import listed
from kimppa.documents.blocks import Picture
from kimppa.eresources.terms.usage import Split
from kimppa.eresources.usage.messages import material_words
from kimppa.eresources.usage.queries import Use, part_of
from kimppa.ui import pages as ui
from kimppa.ui.numbers import number
from kimppa.ui.plots import bar_picture

OTHERS = 2
"""Ways of splitting that stand beside the year's own."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """A line of the table: whose, what the files tell, what the key gives, together, by others.
    None is what is not known.
    """

    name: str
    exact: int | None
    shared: int | None
    together: int | None
    by_others: Sequence[int | None] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of a year, in one sentence how they were made, and the use by material."""

    keys: Sequence[str]
    lines: Sequence[PartLine]
    sentence: str
    chart: tuple[str, Picture] | None
    materials: Sequence[tuple[str, str]]


def parts(use: Use, towns: Sequence[Municipality], person: Person) -> Parts:
    """Each municipality's part under the year's key and under two others."""
    year_kind = str(use.key.get_kind_display()) if use.key else ""
    weights = weights_by_key(person, use.year, use.key)
    keys = [name for name in weights if name != year_kind][:OTHERS]
    splits = [use.split, *(use.splits(weights[name]) for name in keys)]
    members = [town for town in towns if use.concerns(town.code)]
    lines = [
        *(_town_line(town, splits) for town in members),
        *_outside(use),
        _total(use, len(keys)),
    ]
    return Parts(
        keys=keys,
        lines=lines,
        sentence=basis(use),
        chart=_chart(use, members),
        materials=[
            (material_words(name), number(split.total)) for name, split in use.split.items()
        ],
    )


def parts_table(request: HttpRequest, year_parts: Parts) -> ui.Table:
    """The lines as a table, whose last row is their sum."""
    key_columns = [
        _column(f"by-{index}", _("If by %(key)s") % {"key": key}, partial(_part_by_key, index))
        for index, key in enumerate(year_parts.keys)
    ]
    return ui.Table(
        request,
        columns=[
            ui.Column("name", _("Municipality"), sortable=False),
            _column("exact", _("Told by the files")),
            _column("shared", _("By the key")),
            _column("together", _("Together")),
            *key_columns,
        ],
        rows=year_parts.lines,
        caption=_("Each municipality's part"),
    )


def _column(key: str, title: str, value: Callable[[Any], Any] | None = None) -> ui.Column:
    return ui.Column(key, title, kind="integer", value=value, sortable=False)


def _part_by_key(position: int, line: PartLine) -> int | None:
    return line.by_others[position] if line.by_others else None


def _chart(use: Use, towns: Sequence[Municipality]) -> tuple[str, Picture] | None:
    """A bar of each municipality's part; none while some part is not known."""
    town_parts = [(str(town), use.part(town.code)) for town in towns]
    numbers = [(name, part) for name, part in town_parts if part is not None]
    if len(numbers) < len(town_parts) or not any(part for _name, part in numbers):
        return None
    return bar_picture(_("Use by municipality"), numbers)


def _town_line(town: Municipality, splits: Sequence[dict[str, Split]]) -> PartLine:
    code, year_splits = town.code, splits[0].values()
    exact_counts = [split.exact.get(code, None if split.ownerless else 0) for split in year_splits]
    numbers = [count for count in exact_counts if count is not None]
    return PartLine(
        name=str(town),
        exact=sum(numbers) if len(numbers) == len(exact_counts) else None,
        shared=sum(split.shared.get(code, 0) for split in year_splits),
        together=part_of(splits[0], code),
        by_others=[part_of(split, code) for split in splits[1:]],
    )


def _outside(use: Use) -> Iterator[PartLine]:
    """Others' use by the text of the file, and what nobody's key has split."""
    sums: dict[str, int] = defaultdict(int)
    for split in use.split.values():
        for text, count in split.outside.items():
            sums[text] += count
    for text, count in sorted(sums.items()):
        yield PartLine(_("Other than ours: %(name)s") % {"name": text}, count, None, count)
    for text, count in sorted(use.ownerless.items()):
        yield PartLine(_("Nobody has said whose: %(name)s") % {"name": text}, count, None, count)
    if unsplit := sum(split.unsplit for split in use.split.values()):
        yield PartLine(_("No municipality told"), None, None, unsplit)


def _total(use: Use, key_count: int) -> PartLine:
    splits = use.split.values()
    exact_count = sum(
        sum((*s.exact.values(), *s.outside.values(), *s.ownerless.values())) for s in splits
    )
    shared_count = sum(sum(split.shared.values()) for split in splits)
    return PartLine(_("Together"), exact_count, shared_count, use.count, [use.count] * key_count)


def basis(use: Use) -> str:
    """In one sentence, how the parts of a year were made."""
    untold = sum(split.untold for split in use.split.values())
    unsplit = sum(split.unsplit for split in use.split.values())
    words = {"count": number(untold), "key": use.key or "", "total": number(use.count)}
    if use.ownerless:
        text = _("Nobody has said whose these are: %(names)s. Say it below.")
        words["names"] = listed(f"{name} {number(n)}" for name, n in sorted(use.ownerless.items()))
    elif not untold:
        text = (
            _("The files tell the municipality of each use.")
            if use.count
            else _("Nothing was used.")
        )
    elif unsplit:
        text = _("Of %(total)s uses nobody tells the municipality of %(count)s: choose a key.")
    elif untold == use.count:
        text = _("Only the sum is known; it is split by the key %(key)s.")
    else:
        text = _(
            "The files tell most municipalities; %(count)s of %(total)s uses are split by the key "
            "%(key)s."
        )
    sentence = text % words
    if use.is_reported:
        sentence = (
            _("Reported, not measured: %(source)s.") % {"source": _sources(use)} + " " + (sentence)
        )
    if use.is_provisional:
        sentence += " " + _("The parts are provisional: not all have confirmed the key.")
    return sentence


def _sources(use: Use) -> str:
    return ", ".join(file.source.rstrip(".") for file in use.files)
