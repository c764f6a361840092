"""Figures made again from their derivations: kept files, and the rules as they were. Reads."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kimppa.core.allocation.rules import AllocationError, allocate
from kimppa.core.consortium.models import Municipality
from kimppa.core.figures.models import Derivation, Figure
from kimppa.core.figures.rooms import known_figures
from kimppa.core.files.actions import path_of
from kimppa.core.files.models import StoredFile
from kimppa.documents.spreadsheets import Cell, SpreadsheetError
from kimppa.statistics.known.queries import REGISTER, ROOM
from kimppa.statistics.lists.extracts import ExtractError
from kimppa.statistics.lists.outcomes import follow, not_relevant
from kimppa.statistics.lists.ruleset import RuleSetError, ruleset_of
from kimppa.statistics.parts.joins import Part, join, year_of
from kimppa.statistics.reading.cells import CellError, Read, State, read_cell
from kimppa.statistics.reading.grids import Grid, read_grids
from kimppa.statistics.reading.published import read_published
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.years.queries import codes_in_force

BY_HAND = "by-hand"
type Key = tuple[str, str]
"""Place ("branch:main", "municipality:091") and variable."""


class Outcome(StrEnum):
    """What making a figure again comes to."""

    SAME = "same"
    OTHER = "other"
    BY_HAND = "by-hand"  # somebody typed it: there is nothing to compute
    NOT_KEPT = "not-kept"  # it is from before derivations were kept, or of another room
    FILE_GONE = "file-gone"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Recount:
    """A figure beside what its derivation gives now.

    `why`: problem ("rules", "gap", "part", "file") and what it is about, where they differ or
    nothing could be computed.
    """

    figure: Figure
    outcome: Outcome
    value: Decimal | None = None
    why: tuple[tuple[str, str], ...] = ()

    @property
    def stands(self) -> bool:
        """Whether nothing speaks against the figure."""
        return self.outcome in (Outcome.SAME, Outcome.BY_HAND)


class RecountError(ValueError):
    """A derivation that gives no figure: how, and the problem with what it is about."""

    def __init__(self, outcome: Outcome, problem: str, about: str) -> None:
        super().__init__(f"{problem}: {about}")
        self.outcome, self.why = outcome, ((problem, about),)


def place_of(figure: Figure) -> str:
    """The place of a figure as files name it; that of the consortium is "consortium"."""
    if figure.branch is not None:
        return f"branch:{figure.branch.code}"
    return f"municipality:{figure.municipality.code}" if figure.municipality else "consortium"


@dataclass(slots=True)
class Recounting:
    """Makes figures again; what one derivation gives is made once."""

    values: dict[tuple[int, int], Mapping[Key, Read]] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=codes_in_force)

    def recount(self, figure: Figure) -> Recount:
        """The figure from what is kept of it."""
        if figure.rule == BY_HAND:
            return Recount(figure, Outcome.BY_HAND, figure.value)
        code = self.variables.get(figure.variable.code)
        if figure.derivation is None or code is None:
            return Recount(figure, Outcome.NOT_KEPT)
        try:
            if figure.derivation.content["kind"] == "sum-of-branches":
                return self._sum(figure, figure.derivation)
            reads = self.values_of(figure.derivation, figure.year)
        except RecountError as error:
            return Recount(figure, error.outcome, why=error.why)
        read = reads.get((place_of(figure), code))
        value = read.value if read else None
        state = State(figure.state) if figure.value is None else None
        if read and value == figure.value and state in (None, read.state):
            return Recount(figure, Outcome.SAME, value)
        return Recount(figure, Outcome.OTHER, value, tuple(_differences(figure)))

    def _sum(self, figure: Figure, derivation: Derivation) -> Recount:
        """The sum of its branches made again: of those only that were summed."""
        figures = Figure.objects.filter(pk__in=derivation.content["parts"].values())
        recounts = [
            self.recount(part)
            for part in figures.select_related("variable", "branch", "derivation").order_by("pk")
        ]
        differences = tuple(
            (
                "part",
                f"{recount.figure.branch}: {_text(recount.figure.value)} → {_text(recount.value)}",
            )
            for recount in recounts
            if recount.outcome == Outcome.OTHER
        )
        failed = [
            recount
            for recount in recounts
            if not recount.stands and recount.outcome != Outcome.OTHER
        ]
        if failed or len(recounts) < len(derivation.content["parts"]):
            lost_reasons = tuple(
                ("no-part", str(recount.figure.branch)) for recount in failed if not recount.why
            )
            outcome = failed[0].outcome if failed else Outcome.NOT_KEPT
            other_reasons = dict.fromkeys(problem for recount in failed for problem in recount.why)
            return Recount(figure, outcome, why=(*lost_reasons, *other_reasons))
        total = sum(
            (recount.value for recount in recounts if recount.value is not None), Decimal(0)
        )
        outcome = Outcome.SAME if total == figure.value else Outcome.OTHER
        return Recount(figure, outcome, total, differences)

    def values_of(self, derivation: Derivation, year: int) -> Mapping[Key, Read]:
        """Every value that a derivation gives of a year. Raises RecountError."""
        if (derivation.pk, year) not in self.values:
            kind = derivation.content["kind"]
            if kind not in _KINDS:
                raise RecountError(Outcome.NOT_KEPT, "kind", kind)
            for sha256 in derivation.checksums.values():
                _require_whole(sha256)
            try:
                self.values[derivation.pk, year] = _KINDS[kind](self, derivation, year)
            except (SpreadsheetError, ExtractError, RuleSetError, AllocationError) as error:
                raise RecountError(Outcome.UNREADABLE, "file", str(error)) from error
        return self.values[derivation.pk, year]


def _require_whole(sha256: str) -> None:
    """Raise RecountError for a file that is not there or no longer what it was."""
    stored_file = StoredFile.objects.filter(sha256=sha256).first()
    name = stored_file.name if stored_file else sha256[:12]
    try:
        with path_of(sha256).open("rb") as file:
            is_whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        raise RecountError(Outcome.FILE_GONE, "file-gone", name) from None
    if not is_whole:
        raise RecountError(Outcome.FILE_GONE, "file-altered", name)


def _differences(figure: Figure) -> list[tuple[str, str]]:
    """What is known of why a figure comes out otherwise."""
    content = figure.derivation.content if figure.derivation else {}
    if "ruleset" in content:
        version_now = ruleset_of(content["ruleset"]).version
        if version_now != figure.rule_version:
            return [("rules", f"{figure.rule_version} → {version_now}")]
    return []


def _of_lists(_recounting: Recounting, derivation: Derivation, year: int) -> dict[Key, Read]:
    content, files = derivation.content, derivation.checksums
    span = tuple(map(dt.date.fromisoformat, content["span"])) if content["span"] else None
    computed = follow(files, content["ruleset"], year, (span[0], span[1]) if span else None)
    for gap in computed.gaps:
        raise RecountError(Outcome.UNREADABLE, "gap", f"{gap.field} “{gap.code}” ({gap.rows})")
    reads_left_out = {
        place_code: Read(None, State.NOT_RELEVANT) for place_code in not_relevant(computed)
    }
    return reads_left_out | {
        (place_code, code): Read(Decimal(count), State.VALUE)
        for place_code, counts in computed.figures.items()
        for code, count in counts.items()
    }


def _of_report(_recounting: Recounting, derivation: Derivation, _year: int) -> dict[Key, Read]:
    content = derivation.content
    grids = _grids(derivation)
    cells = _addresses(grids[min(content["sheet"], len(grids) - 1)])
    reads = {}
    for name, address in content["cells"].items():
        place_code, _space, code = name.rpartition(" ")
        try:
            read = read_cell(cells.get(address), decimals=code in content["decimals"])
        except CellError as error:
            raise RecountError(Outcome.UNREADABLE, "cell", address) from error
        if read is not None:
            reads[place_code, code] = read
    return reads


def _grids(derivation: Derivation) -> list[Grid]:
    return read_grids(path_of(next(iter(derivation.checksums.values()))).read_bytes())


def _addresses(grid: Grid) -> dict[str, Cell]:
    return {
        grid.address(number, column): cell
        for number, row in enumerate(grid.rows)
        for column, cell in enumerate(row)
    }


def _of_publication(_recounting: Recounting, derivation: Derivation, year: int) -> dict[Key, Read]:
    content = derivation.content
    publication = read_published(
        _grids(derivation), content["register"], year=content["year"], meanings=content["meanings"]
    )
    return {
        (f"municipality:{published.municipality}", published.variable): Read(
            published.value, published.state
        )
        for published in publication.values
        if published.year == year
    }


def _of_parts(recounting: Recounting, derivation: Derivation, year: int) -> dict[Key, Read]:
    """Parts of the year joined as they were, each made again."""
    parts = []
    derivation_by_pk = Derivation.objects.in_bulk(
        [part["derivation"] for part in derivation.content["parts"]]
    )
    for number, part in enumerate(derivation.content["parts"]):
        reads = recounting.values_of(derivation_by_pk[part["derivation"]], year)
        values = {key: read.value for key, read in reads.items() if read.value is not None}
        start, end = map(dt.date.fromisoformat, part["days"])
        parts.append(Part(number, part["name"], (start, end), values))
    return {
        key: Read(joined.value, State.VALUE)
        for key, joined in join(parts, year_of(year), catalogue().__getitem__).items()
        if joined.value is not None
    }


def _of_visits(_recounting: Recounting, derivation: Derivation, _year: int) -> dict[Key, Read]:
    """Each municipality's own visits, and its parts of the shared ones."""
    visits_by_code: dict[str, Decimal] = {}
    for service in derivation.content["services"]:
        if service["weights"]:
            weights = {code: Decimal(weight) for code, weight in service["weights"]}
            shares = allocate(service["visits"], weights)
            part_by_code = {code: share.value for code, share in shares.items()}
        else:
            part_by_code = {service["municipality"]: Decimal(service["visits"])}
        for code, part in part_by_code.items():
            visits_by_code[code] = visits_by_code.get(code, Decimal(0)) + part
    return {
        (f"municipality:{code}", "KAY_web"): Read(part, State.VALUE)
        for code, part in visits_by_code.items()
    }


def _of_register(_recounting: Recounting, derivation: Derivation, _year: int) -> dict[Key, Read]:
    """How many rows of the register were counted: each is named."""
    content = derivation.content
    count = Decimal(len(content["counted"]))
    return {(content["place"], content["variable"]): _read_value(count)}


def _of_room(_recounting: Recounting, derivation: Derivation, year: int) -> dict[Key, Read]:
    """What the room says of its own rows today."""
    content = derivation.content
    codes_by_pk = dict(Municipality.objects.values_list("pk", "code"))
    return {
        (f"municipality:{codes_by_pk[known.municipality]}", known.variable): _read_value(
            known.value
        )
        for room, known in known_figures(year)
        if room.slug == content["room"] and known.value is not None
    }


def _read_value(value: Decimal) -> Read:
    return Read(value, State.VALUE if value else State.ZERO)


def _text(value: Decimal | None) -> str:
    return "–" if value is None else f"{value.normalize():f}"


_KINDS: Mapping[str, Callable[[Recounting, Derivation, int], Mapping[Key, Read]]] = {
    "lists": _of_lists,
    "report": _of_report,
    "published": _of_publication,
    "joined": _of_parts,
    "allocation": _of_visits,
    REGISTER: _of_register,
    ROOM: _of_room,
}
