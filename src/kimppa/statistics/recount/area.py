"""How a figure was made, as its page tells it."""

from collections.abc import Iterable, Mapping
from typing import Any

from kimppa.core.figures.models import Derivation, Figure
from kimppa.core.figures.rooms import Derived, Remade
from kimppa.core.files.models import StoredFile
from kimppa.statistics.lists.outcomes import SMALL
from kimppa.statistics.recount.messages import LARGE, OUTCOMES, RULES, TABLES, reasons
from kimppa.statistics.recount.queries import name_of
from kimppa.statistics.recount.recounting import Recounting, place_of
from kimppa.statistics.years.queries import codes_in_force

type Pairs = tuple[tuple[str, str], ...]


def _figure(pk: int) -> Figure | None:
    """A yearly figure of the statistics."""
    figures = Figure.objects.filter(pk=pk, month__isnull=True, variable__code__in=codes_in_force())
    return figures.select_related("variable", "municipality", "branch", "derivation").first()


def derived(pk: int) -> Derived | None:
    """The rule of a figure of the statistics with every mapping as it was."""
    figure = _figure(pk)
    if figure is None:
        return None
    content = figure.derivation.content if figure.derivation else {}
    kind = content.get("kind", figure.rule)
    return Derived(
        rule=RULES.get(kind, ""),
        meanings=tuple(
            (TABLES[name], pairs)
            for name, pairs in [
                *_code_tables(content),
                *_column_meanings(content, figure),
                *_other_meanings(content),
            ]
            if pairs
        ),
        parts=tuple(content.get("parts", {}).values()) if kind == "sum-of-branches" else (),
        command=f"kimppa statistics recompute {name_of(figure)}" if figure.derivation else "",
    )


def remade(pk: int) -> Remade | None:
    """What the figure comes to now. Long lists are not read while somebody waits."""
    figure = _figure(pk)
    if figure is None:
        return None
    if figure.derivation is not None and _size(figure.derivation) > SMALL:
        return Remade(("info", LARGE))
    recount = Recounting().recount(figure)
    return Remade(OUTCOMES[recount.outcome], recount.value, tuple(reasons(recount)))


def _size(derivation: Derivation) -> int:
    stored_files = StoredFile.objects.filter(sha256__in=derivation.checksums.values())
    return sum(stored_files.values_list("size", flat=True))


def _code_tables(content: Mapping[str, Any]) -> Iterable[tuple[str, Pairs]]:
    """What codes meant, by the name of the table."""
    if rules := content.get("ruleset"):
        for name in ("types", "locations", "groups", "kinds", "statuses", "branches", "aliases"):
            yield name, _pairs(rules.get(name, {}))
        for name in ("fiction", "music"):
            yield name, tuple((first, last) for first, last in rules.get(name, ()))
        for name in ("mobile", "left_out_branches", "left_out_kinds"):
            yield name, tuple((code, "") for code in rules.get(name, ()))
        yield "celia", (("celia", rules.get("celia", "")),)


def _column_meanings(content: Mapping[str, Any], figure: Figure) -> Iterable[tuple[str, Pairs]]:
    """What names in a report or in published figures meant."""
    if cells := content.get("cells"):
        name = f"{place_of(figure)} {codes_in_force()[figure.variable.code]}"
        yield "cell", ((cells[name], ""),) if name in cells else ()
        for table in ("columns", "rows"):
            yield table, tuple((heading, target) for heading, target in content[table])
    yield "learned", _pairs(content.get("meanings", {}))


def _other_meanings(content: Mapping[str, Any]) -> Iterable[tuple[str, Pairs]]:
    """What was split, counted or joined."""
    for service in content.get("services", ()):
        yield "visits", ((service["name"], str(service["visits"])),)
        yield "weights", tuple((code, weight) for code, weight in service["weights"])
    yield "counted", tuple((code, "") for code in content.get("counted", ()))
    parts = content.get("parts")
    if isinstance(parts, list):
        yield "parts", tuple((part["name"], "–".join(part["days"])) for part in parts)


def _pairs(meanings: Mapping[str, Any]) -> Pairs:
    return tuple((code or "–", str(target)) for code, target in sorted(meanings.items()))
