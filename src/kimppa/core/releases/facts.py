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


def difference(old: Json, new: Json) -> list[Change]:
    """Every value that differs, in the order of the new facts, then what is gone."""
    before, after = dict(_leaves(old, new)), dict(_leaves(new, old))
    changed = [
        Change(" › ".join(path), before.get(path), value)
        for path, value in after.items()
        if path not in before or before[path] != value
    ]
    removed = [
        Change(" › ".join(path), value, None) for path, value in before.items() if path not in after
    ]
    return changed + removed


def _leaves(
    facts: Json, others: Json, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Json]]:
    """The values with their paths, but for whole parts that the others have alike."""
    parts, alike = _parts(facts), _parts(others)
    if not parts:
        yield path, facts
    for name, value in parts.items():
        if name not in alike or alike[name] != value:
            yield from _leaves(value, alike.get(name), (*path, name))


def _parts(facts: Json) -> dict[str, Json]:
    """What facts consist of, by name; nothing of a value."""
    if isinstance(facts, list):
        return {_name(value, index): value for index, value in enumerate(facts)}
    return facts if isinstance(facts, dict) else {}


def _name(value: Json, index: int) -> str:
    if isinstance(value, dict):
        for key in ("number", "id", "code", "name"):
            if isinstance(value.get(key), str | int):
                return str(value[key])
    return str(index + 1)
