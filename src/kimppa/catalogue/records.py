"""Records of a checked file by their bytes, and findings as rows that people read."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, overload

import polars as pl
from django.utils.translation import gettext as _

from kimppa.marc.checking import Checked
from kimppa.marc.checking.tables import NO_TAG
from kimppa.marc.compare.differences import from_file
from kimppa.marc.definition import Finding, Kind, Problem, load
from kimppa.marc.record import Field, Record
from kimppa.marc.rules.model import NONE
from kimppa.marc.tables import tag_text
from kimppa.ui.numbers import number

CHUNK: Final = 20_000
MOST_READ: Final = 5_000  # records; a longer list is given without what stands in them
_SUBFIELDS: Final = frozenset(
    {
        Problem.UNDEFINED_SUBFIELD,
        Problem.REPEATED_SUBFIELD,
        Problem.OBSOLETE_SUBFIELD,
    }
)
_POSITIONS: Final = frozenset({Problem.POSITION, Problem.OBSOLETE_POSITION})
_INDICATORS: Final = frozenset(
    {Problem.INDICATOR, Problem.OBSOLETE_INDICATOR, Problem.MISSING_SUBFIELD}
)


def records_at(path: Path, offsets_and_lengths: Iterable[tuple[int, int]]) -> dict[int, Record]:
    """The records that begin at these bytes (offset, length); what cannot be read is left out.

    A file that is not packed is read at those places only, a packed one from its beginning on.
    """
    spans = sorted(dict(offsets_and_lengths).items())
    return dict(from_file(path)(spans)) if spans else {}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding stands: its row in the engine's tables."""

    rec: int
    fno: int
    at: int
    tag: int
    part: int
    what: int
    problem: Problem | None = None

    @property
    def whole(self) -> bool:
        return self.tag == NO_TAG

    @property
    def in_leader(self) -> bool:
        return not self.whole and tag_text(self.tag) == "LDR"

    @property
    def sno(self) -> int | None:
        if self.problem is None:
            return None if self.at == NONE else self.at
        return self.at if self.problem in _SUBFIELDS else None

    @property
    def indicator(self) -> int | None:
        return self.at if self.problem in _INDICATORS else None

    @property
    def place(self) -> str:
        """Its place as cataloguers write it: 245 $a, 008/15, 041 ind1; empty for a record."""
        if self.whole:
            return ""
        tag = tag_text(self.tag)
        if self.problem in _POSITIONS:
            return f"{tag}/{self.at:02d}"
        if self.indicator:
            return f"{tag} ind{self.indicator}"
        code = chr(self.what) if self.sno is not None and 32 < self.what < 127 else ""
        return f"{tag} ${code}" if code else tag

    def text(self, record: Record) -> str:
        """What stands there: the subfield, the field, the leader, or the title of the record."""
        field = self.field(record)
        if field is None:
            return record.leader if self.in_leader else ""
        sno = self.sno
        if sno is not None and sno < len(field.subfields):
            return field.subfields[sno].value
        return field.value if field.control else str(field)[4:]

    def field(self, record: Record) -> Field | None:
        return record.fields[self.fno] if self.fno < len(record.fields) else None

    def told(self, record: Record | None, language: str) -> str:
        """A problem of the format in one sentence; empty for a rule, which has its own."""
        if self.problem is None or record is None:
            return ""
        finding = Finding(self.problem, self.rec, self.fno, self.at, self.tag, self.part, self.what)
        return finding.told(load(kind_of(record)), language)


def kind_of(record: Record) -> Kind:
    """bib, auth or hold, by the leader."""
    kind = record.leader[6:7]
    return "auth" if kind == "z" else "hold" if kind in "uvxy" else "bib"


@dataclass(frozen=True, slots=True)
class Row:
    """A finding, or all findings of a rule in one record, as a list shows it."""

    spot: Spot
    offset: int
    length: int
    number: str
    source: str
    title: str
    codes: tuple[str, ...]
    record: Record | None
    times: int = 1

    @property
    def control(self) -> str:
        """003 and 001 as in 035."""
        return control(self.source, self.number)

    @property
    def name(self) -> str:
        """What people look the record up by: its number, else where it stands in the file."""
        return self.control or _("record %(order)s, from byte %(byte)s") % {
            "order": number(self.rec + 1),
            "byte": number(self.offset),
        }

    @property
    def key(self) -> str:
        """By what a row of a list is known: the record's name, else its place in the file."""
        return self.control or f"#{self.rec}"

    @property
    def rec(self) -> int:
        return self.spot.rec

    @property
    def place(self) -> str:
        return self.spot.place

    @property
    def text(self) -> str:
        return self.spot.text(self.record) if self.record else ""

    def told(self, language: str) -> str:
        """What stands there; of a problem of the format, what is wrong with it."""
        return self.spot.told(self.record, language) or self.text


def control(source: str | None, number: str | None) -> str:
    """A record's name: (FI-MELINDA)000123456; "" without a number, which 003 alone is not."""
    return f"({source}){number}" if source and number else number or ""


def control_column() -> pl.Expr:
    """`control` of the rows of records.parquet."""
    number, source = pl.col("control").fill_null(""), pl.col("source").fill_null("")
    is_bare = (source == "") | (number == "")
    return pl.when(is_bare).then(number).otherwise("(" + source + ")" + number)


class Rows(Sequence[Row]):
    """Findings of a check as a sequence of which only the rows that are looked at are read."""

    def __init__(
        self, checked: Checked, path: Path, frame: pl.DataFrame, first_format: int
    ) -> None:
        self.checked = checked
        self.path = path
        self.frame = frame
        self.first_format = first_format

    def __len__(self) -> int:
        return self.frame.height

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, int):
            return self._read_rows(self.frame.slice(index, 1))[0]
        start, stop, _step = index.indices(len(self))
        return self._read_rows(self.frame.slice(start, max(stop - start, 0)))

    def __iter__(self) -> Iterator[Row]:
        texts = len(self) <= MOST_READ
        for start in range(0, len(self), CHUNK):
            yield from self._read_rows(self.frame.slice(start, CHUNK), texts=texts)

    def _read_rows(self, frame: pl.DataFrame, *, texts: bool = True) -> list[Row]:
        recs = frame["rec"].unique()
        facts_by_rec = {row["rec"]: row for row in listed(self.checked, recs).iter_rows(named=True)}
        codes = codes_of(self.checked, recs)
        spans = ((r["offset"], r["length"]) for r in facts_by_rec.values()) if texts else ()
        record_by_offset = records_at(self.path, spans)
        return [
            self._row(finding, facts_by_rec[finding["rec"]], codes, record_by_offset)
            for finding in frame.iter_rows(named=True)
        ]

    def _row(
        self,
        finding: dict[str, Any],
        about: dict[str, Any],
        codes: dict[int, tuple[str, ...]],
        records: dict[int, Record],
    ) -> Row:
        return Row(
            spot_of(finding, self.first_format),
            about["offset"],
            about["length"],
            about["control"] or "",
            about["source"] or "",
            (about["title"] or "").strip(" /:;,="),
            codes.get(finding["rec"], ()),
            records.get(about["offset"]),
            finding.get("times", 1),
        )


def spot_of(row: dict[str, Any], first_format: int) -> Spot:
    """A row of the table of findings; from `first_format` on its rule is a format's problem."""
    problem = Problem(row["rule"] - first_format) if row["rule"] > first_format else None
    return Spot(row["rec"], row["fno"], row["at"], row["tag"], row["part"], row["what"], problem)


def listed(checked: Checked, recs: pl.Series) -> pl.DataFrame:
    """What is known of these records, with their numbers as `rec`."""
    records = pl.scan_parquet(checked.folder / "records.parquet", row_index_name="rec").filter(
        pl.col("rec").is_in(recs.implode())
    )
    return records.collect()


def codes_of(checked: Checked, recs: pl.Series) -> dict[int, tuple[str, ...]]:
    """The owners' codes of these records."""
    owned = checked.owned().filter(pl.col("rec").is_in(recs.implode())).collect()
    codes: dict[int, list[str]] = {}
    for rec, owner in owned.iter_rows():
        codes.setdefault(rec, []).append(owner)
    return {rec: tuple(owners) for rec, owners in codes.items()}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which findings of a rule: of records with one of these codes (None = all), with this tag,
    without (or only) single findings (rec, fno, at), without (or only) records of these keys."""

    number: int
    codes: Collection[str] | None = None
    tag: int | None = None
    without: Collection[tuple[int, int, int]] = ()
    only: Collection[tuple[int, int, int]] | None = None
    without_keys: Collection[str] = ()
    only_keys: Collection[str] | None = None
    recs: Collection[int] | None = None
    by_record: bool = False


PLACE: Final = {"rec": pl.UInt32, "fno": pl.UInt16, "at": pl.UInt16}


@dataclass(frozen=True)
class Findings:
    """The findings of a check on disk, with the file that they are about."""

    checked: Checked
    path: Path

    @cached_property
    def first_format(self) -> int:
        """Numbers above this one less one are problems of the format, not rules."""
        for heading in self.checked.headings:
            if heading.problem is not None:
                return heading.number - heading.problem
        return NONE

    def rows(self, selection: Selection) -> Rows:
        """The findings that are wanted, by record."""
        frame = self.frame(selection)
        if selection.by_record:
            spots = [pl.col(name).first() for name in ("rule", "fno", "at", "tag", "part", "what")]
            frame = frame.group_by("rec", maintain_order=True).agg(*spots, times=pl.len())
        return self.read(frame)

    def read(self, frame: pl.DataFrame) -> Rows:
        """Rows of the engine's table as people read them."""
        return Rows(self.checked, self.path, frame, self.first_format)

    def frame(self, selection: Selection) -> pl.DataFrame:
        """The rows of the engine's table that are wanted."""
        findings = self.checked.of_rule(selection.number)
        if selection.codes is not None:
            codes = pl.Series(sorted(selection.codes), dtype=pl.String)
            records_of_codes = self.checked.owned().filter(pl.col("owner").is_in(codes.implode()))
            findings = findings.join(records_of_codes.select("rec").unique(), on="rec", how="semi")
        if selection.recs is not None:
            recs = pl.Series(sorted(selection.recs), dtype=pl.UInt32)
            findings = findings.filter(pl.col("rec").is_in(recs.implode()))
        if selection.tag is not None:
            findings = findings.filter(pl.col("tag") == selection.tag)
        if selection.without:
            findings = findings.join(_keys(selection.without), on=list(PLACE), how="anti")
        if selection.only is not None:
            findings = findings.join(_keys(selection.only), on=list(PLACE), how="semi")
        if selection.without_keys or selection.only_keys is not None:
            findings = self._of_keys(findings, selection)
        return findings.sort("rec", "fno", "at").collect()

    @property
    def _keyed(self) -> pl.LazyFrame:
        """By what each record is known on a list (`Row.key`)."""
        records = pl.scan_parquet(self.checked.folder / "records.parquet", row_index_name="rec")
        name = control_column()
        key = pl.when(name == "").then("#" + pl.col("rec").cast(pl.String)).otherwise(name)
        return records.select("rec", key=key)

    def listed(
        self, ticks: pl.DataFrame, codes: Collection[str], *, without: pl.DataFrame
    ) -> pl.DataFrame:
        """The ticks (rule, key and more) of rows that are on the lists of these codes' records.

        `without` are single findings (rule, rec, fno, at), of which no list tells.
        """
        records_of_codes = self.checked.owned().filter(pl.col("owner").is_in(sorted(codes)))
        shown_findings = self.checked.findings().join(
            without.lazy(), on=["rule", *PLACE], how="anti"
        )
        records = (
            self._keyed.join(ticks.lazy(), on="key")
            .join(records_of_codes, on="rec", how="semi")
            .join(shown_findings, on=["rule", "rec"], how="semi")
        )
        return records.collect()

    def _of_keys(self, findings: pl.LazyFrame, selection: Selection) -> pl.LazyFrame:
        key_by_rec = self._keyed
        if selection.without_keys:
            keys = pl.Series(sorted(selection.without_keys), dtype=pl.String)
            key_by_rec = key_by_rec.filter(~pl.col("key").is_in(keys.implode()))
        if selection.only_keys is not None:
            keys = pl.Series(sorted(selection.only_keys), dtype=pl.String)
            key_by_rec = key_by_rec.filter(pl.col("key").is_in(keys.implode()))
        return findings.join(key_by_rec.select("rec"), on="rec", how="semi")

    def controls(self, selection: Selection) -> list[str]:
        """The control numbers (001) of the records that are wanted, in the order of the file."""
        return self.numbers(self.frame(selection)["rec"])

    def numbers(self, recs: pl.Series) -> list[str]:
        """The control numbers (001) of these records, each once."""
        controls = listed(self.checked, recs.unique())["control"]
        return list(dict.fromkeys(number for number in controls if number))

    def numberless(self, selection: Selection) -> int:
        """How many of the records that are wanted have no number."""
        return (
            listed(self.checked, self.frame(selection)["rec"].unique())
            .filter(pl.col("control").fill_null("") == "")
            .height
        )

    def of_record(self, rec: int) -> list[tuple[int, Spot]]:
        """Every finding of one record with its rule's number."""
        rows = self.checked.findings().filter(pl.col("rec") == rec).collect()
        return [
            (row["rule"], spot_of(row, self.first_format)) for row in rows.iter_rows(named=True)
        ]

    def row(self, rec: int) -> Row | None:
        """One record; None when the file has no record of that number."""
        spot = pl.DataFrame(
            {"rule": [0], "rec": [rec], "fno": [NONE], "at": [NONE], "tag": [NO_TAG]}
        ).with_columns(part=pl.lit(255), what=pl.lit(0))
        if not 0 <= rec < self.checked.counts.read:
            return None
        return Rows(self.checked, self.path, spot, self.first_format)[0]


def _keys(keys: Collection[tuple[int, int, int]]) -> pl.LazyFrame:
    return pl.DataFrame(list(keys), schema=PLACE, orient="row").lazy()
