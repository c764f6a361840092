"""Profiles: which rules a check runs, how serious they are, and what a library calls its own.

```toml
name = { fi = "…", sv = "…", en = "…" }
families = ["structure", "identifiers"]   # all without any named
rules = ["title-stray-colon"]             # these too
without = ["spaces-double"]               # families or rules that are left out
ignore = "09x,046z,59x,9xx,xxx9"          # local fields
owners = ["852a"]                         # where the libraries that own a record stand
items = true                              # 852 are items of these libraries

[severity]
spaces-double = "P5"

[tables]                                  # code tables of the consortium, by name
branches = ["MIK", "KAN"]
```

`[formats]` names folders beside the profile with the official Finnish format's XML files, by kind
of record (`bib = "marc21/bib"`): what they say takes the place of ours.

`vocabularies = ["terms.parquet"]` names SKOS files, or what `vocabularies.convert` made of them,
beside the profile; rules about vocabularies say nothing without them.

Rules about items wait until somebody says that 852 are items of these libraries: `items`, or a
code table. In other records it holds whatever a library somewhere has written there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.rules.model import KINDS, LANGUAGES, Rule, RuleSet, Severity
from kimppa.marc.rules.spec import RuleError, Spec, read_table
from kimppa.marc.rules.tags import Ignored, Tags, ignored
from kimppa.marc.rules.view import View
from kimppa.marc.tables import Batch
from kimppa.marc.translation import Message, reason

OURS: Final = Path(__file__).parent / "checks"
DAILY: Final = "shared"
ITEMS: Final = "items"  # the family of rules about 852
# What plans and undo folders written by earlier versions say.
_EARLIER: Final = {"louna": DAILY}


@dataclass(frozen=True, slots=True)
class Profile:
    """What one kind of check is about."""

    id: str
    name: Mapping[str, str]
    families: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    ignored: Ignored = field(default_factory=Ignored)
    owners: tuple[tuple[str, str], ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    vocabularies: tuple[Path, ...] = ()
    formats: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)  # XML files by kind
    items: bool = False

    def choose(self, rules: RuleSet) -> RuleSet:
        """The rules of this profile, as serious as it says, its local fields ignored.

        Rules about items are left out until a table of items, or of their codes, is there.
        """
        selection = [
            replace(rule, severity=self.severity.get(rule.id, rule.severity))
            for rule in rules
            if self._wants(rule.id, rule.families) and not self._is_about_unknown_items(rule)
        ]
        return RuleSet(tuple(selection), self.ignored, self.tables, self.vocabularies)

    def _is_about_unknown_items(self, rule: Rule) -> bool:
        """Whether a rule is about items of which nobody has said that they are these libraries'."""
        is_known = self.items or self.tables
        return not is_known and ITEMS in rule.families and "bib" in rule.records

    def _wants(self, rule: str, families: tuple[str, ...]) -> bool:
        if rule in self.without:
            return False
        if rule in self.rules:
            return True
        if set(families) & set(self.without):
            return False
        everything = not self.families and not self.rules
        return everything or bool(set(families) & set(self.families))


def profile(name: str, owners: Sequence[str] = ()) -> Profile:
    """One of ours by its name, or the file that a path names; with `owners`, the libraries stand
    there and not where the profile says. Raises RuleError."""
    path = Path(name)
    if path.suffix != ".toml":
        path = OURS / f"{_EARLIER.get(name, name)}.toml"
    if not path.is_file():
        have = ", ".join(sorted(path_of_profile.stem for path_of_profile in OURS.glob("*.toml")))
        raise RuleError(name, "", Message("no such profile; there are {known}", known=have))
    table = read_table(path)
    return _read_profile(
        Spec(path, "", table | ({"owners": list(owners)} if owners else {})), path.stem
    )


def _read_profile(spec: Spec, name: str) -> Profile:
    loaded = Profile(
        id=name,
        name={key: spec.below("name").text(key) for key in LANGUAGES},
        families=spec.texts("families", ()),
        rules=spec.texts("rules", ()),
        without=spec.texts("without", ()),
        ignored=_ignored(spec),
        owners=tuple(_owner(spec, key) for key in spec.texts("owners", ())),
        severity=_severity(spec),
        tables=spec.text_lists(),
        vocabularies=tuple(Path(spec.path).parent / key for key in spec.texts("vocabularies", ())),
        formats=_formats(spec),
        items=spec.yes("items", default=False),
    )
    spec.done()
    return loaded


def _ignored(spec: Spec) -> Ignored:
    try:
        return ignored(spec.texts("ignore", ()))
    except ValueError as wrong:
        raise spec.wrong("ignore", reason(wrong)) from wrong


def _owner(spec: Spec, place: str) -> tuple[str, str]:
    if len(place) != 4:
        raise spec.wrong(
            "owners", Message("{value}: write a tag and a code, such as 852a", value=repr(place))
        )
    return place[:3], place[3]


def _severity(spec: Spec) -> dict[str, Severity]:
    if not spec.has("severity"):
        return {}
    severity_spec = spec.below("severity")
    return {rule: Severity(severity_spec.one_of(rule, Severity)) for rule in severity_spec.table}


def _formats(spec: Spec) -> dict[str, tuple[Path, ...]]:
    if not spec.has("formats"):
        return {}
    format_spec = spec.below("formats")
    paths = {}
    for kind in format_spec.table:
        if kind not in KINDS:
            raise format_spec.wrong(kind, Message("write one of {known}", known=", ".join(KINDS)))
        folder = Path(spec.path).parent / format_spec.text(kind)
        paths[kind] = tuple(sorted(folder.glob("*.xml")))
        if not paths[kind]:
            raise format_spec.wrong(kind, Message("no XML files in {path}", path=folder))
    return paths


def owners(source: Batch | View, places: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    """Whose the records are: a row for each record and library, `rec` and `owner`."""
    view = source if isinstance(source, View) else View(source)
    tables = [pl.DataFrame(schema={"rec": pl.UInt32, "owner": pl.String})]
    for tag, code in places:
        rows = view.subfield_rows(Tags([tag]), code)
        values = rows.column("value").str.strip_chars() + ""  # own texts, not views into the batch
        table = pl.DataFrame({"rec": rows.rec.astype("u4"), "owner": values})
        tables.append(table.filter(pl.col("owner") != ""))
    if view is not source:
        view.release()
    return pl.concat(tables).unique(maintain_order=True)
