"""A batch and a plan → the records that change. Only these are ever taken in hand."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.fixing.fixes import steps
from kimppa.marc.fixing.places import place
from kimppa.marc.fixing.plans.lines import Edit, attributed, edits, lines
from kimppa.marc.fixing.plans.model import Plan
from kimppa.marc.reading import (
    Format,
    MarcFileError,
    joined,
    read,
    record_from,
    record_of,
    records_of,
)
from kimppa.marc.record import Record
from kimppa.marc.rules.model import Finding
from kimppa.marc.rules.profiles import owners
from kimppa.marc.rules.running import run
from kimppa.marc.rules.view import View
from kimppa.marc.tables import UNKNOWN_TAG, Batch, State, tag_text
from kimppa.marc.writing import encode

ROUNDS: Final = 4  # one fix may make work for another; what goes on after these is left alone
AT_ONCE: Final = 1000
UNNAMED: Final = tag_text(UNKNOWN_TAG)


class Why(StrEnum):
    """Why a record is left as it is though a plan would change it."""

    NO_NUMBER = "no-number"  # it cannot be found again in the library system
    NUMBER_TWICE = "number-twice"  # several records have its number
    REPAIRED = "repaired"  # it had to be mended while reading: writing it anew changes more
    UNSETTLED = "unsettled"  # the fixes never come to an end
    NOT_WRITABLE = "not-writable"  # ISO 2709 cannot say what would come of it
    GONE = "gone"  # it is not in the fresh export
    CHANGED = "changed"  # it is not what it was when it was shown
    UNSURE = "unsure"  # its corrections leave what was found to a person
    REFUSED = "refused"  # a library that owns it has not said yes


@dataclass(slots=True)
class Change:
    """One record as it is and as the plan makes it; with `why`, as it would have made it."""

    offset: int
    control: str
    source: str
    stamp: str  # 005
    title: str
    before: bytes
    after: bytes = b""
    edits: tuple[Edit, ...] = ()
    owners: tuple[str, ...] = ()
    left: tuple[str, ...] = ()  # rules that still find something in it
    why: Why | None = None
    detail: str = ""
    renumbered: str = ""  # its number afterwards: a plan may mend 001 or 003 too

    @property
    def number(self) -> str:
        """Its control number as 035 writes it."""
        return numbered(self.source, self.control)

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule for edit in self.edits for rule in edit.rules))


def numbered(source: str, control: str) -> str:
    """003 and 001 as one number, as 035 writes it.

    >>> numbered("FI-MELINDA", "000123"), numbered("", "7")
    ('(FI-MELINDA)000123', '7')
    """
    return f"({source}){control}" if source else control


def numbers(batch: Batch) -> pl.Series:
    """The control number of each record; null without a 001."""
    view = View(batch)
    control, source = (
        view.records.column(name).cast(pl.String).str.strip_chars() + ""
        for name in ("f001", "f003")
    )
    view.release()
    frame = pl.DataFrame({"control": control, "source": source.fill_null("")})
    prefixed = (
        pl.when(pl.col("source") == "")
        .then(pl.col("control"))
        .otherwise("(" + pl.col("source") + ")" + pl.col("control"))
    )
    return frame.select(pl.when(pl.col("control") != "").then(prefixed).alias("number")).to_series()


def batch_changes(batch: Batch, plan: Plan) -> Iterator[Change]:
    """Every record of a batch that the plan would change, and with `why` those in which it finds
    something and leaves it to a person; in the order of the file, some in hand at a time.

    Raises MarcFileError "not-iso2709".
    """
    if batch.format != Format.ISO2709:
        raise MarcFileError("not-iso2709", format=batch.format)
    findings = _by_record(plan.narrowed(run(batch, plan.rules).table))
    owners_by_rec = _owners(batch, plan, list(findings))
    recs = list(findings)
    for start in range(0, len(recs), AT_ONCE):
        works = list(_works(batch, {rec: findings[rec] for rec in recs[start : start + AT_ONCE]}))
        _settle(works, plan)
        for work in works:
            if not work.trace:
                yield _unsure(work, plan, owners_by_rec.get(work.rec, ()))
            elif work.written != work.data:
                yield _change(work, plan, owners_by_rec.get(work.rec, ()))


def _settle(works: list["_Work"], plan: Plan) -> None:
    """Mend, write, read back and look again until nothing changes."""
    moving = works
    for _ in range(ROUNDS):
        moving = [work for work in moving if work.step(plan)]
        if not moving:
            return
        _look_again(moving, plan)
    for work in moving:
        if work.step(plan):
            work.why = Why.UNSETTLED


@dataclass(slots=True)
class _Work:
    """A record on its way."""

    rec: int
    offset: int
    state: State
    data: bytes
    record: Record
    found: list[Finding]  # to be mended
    name: tuple[str, str, str]
    title: str
    first: list[str]  # its lines as it came
    lines: list[str]  # and as they are
    left: tuple[str, ...] = ()
    written: bytes = b""
    trace: list[Edit] = field(default_factory=list)
    why: Why | None = None
    detail: str = ""

    def step(self, plan: Plan) -> bool:
        """Mend what was found; whether that changed anything and the record may go on."""
        if not self.found or self.why:
            return False
        trace = self._mend(plan)
        if not trace:
            return False
        self.trace += trace
        try:
            self.written = encode(self.record)
        except MarcFileError as error:
            self.why, self.detail = Why.NOT_WRITABLE, str(error)
            return False
        return True

    def _mend(self, plan: Plan) -> list[Edit]:
        """Mend the record; what each rule changed in it."""
        places = [(finding.rule, place(self.record, finding)) for finding in self.found]
        trace = []
        for index, (number, mended_place) in enumerate(places):
            for step in steps(plan.rules[number]):
                if mended_place.there:
                    step(mended_place)
            if index + 1 == len(places) or places[index + 1][0] != number:
                new_lines = lines(self.record)
                trace += edits(self.lines, new_lines, (plan.rules[number].id,))
                self.lines = new_lines
        return trace

    def read_again(self, record: Record) -> None:
        """The record as it was read back."""
        if record != self.record:
            self.lines = lines(record)
        self.record = record


def _by_record(table: pl.DataFrame) -> dict[int, list[Finding]]:
    by_record: dict[int, list[Finding]] = {}
    for row in table.iter_rows():
        finding = Finding(*row)
        by_record.setdefault(finding.rec, []).append(finding)
    return by_record


def _works(batch: Batch, findings: Mapping[int, list[Finding]]) -> Iterator[_Work]:
    states, offsets = batch.records["state"], batch.records["offset"]
    bytes_by_rec = {rec: batch.bytes_of(rec) for rec in findings}
    good_recs = [rec for rec in findings if states[rec].as_py() == State.GOOD]
    records = dict(zip(good_recs, _records([bytes_by_rec[rec] for rec in good_recs]), strict=True))
    for rec, record_findings in findings.items():
        record = (
            records[rec]
            if rec in records
            else _with_true_tags(record_of(batch, rec), bytes_by_rec[rec])
        )
        texts = lines(record)
        yield _Work(
            rec, int(offsets[rec].as_py()), State(states[rec].as_py()), bytes_by_rec[rec], record,
            record_findings, _name(record), _title(record), texts, texts,
        )  # fmt: skip


def _records(datas: list[bytes]) -> list[Record]:
    """Records of good bytes, all at once."""
    batch = read_back(datas)
    return _records_of_batch(batch, datas) if batch else []


def _records_of_batch(batch: Batch, bytes_of_records: list[bytes]) -> list[Record]:
    if len(batch) != len(bytes_of_records):
        raise AssertionError("records that were written are not read back one by one")
    pairs = zip(records_of(batch), bytes_of_records, strict=True)
    return [_with_true_tags(record, record_bytes) for (_, record), record_bytes in pairs]


def _with_true_tags(record: Record, record_bytes: bytes) -> Record:
    """The record with its tags as they are; the tables know only digits and capitals."""
    has_unknown_tag = any(field.tag == UNNAMED for field in record.fields)
    return record_from(record_bytes) if has_unknown_tag else record


def _title(record: Record) -> str:
    title = record.first("245")
    return " ".join(title.all("ab"))[:120] if title else ""


def _name(record: Record) -> tuple[str, str, str]:
    """001, 003 and 005."""
    control, source, stamp = (record.control(tag).strip() for tag in ("001", "003", "005"))
    return control, source, stamp


def _look_again(works: list[_Work], plan: Plan) -> None:
    """What the rules find in the records as they would be read back; their fields as read."""
    batch = read_back(work.written for work in works)
    assert batch is not None
    records = _records_of_batch(batch, [work.written for work in works])
    table = run(batch, plan.rules).table
    remaining = _by_record(table)
    again = _by_record(plan.narrowed(table.filter(~pl.col("rule").is_in(plan.once))))
    for rec, (work, record) in enumerate(zip(works, records, strict=True)):
        work.left = tuple(plan.rules[number].id for number in rules_of(remaining.get(rec, ())))
        work.found = again.get(rec, [])
        work.read_again(record)


def rules_of(findings: Iterable[Finding]) -> list[int]:
    """The rules of these findings, each once."""
    return sorted({finding.rule for finding in findings})


def read_back(records: Iterable[bytes]) -> Batch | None:
    """Records that were written, as our reader reads them; None without any."""
    joined_bytes = b"".join(records)
    return (
        joined(list(read(io.BytesIO(joined_bytes), format=Format.ISO2709)))
        if joined_bytes
        else None
    )


def _owners(batch: Batch, plan: Plan, recs: list[int]) -> dict[int, tuple[str, ...]]:
    if not recs:
        return {}
    table = owners(batch, plan.profile.owners)
    chosen_recs = pl.Series(np.array(recs, np.uint32))
    owners_of: dict[int, list[str]] = {}
    for rec, owner in table.filter(pl.col("rec").is_in(chosen_recs.implode())).iter_rows():
        owners_of.setdefault(rec, []).append(owner)
    return {rec: tuple(sorted(names)) for rec, names in owners_of.items()}


def _unsure(work: _Work, plan: Plan, owners: tuple[str, ...]) -> Change:
    """A record in which no correction knew what is right."""
    names = tuple(plan.rules[number].id for number in rules_of(work.found))
    change = Change(
        work.offset, *work.name, work.title, work.data, work.data, (), owners, names, Why.UNSURE,
        ", ".join(names),
    )  # fmt: skip
    change.renumbered = change.number
    return change


def _change(work: _Work, plan: Plan, owners: tuple[str, ...]) -> Change:
    change = Change(
        work.offset, *work.name, work.title, work.data, work.written, (), owners, work.left,
        work.why, work.detail,
    )  # fmt: skip
    control, source, _stamp = _name(work.record)
    change.renumbered = numbered(source, control)
    change.edits = attributed(edits(work.first, work.lines), work.trace)
    if change.why is Why.NOT_WRITABLE:
        change.after = b""
    elif work.state is State.REPAIRED and not plan.repaired:
        change.why = Why.REPAIRED
    elif not change.control:
        change.why = Why.NO_NUMBER
    return change
