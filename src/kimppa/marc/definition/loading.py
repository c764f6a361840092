"""Definitions from the package's data, read once when first asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from kimppa.marc.definition import text
from kimppa.marc.definition.model import Code, Definition, FieldDefinition, Kind

# The files of each format, in the order they are read; every one may use the sets of the others.
PARTS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "bib": ("common.txt", "007.txt", "bib", "hold/84X-87X.txt", "hold/85X-links.txt", "88X.txt"),
    "auth": ("common.txt", "auth", "hold/85X-links.txt", "88X.txt"),
    "hold": ("common.txt", "007.txt", "hold", "88X.txt"),
}
OVERLAYS: Final = (
    *("fi", "koha", "aleph", "alma", "evergreen", "mikromarc", "sierra", "symphony", "voyager"),
)


def load(kind: Kind = "bib", overlays: tuple[str, ...] = ("fi",)) -> Definition:
    """The format of a kind of records with the fields of the named overlays (`OVERLAYS`).

    >>> load("bib").fields["245"].label.en
    'Title statement'
    """
    return _loaded(kind, overlays)


@cache
def _loaded(kind: Kind, overlays: tuple[str, ...]) -> Definition:
    blocks = [
        block
        for part in PARTS[kind]
        for path in _files(_data() / part)
        for block in text.blocks(path.read_text(encoding="utf-8"))
    ]
    definition = Definition(kind, _joined({}, blocks, text.sets(blocks)), codelists())
    for name in overlays:
        definition = overlaid(definition, _overlay(name))
    return replace(definition, blank="^") if "aleph" in overlays else definition


def overlaid(definition: Definition, source: str) -> Definition:
    """The definition with the fields of a text in the line format added.

    A field `084+` is joined to the one that is there, `084` takes its place. A line `%bib` says
    that what follows is for one kind of records only.
    """
    common = list(text.blocks((_data() / "common.txt").read_text(encoding="utf-8")))
    blocks = list(_blocks_of_kind(text.blocks(source), definition.kind))
    shared = text.sets([*common, *blocks])
    return replace(definition, fields=_joined(definition.fields, blocks, shared))


@cache
def overlay_tags(name: str) -> tuple[str, ...]:
    """The fields that an overlay brings; not those that it adds to."""
    source = list(text.blocks(_overlay(name)))
    common = list(text.blocks((_data() / "common.txt").read_text(encoding="utf-8")))
    local = [block for block in source if not block.head.startswith("%")]
    fields = text.fields(local, text.sets([*common, *local]))
    return tuple(sorted(building.made.tag for building in fields if not building.add))


@cache
def codelists() -> Mapping[str, Mapping[str, Code]]:
    """The code lists by name: countries, languages, relators and the terms of 336 to 338."""
    return {
        path.name.removesuffix(".txt"): text.codes(path.read_text(encoding="utf-8"))
        for path in _files(_data() / "lists")
    }


def _joined(
    definitions_before: Mapping[str, FieldDefinition],
    blocks: Iterable[text.Block],
    shared: Mapping[str, text.Block],
) -> dict[str, FieldDefinition]:
    definitions = dict(definitions_before)
    for building in text.fields(blocks, shared):
        tag = building.made.tag
        definitions[tag] = text.finish(building, definitions.get(tag))
    return dict(sorted(definitions.items()))


def _blocks_of_kind(blocks: Iterable[text.Block], kind: Kind) -> Iterable[text.Block]:
    included = True
    for block in blocks:
        if block.head.startswith("%"):
            included = kind in block.head[1:].split(",")
        elif included:
            yield block


def _overlay(name: str) -> str:
    if name not in OVERLAYS:
        raise ValueError(f"no such overlay: {name}")
    return (_data() / "overlays" / f"{name}.txt").read_text(encoding="utf-8")


def _data() -> Traversable:
    return files("kimppa.marc.definition") / "data"


def _files(path: Traversable) -> list[Traversable]:
    if path.is_file():
        return [path]
    text_files = (child for child in path.iterdir() if child.name.endswith(".txt"))
    return sorted(text_files, key=lambda child: child.name)
