"""The rules by which items and loans become figures: mappings of codes, as data."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MATERIALS = ("books", "scores", "recordings", "video", "other", "celia")
NOT_COUNTED = ("electronic", "excluded")
SERIALS = "serials"
GROUPS = ("counted", "interlibrary", "excluded")
ITEM_COLUMNS = {
    "item": "item",
    "branch": "branch",
    "type": "type",
    "location": "location",
    "call_number": "call_number",
    "language": "language",
    "language_041": "language_041",
    "acquired": "acquired",
    "withdrawn": "withdrawn",
    "status": "status",
}
LOAN_COLUMNS = {
    "item": "item",
    "branch": "branch",
    "kind": "kind",
    "at": "at",
    "borrower": "borrower",
    "group": "group",
}


class RuleSetError(ValueError):
    """Rules that cannot be used."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Every code that an extract may have, with what it means.

    `types` gives materials, "serials" (loans only, as other material), "electronic" or
    "excluded"; `locations` "adult" or "child"; `groups` of patrons "counted", "interlibrary" or
    "excluded"; `statuses` whether items of the status belong to the collection. `branches` are
    the codes of the system with the municipality that each belongs to. `fiction` and `music` are
    ranges of call numbers. Undefined language counts
    as Finnish if `finnish` has the empty text. `celia` is the class of Celia discs: which one the
    ministry wants is not known.
    """

    name: str
    types: Mapping[str, str]
    locations: Mapping[str, str]
    branches: Mapping[str, str]
    groups: Mapping[str, str]
    statuses: Mapping[str, bool] = field(default_factory=lambda: {"": True})
    kinds: Mapping[str, str] = field(default_factory=lambda: {"issue": "loan", "renew": "renewal"})
    finnish: tuple[str, ...] = ("fin", "")
    swedish: tuple[str, ...] = ("swe",)
    fiction: tuple[tuple[str, str], ...] = (("80", "85"),)
    music: tuple[tuple[str, str], ...] = (("78", "78"),)
    celia: str = "audio_oth"
    item_columns: Mapping[str, str] = field(default_factory=lambda: dict(ITEM_COLUMNS))
    loan_columns: Mapping[str, str] = field(default_factory=lambda: dict(LOAN_COLUMNS))

    def __post_init__(self) -> None:
        """Refuse meanings that do not exist."""
        materials = {*MATERIALS, *NOT_COUNTED, SERIALS}
        _require(self.types, materials, "types")
        _require(self.locations, {"adult", "child"}, "locations")
        _require(self.groups, set(GROUPS), "groups")
        _require(self.kinds, {"loan", "renewal"}, "kinds")
        if self.celia not in ("audio_oth", "other"):
            raise RuleSetError(f"celia: {self.celia} is no class for discs")

    @property
    def version(self) -> str:
        """The first letters of a checksum of the rules: equal rules, equal version."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def _require(codes: Mapping[str, str], meanings: set[str], name: str) -> None:
    for code, meaning in codes.items():
        if meaning not in meanings:
            raise RuleSetError(f"{name}: {code!r} means {meaning!r}, which is none of {meanings}")


def read_ruleset(content: str) -> RuleSet:
    """Rules from TOML; columns that are not named keep their usual names. Raises RuleSetError."""
    try:
        rules: dict[str, Any] = tomllib.loads(content)
        for name, usual in (("item_columns", ITEM_COLUMNS), ("loan_columns", LOAN_COLUMNS)):
            rules[name] = usual | rules.get(name, {})
        for name in ("finnish", "swedish"):
            if name in rules:
                rules[name] = tuple(rules[name])
        for name in ("fiction", "music"):
            if name in rules:
                rules[name] = tuple((first, last) for first, last in rules[name])
        return RuleSet(**rules)
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise RuleSetError(str(error)) from error
