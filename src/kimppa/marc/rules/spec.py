"""Reading a table of a rule file key by key, so that whoever wrote it is told what to mend."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from kimppa.marc.rules.tags import Tags
from kimppa.marc.translation import N_, Message, reason

LARGEST: Final = 1_000_000  # bytes of a file of rules, a profile or a plan
MOST: Final = 99_999  # characters, fields or records: a record of ISO 2709 has as many bytes

# A key of so many parts takes tomllib the square of their number.
_DEEP_KEY: Final = re.compile(
    r"""(?<![\w.-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){32}"""
)


class RuleError(ValueError):
    """A rule file that cannot be used: which file, which key, what to do."""

    def __init__(self, path: Path | str, key: str, message: str) -> None:
        super().__init__(f"{path}: {key}: {message}" if key else f"{path}: {message}")
        self.path = path
        self.key = key
        self.what = message

    def __reduce__(self) -> tuple[object, ...]:
        """The same error in another process."""
        return RuleError, (self.path, self.key, self.what)


def read_table(path: Path, *, or_json: bool = False) -> dict[str, object]:
    """The table of a file, of which no more is read than may be large. Raises RuleError."""
    with path.open("rb") as file:
        return table_of(file.read(LARGEST + 1), path, or_json=or_json)


def table_of(content: bytes, name: Path | str, *, or_json: bool = False) -> dict[str, object]:
    """The table of a TOML file, or a JSON file by its name. Raises RuleError."""
    if len(content) > LARGEST:
        raise RuleError(name, "", Message("larger than {limit} kB", limit=LARGEST // 1000))
    try:
        text = content.decode("utf-8")
        if or_json and str(name).lower().endswith(".json"):
            table = json.loads(text)
            json.dumps(table, ensure_ascii=False).encode()  # no halves of characters
        elif _DEEP_KEY.search(text):
            raise RecursionError
        else:
            table = tomllib.loads(text)
    except RecursionError as error:
        raise RuleError(
            name, "", N_("too deep: too many tables or lists within each other")
        ) from error
    except ValueError as error:  # of the syntax, of UTF-8, of a number without end
        if or_json:
            raise RuleError(
                name, "", Message("neither TOML nor JSON in UTF-8: {why}", why=reason(error))
            ) from error
        raise RuleError(name, "", Message("not TOML in UTF-8: {why}", why=reason(error))) from error
    if not isinstance(table, dict):
        raise RuleError(name, "", N_("write a table of keys here"))
    return table


class Spec:
    """One table of a rule file. `done` complains of keys that nobody asked for."""

    def __init__(self, path: Path | str, name: str, table: object) -> None:
        if not isinstance(table, Mapping):
            raise RuleError(path, name, N_("write a table of keys here"))
        self.path = path
        self.name = name
        self.table = table
        self._asked: set[str] = set()

    def wrong(self, key: str, message: str) -> RuleError:
        return RuleError(self.path, ".".join(filter(None, (self.name, key))), message)

    def has(self, key: str) -> bool:
        return key in self.table

    def raw(self, key: str) -> object:
        """What stands there, whatever it is; None for nothing."""
        self._asked.add(key)
        return self.table.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise self.wrong(key, N_("write a text here"))
        return value

    def number(self, key: str, default: int | None = None, least: int = 0, most: int = MOST) -> int:
        """A whole number from `least` to `most`; without a default it must be there."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(key, N_("write a whole number here"))
        if not least <= value <= most:
            raise self.wrong(
                key, Message("write a whole number from {least} to {most}", least=least, most=most)
            )
        return value

    def yes(self, key: str, default: bool) -> bool:
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.wrong(key, N_("write true or false here"))
        return value

    def texts(self, key: str, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """A list of texts; one text is a list of one."""
        value = self.raw(key)
        if value is None and default is not None:
            return tuple(default)
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self.wrong(key, N_("write a list of texts here"))
        return tuple(value)

    def tables(self, key: str) -> list[Mapping[str, object]]:
        """Tables that stand one after another, each under [[key]]; none without it."""
        value = self.raw(key) if self.has(key) else []
        if not isinstance(value, list) or not all(isinstance(table, Mapping) for table in value):
            raise self.wrong(key, Message("write [[{name}]], with two brackets", name=key))
        return value

    def one_of(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of the words allowed."""
        value = self.text(key, default)
        if value not in (choices := tuple(allowed)):
            raise self.wrong(
                key,
                Message(
                    "{value} is not one of {known}", value=repr(value), known=", ".join(choices)
                ),
            )
        return value

    def tags(self, key: str, default: Iterable[str] | None = None) -> Tags:
        """Tags; X stands for any digit."""
        try:
            return Tags(self.texts(key, default))
        except ValueError as wrong:
            raise self.wrong(key, reason(wrong)) from wrong

    def codes(self, key: str, default: str | None = "") -> str:
        """Subfield codes as one text; "" for all."""
        value = self.text(key, default)
        if not value.isascii() or any(character.isspace() for character in value):
            raise self.wrong(
                key, N_("write subfield codes as one text without spaces, such as 'ab'")
            )
        return "".join(sorted(set(value)))

    def tag(self, key: str) -> str:
        value = self.text(key)
        if not re.fullmatch(r"(?!LDR)[0-9A-Z]{3}", value, re.ASCII):
            raise self.wrong(key, N_("write a tag of three digits or capital letters, such as 650"))
        return value

    def code(self, key: str) -> str:
        value = self.text(key)
        if not re.fullmatch(r"[a-z0-9]", value):
            raise self.wrong(key, N_("write one subfield code: a small letter a–z or a digit"))
        return value

    def indicators(self, key: str, count: int, default: str | None = None) -> str:
        """Indicators that are written; # is a blank."""
        value = self.text(key, default).replace("#", " ")
        if len(value) == count and re.fullmatch(r"[ a-z0-9]*", value):
            return value
        if count == 1:
            raise self.wrong(
                key, N_("write one indicator: # for a blank, a digit or a small letter a–z")
            )
        raise self.wrong(
            key, N_("write two indicators: # for a blank, a digit or a small letter a–z")
        )

    def text_lists(self) -> dict[str, tuple[str, ...]]:
        """The lists of texts below the key `tables`, by their names."""
        if not self.has("tables"):
            return {}
        tables_spec = self.below("tables")
        return {name: tables_spec.texts(name) for name in tables_spec.table}

    def below(self, key: str) -> "Spec":
        return Spec(self.path, f"{self.name}.{key}" if self.name else key, self.raw(key))

    def done(self) -> None:
        """Complain of keys that nobody asked for."""
        for key in self.table:
            if key not in self._asked:
                names = ", ".join(sorted(self._asked))
                raise self.wrong(key, Message("unknown key; known here: {known}", known=names))
