"""What is wrong in a file, and where: said so that the reader can go and correct it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from kimppa.documents.spreadsheets import column_letter
from kimppa.statistics.variables.catalogue import data_file
from kimppa.statistics.variables.texts import Words

_NEAR = {"fi": " (tarkoititko: {}?)", "sv": " (menade du: {}?)", "en": " (did you mean: {}?)"}


@cache
def problems() -> Mapping[str, Words]:
    """The messages of data/problems.toml."""
    return {code: Words(**row) for code, row in tomllib.loads(data_file("problems.toml")).items()}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at a row and column (counted from 1, 0 = all of it); `near` is a guess at what
    was meant."""

    problem: str
    row: int = 0
    column: int = 0
    text: str = ""
    near: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The cell as a spreadsheet names it: C7."""
        return f"{column_letter(self.column)}{self.row or ''}"

    def message(self, language: str) -> str:
        """The message in fi, sv or en."""
        hint = _NEAR[language].format(self.near) if self.near else ""
        return problems()[self.problem].format(language, text=self.text, near=hint, **self.facts)
