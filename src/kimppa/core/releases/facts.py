"""Facts of a release: canonical JSON, its checksum, and what changed between two versions. Pure."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

type Json = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a document says of its version; version 0 is a draft. `sha256` is of the facts."""

    date: dt.date
    version: int = 0
    reason: str = ""
    provisional: bool = False
    sha256: str = ""

    @property
    def draft(self) -> bool:
        """Whether nothing has been frozen yet."""
        return self.version == 0


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where (names parted by " › "), what stood there and what stands now."""

    where: str
    before: Json
    after: Json

    def as_json(self) -> dict[str, Json]:
        """As a JSON object."""
        return asdict(self)


def canonical(facts: Mapping[str, Any]) -> str:
    """One text for equal facts: sorted keys, no spare spaces, Unicode as it is.

    Raises TypeError for what JSON cannot hold and ValueError for NaN and infinity.
    """
    return json.dumps(
        facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def checksum(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def difference(old_facts: Json, new_facts: Json) -> list[Change]:
    """Every value that differs, in the order of the new facts, then what is gone."""
    old_values, new_values = (
        dict(_leaves(old_facts, new_facts)),
        dict(_leaves(new_facts, old_facts)),
    )
    changes = [
        Change(" › ".join(path), old_values.get(path), value)
        for path, value in new_values.items()
        if path not in old_values or old_values[path] != value
    ]
    removals = [
        Change(" › ".join(path), value, None)
        for path, value in old_values.items()
        if path not in new_values
    ]
    return changes + removals


def _leaves(
    facts: Json, other_facts: Json, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Json]]:
    """The values with their paths, but for whole parts that the others have alike."""
    parts, other_parts = _named_parts(facts), _named_parts(other_facts)
    if not parts:
        yield path, facts
    for name, part in parts.items():
        if name not in other_parts or other_parts[name] != part:
            yield from _leaves(part, other_parts.get(name), (*path, name))


def _named_parts(facts: Json) -> dict[str, Json]:
    """What facts consist of, by name; nothing of a value."""
    if isinstance(facts, list):
        return {_part_name(part, index): part for index, part in enumerate(facts)}
    return facts if isinstance(facts, dict) else {}


def _part_name(part: Json, index: int) -> str:
    if isinstance(part, dict):
        for key in ("number", "id", "code", "name"):
            if isinstance(part.get(key), str | int):
                return str(part[key])
    return str(index + 1)
