"""The rules by which items and loans become figures: mappings of codes, as data."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MATERIALS = ("books", "scores", "recordings", "video", "other", "celia")
NOT_COUNTED = ("electronic", "excluded")
SERIALS = "serials"
GROUPS = ("counted", "interlibrary", "excluded")
SAMI = ("sma", "sme", "smi", "smj", "smn", "sms")
ACCEPTABLE = ("items-acquired", "items-withdrawn", "items-item", "loans-at", "loans-item")
"""What may be wrong in rows that are taken as they are: items without a true day of acquisition are
in the collection and no acquisition, those without a true day of withdrawal are not withdrawn, an
item that stands twice counts once, loans without a true day do not count, and loans of items that
the list lacks are loans of other material."""
DEFINITIONS = "3"
"""Raised when the same rows and codes would give other figures than before."""
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
    our codes with the municipality that each belongs to, `aliases` the list's codes that are
    others than ours, `mobile` the branches that are bookmobiles. Rows of `left_out_branches` and
    `left_out_kinds` are of others: only what they lent here counts. `fiction` and `music` are
    ranges of call numbers. `accepted` are some of ACCEPTABLE. Undefined language counts as
    Finnish if `finnish` has the empty text.
    `celia` is the class of Celia discs: which one the ministry wants is not known.
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
    aliases: Mapping[str, str] = field(default_factory=dict)
    mobile: tuple[str, ...] = ()
    left_out_branches: tuple[str, ...] = ()
    left_out_kinds: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    item_columns: Mapping[str, str] = field(default_factory=lambda: dict(ITEM_COLUMNS))
    loan_columns: Mapping[str, str] = field(default_factory=lambda: dict(LOAN_COLUMNS))

    def __post_init__(self) -> None:
        """Refuse meanings that do not exist."""
        materials = {*MATERIALS, *NOT_COUNTED, SERIALS}
        _require_codes(self.types, materials, "types")
        _require_codes(self.locations, {"adult", "child"}, "locations")
        _require_codes(self.groups, set(GROUPS), "groups")
        _require_codes(self.kinds, {"loan", "renewal"}, "kinds")
        if self.celia not in ("audio_oth", "other"):
            raise RuleSetError(f"celia: {self.celia} is no class for discs")

    @property
    def version(self) -> str:
        """The first letters of a checksum of the rules: equal rules, equal version."""
        text = json.dumps([DEFINITIONS, self.content()], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def content(self) -> dict[str, Any]:
        """The rules as JSON, from which `ruleset_of` makes them again."""
        content: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        if not self.accepted:  # so that older rules keep their version
            del content["accepted"]
        return content


def _require_codes(codes: Mapping[str, str], meanings: set[str], name: str) -> None:
    for code, meaning in codes.items():
        if meaning not in meanings:
            raise RuleSetError(f"{name}: {code!r} means {meaning!r}, which is none of {meanings}")


def ruleset_of(content: Mapping[str, Any]) -> RuleSet:
    """Rules from the JSON of `content`. Raises RuleSetError."""
    rules: dict[str, Any] = {
        name: tuple(map(_as_tuple, value)) if isinstance(value, list) else value
        for name, value in content.items()
    }
    try:
        return RuleSet(**rules)
    except TypeError as error:
        raise RuleSetError(str(error)) from error


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
