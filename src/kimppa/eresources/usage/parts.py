"""A year's use by municipality, each number with where it comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Municipality
from kimppa.core.ratification.queries import count_answers
from kimppa.eresources.terms.usage import Split
from kimppa.eresources.usage.queries import Use, part_of
from kimppa.eresources.usage.words import material_words
from kimppa.ui.numbers import number


@dataclass(frozen=True, slots=True)
class PartLine:
    """A line of the table: whose, what the files tell, what the key gives, together, by others."""

    name: str
    exact: str
    shared: str
    together: str
    by_others: Sequence[str]


@dataclass(frozen=True, slots=True)
class Parts:
    """The table of a year, and in one sentence how it was made."""

    keys: Sequence[str]
    lines: Sequence[PartLine]
    total: PartLine
    sentence: str
    materials: Sequence[tuple[str, str]]


def parts(use: Use, towns: Sequence[Municipality]) -> Parts:
    """Each municipality's part under the year's key and under two others."""
    compared = use.other_keys()
    splits = [use.split, *(use.splits(key) for key in compared)]
    own = [town for town in towns if use.concerns(town.code)]
    lines = [_line(town, splits) for town in own]
    lines += _outside(use)
    return Parts(
        keys=[str(key) for key in compared],
        lines=lines,
        total=_total(use, len(compared)),
        sentence=basis(use),
        materials=[
            (material_words(name), number(split.total)) for name, split in use.split.items()
        ],
    )


def _line(town: Municipality, splits: Sequence[dict[str, Split]]) -> PartLine:
    code, first = town.code, splits[0].values()
    return PartLine(
        name=str(town),
        exact=number(sum(split.exact.get(code, 0) for split in first)),
        shared=number(sum(split.shared.get(code, 0) for split in first)),
        together=number(part_of(splits[0], code)),
        by_others=[number(part_of(split, code)) for split in splits[1:]],
    )


def _outside(use: Use) -> Iterator[PartLine]:
    """Others' use by the text of the file, and what nobody's key has split."""
    blank = ["" for _key in use.other_keys()]
    sums: dict[str, int] = {}
    for split in use.split.values():
        for text, count in split.outside.items():
            sums[text] = sums.get(text, 0) + count
    for text, count in sorted(sums.items()):
        name = _("Other than ours: %(name)s") % {"name": text}
        yield PartLine(name, number(count), "", number(count), blank)
    if unsplit := sum(split.unsplit for split in use.split.values()):
        yield PartLine(_("No municipality told"), "", "", number(unsplit), blank)


def _total(use: Use, count: int) -> PartLine:
    splits = use.split.values()
    exact = sum(sum((*s.exact.values(), *s.outside.values())) for s in splits)
    shared = sum(sum(s.shared.values()) for s in splits)
    total = number(use.count)
    return PartLine(_("Together"), number(exact), number(shared), total, [total] * count)


def basis(use: Use) -> str:
    """In one sentence, how the parts of a year were made."""
    untold = sum(split.untold for split in use.split.values())
    unsplit = sum(split.unsplit for split in use.split.values())
    words = {"count": number(untold), "key": use.key or "", "total": number(use.count)}
    if not untold:
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
    if untold and not unsplit and use.key and not is_ratified(use.key):
        sentence += " " + _("The key has not been confirmed by all yet.")
    return sentence


def _sources(use: Use) -> str:
    return ", ".join(file.source.rstrip(".") for file in use.files)


def is_ratified(key: AllocationKey) -> bool:
    """Whether every municipality has said yes to the key."""
    return key.ratification is not None and count_answers(key.ratification).ratified
