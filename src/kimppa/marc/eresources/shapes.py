"""The codes of each kind of e-resource and the words of its description (`shapes.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kimppa.marc.definition.carriers import SOURCES, term
from kimppa.marc.eresources.model import Kind
from kimppa.marc.record import Field, Subfield

FINNISH = "fin"


@dataclass(frozen=True, slots=True)
class Shape:
    """`fixed` is 008/18-34, `f006` and `f007` whole fields."""

    leader: str
    f006: str
    f007: tuple[str, ...]
    fixed: str
    content: str
    sense: str
    file: str
    delivery: str = ""
    genre: str = ""

    @property
    def is_continuing(self) -> bool:
        return self.leader[1] in "is"


@cache
def _tables() -> Mapping[str, Mapping[str, object]]:
    path = files("kimppa.marc.eresources") / "shapes.toml"
    tables: Mapping[str, Mapping[str, object]] = tomllib.loads(path.read_text("utf-8"))
    return tables


@cache
def shape(kind: Kind) -> Shape:
    table = dict(_tables()[kind])
    codes = table.pop("f007")
    assert isinstance(codes, list)
    return Shape(f007=tuple(codes), **{name: str(text) for name, text in table.items()})


@cache
def words(language: str) -> Mapping[str, str]:
    """The words of a cataloguing language; Finnish where it is none of ours."""
    by_language = _tables()["words"]
    table = by_language.get(language, by_language[FINNISH])
    assert isinstance(table, dict)
    return table


def data(tag: str, indicators: str, *subfields: tuple[str, str]) -> Field:
    """A data field; subfields without a text are left out."""
    return Field(
        tag, "", indicators, [Subfield(code, text) for code, text in subfields if text.strip()]
    )


def carriers(kind: Kind, language: str) -> list[Field]:
    """336–338 of a kind, in the terms of the language."""
    codes = {"336": shape(kind).content, "337": "c", "338": "cr"}
    return [
        data(tag, "  ", ("a", term(tag, code, language) or ""), ("b", code), ("2", SOURCES[tag]))
        for tag, code in codes.items()
    ]


def access(note: str, language: str) -> Field:
    """506 of what is used with a licence, in the words that Finna's index asks."""
    return data(
        "506",
        "1 ",
        ("a", note or words(language)["access"]),
        ("f", "Online access with authorization"),
        ("2", "star"),
    )


def link(address: str, text: str, service: str, language: str) -> Field:
    """856 to the resource itself, with its text."""
    our_text = words(language)["link" if service else "link-bare"].format(service=service)
    return data("856", "40", ("u", address), ("y", text or our_text))


def database_mark() -> Field:
    """886 by which Finna's index knows a database."""
    return data("886", "2 ", ("2", "local"), ("a", "aineistotyyppi"), ("c", "tietokanta"))
