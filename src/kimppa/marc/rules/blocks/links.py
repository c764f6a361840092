"""`reciprocity`, `unique`, `conflict`: links inside a record, and between those of a whole file.

What is between records cannot be seen in one batch. A batch gives keys as 64-bit hashes: those that
records have (`targets`) and those that links name (`links`). When all batches are read, the keys
are joined: `settle`.
"""

from functools import cache
from typing import Final, Protocol, TypeIs, runtime_checkable

import numpy as np
import polars as pl

from kimppa.marc.columns import WHITESPACE, mask, take_or_null
from kimppa.marc.hashing import hash_texts
from kimppa.marc.rules.blocks.base import Block, Index, Level, SubfieldRows, View
from kimppa.marc.rules.blocks.selecting import Subfields, condition
from kimppa.marc.rules.spec import Spec
from kimppa.marc.rules.tags import Tags
from kimppa.marc.translation import N_, Message

_CONTROLS: Final = ("f001", "f003", "f005", "f008")
# Full stops, commas and the like after a control number; they are another rule's business.
_TAIL: Final = WHITESPACE + ".,:;/=+-"


@runtime_checkable
class FileBlock(Block, Protocol):
    """A block whose findings are known only when all batches have been read.

    `mutual` says that links are compared with those of the same key, and with no targets.
    """

    mutual: bool

    def links(self, view: View) -> tuple[Index, pl.DataFrame]:
        """Rows of the block's level, and beside them their `key` and `number` as hashes."""

    def targets(self, view: View) -> pl.Series:
        """The hashes of the keys that these records have, some of them twice."""

    def settle(self, links: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
        """Those of this rule's links that are findings."""


def over_file(block: Block) -> TypeIs[FileBlock]:
    """Whether a block is one; asked once for a kind, for the protocol answers slowly."""
    return _over_file(type(block))


@cache
def _over_file(kind: type) -> bool:
    return all(hasattr(kind, name) for name in ("links", "targets", "settle"))


class FieldLinks:
    """$6 of a field to which the other field does not answer: 245 $6 880-01 ⇄ 880 $6 245-01."""

    level: Final = Level.SUBFIELD

    def __init__(self, spec: Spec) -> None:
        self.from_ = _subfields(spec, "from")
        self.tags = self.from_.tags
        self.all = Tags()

    def find(self, view: View) -> Index:
        rows = self.from_.rows(view)
        if not len(rows):
            return rows.index
        everything = view.subfield_rows(self.all, "6")
        all_keys = self._keys(everything.frame(["tag", "value"]).with_columns(rec=everything.rec))
        link_keys = self._keys(rows.frame(["tag", "value"]).with_columns(rec=rows.rec))
        answers = all_keys.select("rec", there="tag", tag="there", number="number").unique()
        keys_with_answer = link_keys.join(
            answers.with_columns(answered=True),
            ["rec", "tag", "there", "number"],
            "left",
            maintain_order="left",
        )
        # What is not a link at all, and 00, which says that there is none, are other rules'.
        is_alone = keys_with_answer["answered"].is_null() & (
            keys_with_answer["number"] != "00"
        ).fill_null(value=False)
        return rows.keep(mask(is_alone)).index

    @staticmethod
    def _keys(frame: pl.DataFrame) -> pl.DataFrame:
        value = pl.col("value")
        link = value.str.contains("^[0-9]{3}-[0-9]{2}")
        return frame.with_columns(
            there=pl.when(link).then(value.str.slice(0, 3)),
            number=pl.when(link).then(value.str.slice(4, 2)),
        )


class RecordLinks:
    """Control numbers of other records that no record of the file has."""

    mutual: Final = False
    level: Final = Level.SUBFIELD

    def __init__(self, spec: Spec) -> None:
        self.from_ = _subfields(spec, "from")
        self.tags = self.from_.tags
        self.to = spec.texts("to", ["001", "035a"])
        self.elsewhere = spec.one_of("found", ["nowhere", "elsewhere"], "nowhere") == "elsewhere"
        for target in self.to:
            if target != "001" and len(target) != 4:
                raise spec.wrong(
                    "to",
                    Message(
                        "{value}: write 001, or a tag and a code such as 035a", value=repr(target)
                    ),
                )

    def find(self, view: View) -> Index:
        return np.empty(0, np.int64)

    def links(self, view: View) -> tuple[Index, pl.DataFrame]:
        """The control numbers named, with and without the prefix of whose they are."""
        rows = self.from_.rows(view)
        return rows.index, hashes(rows.column("value"))

    def targets(self, view: View) -> pl.Series:
        """Every control number of the records, with and without its prefix."""
        return view.kept(f"keys of {self.to}", lambda: self._targets(view))

    def _targets(self, view: View) -> pl.Series:
        keys = []
        for target in self.to:
            if target == "001":
                numbers = view.records.column("f001")
                prefix = view.records.column("f003")
                frame = pl.DataFrame({"p": prefix.str.strip_chars(), "n": numbers})
                value = frame.select(pl.format("({}){}", "p", "n").fill_null(pl.col("n")))
                keys.append(hashes(value.to_series()))
            else:
                rows = view.subfield_rows(Tags([target[:3]]), target[3])
                keys.append(hashes(rows.column("value")))
        key_table = pl.concat(keys)
        return pl.concat([key_table["key"], key_table["number"]]).drop_nulls()

    def settle(self, links: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
        """Links whose number nobody has, the first of a field in which none has; or those that,
        for `elsewhere`, somebody has under another prefix only."""
        if not self.elsewhere:
            field = [name for name in ("batch", "rec", "fno") if name in links.columns]
            answered_links = links.join(targets, left_on="number", right_on="hash", how="semi")
            dangling = links.join(answered_links, on=field, how="anti", maintain_order="left")
            return dangling.unique(field, keep="first", maintain_order=True)
        links_by_number = links.join(targets, left_on="number", right_on="hash", how="semi")
        return links_by_number.join(targets, left_on="key", right_on="hash", how="anti")


class UniqueBlock:
    """Records of a file that have the same key: texts of record columns, one after another."""

    mutual: Final = True
    level: Final = Level.RECORD
    tags: Final = Tags()

    def __init__(self, spec: Spec) -> None:
        self.key = spec.texts("key")
        self.when = condition(spec, "when", ())
        for column in self.key:
            if column not in _CONTROLS:
                raise spec.wrong(
                    "key",
                    Message(
                        "{value} is not one of {known}",
                        value=repr(column),
                        known=", ".join(_CONTROLS),
                    ),
                )

    def find(self, view: View) -> Index:
        return np.empty(0, np.int64)

    def links(self, view: View) -> tuple[Index, pl.DataFrame]:
        frame = view.records.frame(self.key).with_row_index("row")
        first = pl.col(self.key[0]).is_not_null()
        frame = frame.filter(pl.Series(self.when.records(view)) & first)
        text = pl.concat_str(
            [pl.col(column).fill_null("") for column in self.key], separator="\x1f"
        )
        key = hashed(frame.select(text).to_series())
        return frame["row"].to_numpy().astype(np.int64), keyed(key, key)

    def targets(self, view: View) -> pl.Series:
        """None: the links are compared with each other."""
        return pl.Series([], dtype=pl.UInt64)

    def settle(self, links: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
        return links.filter(pl.col("key").is_duplicated())


class AnsweredLinks:
    """Links to records that are there and do not link back: 780 $w ⇄ 785 $w, 776 ⇄ 776.

    Control numbers are compared without their prefixes.
    """

    mutual: Final = False
    level: Final = Level.SUBFIELD

    def __init__(self, spec: Spec) -> None:
        self.from_ = _subfields(spec, "from")
        self.answer = _subfields(spec, "answer")
        self.tags = self.from_.tags

    def find(self, view: View) -> Index:
        return np.empty(0, np.int64)

    def links(self, view: View) -> tuple[Index, pl.DataFrame]:
        """As `number` whom the link names, as `key` both ends."""
        rows = self.from_.rows(view)
        ends = self._ends(rows)
        pair = ends.select(pl.concat_str("here", pl.lit(">"), "there")).to_series()
        return rows.index, keyed(hashed(pair), hashed(ends["there"]))

    def targets(self, view: View) -> pl.Series:
        """Every control number, and both ends of every link that may be an answer."""
        ends = self._ends(self.answer.rows(view))
        pair = ends.select(pl.concat_str("there", pl.lit(">"), "here")).to_series()
        record_numbers = view.kept(
            "bare 001", lambda: hashed(bare_numbers(view.records.column("f001"))["bare"])
        )
        return pl.concat([hashed(pair), record_numbers]).drop_nulls()

    def settle(self, links: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
        """Links to records that are there, without a link back."""
        links_by_number = links.join(targets, left_on="number", right_on="hash", how="semi")
        return links_by_number.join(targets, left_on="key", right_on="hash", how="anti")

    @staticmethod
    def _ends(rows: SubfieldRows) -> pl.DataFrame:
        own_numbers, linked_numbers = rows.column("f001"), rows.column("value")
        return pl.DataFrame(
            {
                "here": bare_numbers(own_numbers)["bare"],
                "there": bare_numbers(linked_numbers)["bare"],
            }
        )


def reciprocity(spec: Spec) -> Block:
    """The block of a scope: inside a record, or in the whole file."""
    scope = spec.one_of("scope", ["record", "file"])
    if scope == "record":
        return FieldLinks(spec)
    return AnsweredLinks(spec) if spec.has("answer") else RecordLinks(spec)


def hashes(values: pl.Series) -> pl.DataFrame:
    """Control numbers as `(PREFIX)number` and as the bare number, hashed; null stays null."""
    parts = bare_numbers(values)
    full_numbers = parts.select(pl.format("({}){}", "prefix", "bare").fill_null(pl.col("bare")))
    return keyed(hashed(full_numbers.to_series()), hashed(parts["bare"]))


def keyed(key: pl.Series, number: pl.Series) -> pl.DataFrame:
    """The two columns of links."""
    return pl.DataFrame([key.alias("key"), number.alias("number")])


def hashed(texts: pl.Series) -> pl.Series:
    """The hash of each text, the same in every process and version; null stays null."""
    hash_column = pl.Series(hash_texts(texts))
    return hash_column.zip_with(texts.is_not_null(), pl.Series([None], dtype=pl.UInt64))


def bare_numbers(values: pl.Series) -> pl.DataFrame:
    """Control numbers taken apart: `prefix`, null for none, and the `bare` number."""
    text = values.str.strip_chars_end(_TAIL).str.strip_chars_start(WHITESPACE)
    if not text.str.starts_with("(").any():
        return pl.DataFrame(
            {"prefix": pl.repeat(None, len(text), dtype=pl.String, eager=True), "bare": text}
        )
    parts = text.str.splitn(")", 2).struct.unnest()
    head, tail = pl.col("field_0"), pl.col("field_1")
    has_prefix = head.str.starts_with("(") & tail.is_not_null()
    prefix = head.str.slice(1).str.to_uppercase().str.strip_chars()
    return parts.select(
        prefix=pl.when(has_prefix).then(prefix),
        bare=pl.when(has_prefix).then(tail.str.strip_chars_start()).otherwise(text),
    )


def _subfields(spec: Spec, key: str) -> Subfields:
    subspec = spec.below(key)
    subfields = Subfields(subspec)
    subspec.done()
    if not subfields.codes:
        raise subspec.wrong("codes", N_("name the subfield in which the link stands"))
    return subfields


class UniqueValues:
    """Subfields of a file that have the same text: barcodes."""

    mutual: Final = True
    level: Final = Level.SUBFIELD

    def __init__(self, spec: Spec) -> None:
        subspec = spec.below("from")
        self.from_ = Subfields(subspec)
        subspec.done()
        self.tags = self.from_.tags

    def find(self, view: View) -> Index:
        return np.empty(0, np.int64)

    def links(self, view: View) -> tuple[Index, pl.DataFrame]:
        rows = self.from_.rows(view)
        key = hashed(rows.column("value").str.strip_chars())
        return rows.index, keyed(key, key)

    def targets(self, view: View) -> pl.Series:
        """None: the links are compared with each other."""
        return pl.Series([], dtype=pl.UInt64)

    def settle(self, links: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
        return links.filter(pl.col("key").is_duplicated())


class ConflictBlock(UniqueValues):
    """Subfields whose text goes with another text of their field elsewhere in the file.

    `from` are the links ($0 of names), `beside` the subfield that should always be the same ($a).
    Those are found that go with a text that fewer fields have than another.
    """

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self.beside = spec.text("beside")
        if len(self.beside) != 1:
            raise spec.wrong("beside", N_("write one subfield code"))

    def links(self, view: View) -> tuple[Index, pl.DataFrame]:
        """As `key` the link, as `number` the text beside it without its punctuation."""
        rows = self.from_.rows(view)
        neighbours = rows.beside(self.beside)
        values = take_or_null(view.subfields.value, neighbours)
        frame = pl.DataFrame({"link": rows.column("value"), "text": values})
        bare = pl.col("text").str.replace_all(r"[\s.,]+", " ").str.strip_chars().str.to_lowercase()
        pairs = frame.select(bare, link=pl.when(pl.col("text").is_not_null()).then("link"))
        return rows.index, keyed(hashed(pairs["link"]), hashed(pairs["text"]))

    def settle(self, links: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
        """Those whose text is not the commonest one of their link."""
        link_counts = links.with_columns(count=pl.len().over("key", "number"))
        fewer = pl.col("count") < pl.col("count").max().over("key")
        return link_counts.filter(fewer).drop("count")


def unique(spec: Spec) -> Block:
    """The block of subfields with `from`, of records with `key`."""
    return UniqueValues(spec) if spec.has("from") else UniqueBlock(spec)
