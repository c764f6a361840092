"""Fields beside each other in a record: the same twice, one inside another, links of $8."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import compress, pairwise, starmap
from operator import not_
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import mask, take, take_or_null
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import FieldRows, SubfieldRows
from kimppa.marc.tables import is_control

type Index = npt.NDArray[np.int64]
type Subfields = frozenset[tuple[str, str]]
type Mask = npt.NDArray[np.bool_]


@kernel("field")
def without_content(rows: FieldRows) -> Mask:
    """Control fields without a text, data fields without a subfield."""
    starts = rows.view.subfield_starts
    hits: Mask = starts[rows.index + 1] == starts[rows.index]
    # Control fields have no subfields: of them those that begin with a space or nothing.
    control = np.zeros(65536, np.bool_)
    control[[tag for tag in rows.table.places if is_control(tag)]] = True
    hits &= ~control[rows.numbers("tag")]
    suspects = np.zeros(rows.table.length, np.bool_)
    suspects[rows.table.profile.rows("empty")] = True
    suspect_rows = np.flatnonzero(suspects[rows.index])
    values = take(rows.table.value, rows.index[suspect_rows])
    hits[suspect_rows] = mask(values.str.strip_chars() == "")
    return hits


@kernel("field")
def same_again(rows: FieldRows) -> Mask:
    """Fields that stand earlier in the record with the same indicators and subfields."""
    offsets = rows.view.subfields.profile.text[0]
    starts = rows.view.subfield_starts
    places = np.flatnonzero(rows.view.repeated.take(rows.index))
    candidates = rows.at(places)
    texts = (
        offsets.take(starts.take(candidates.index)),
        offsets.take(starts.take(candidates.index + 1)),
    )
    sized = np.flatnonzero(_is_repeated(_sizes(candidates, *texts)))
    places, candidates = places.take(sized), candidates.at(sized)
    twice = _is_repeated(_keys(candidates, *(offsets_of.take(sized) for offsets_of in texts)))
    places, same_fields = places[twice], candidates.keep(twice)
    hits = np.zeros(len(rows), np.bool_)
    if len(places):
        columns = same_fields.frame(["tag", "i1", "i2", "text", "value"])
        text = pl.col("text") + pl.col("value").fill_null("")
        frame = columns.select("tag", "i1", "i2", text=text).with_columns(rec=same_fields.rec)
        hits[places] = ~mask(frame.select(pl.struct(pl.all()).is_first_distinct()).to_series())
    return hits


@kernel("field")
def inferior(rows: FieldRows) -> Mask:
    """Fields that say nothing which another field of the record does not say too.

    Fields with the same indicators and the same first $a are compared (some tags by another
    subfield, or whatever their indicators), their texts as small letters without marks at the ends.
    Of two that say the same the later one is meant, unless they are the same to the letter. Marks
    of doubt (`is_doubt`) say nothing: of two that else say the same the one with them is meant,
    and one that contents more with such marks does not stand for another.
    """
    places = np.flatnonzero(rows.view.repeated.take(rows.index))
    candidates = rows.at(places)
    has_rival = _is_repeated(_beginning(candidates))
    places, candidates = places[has_rival], candidates.keep(has_rival)
    keys = _leading(candidates)
    has_rival = _is_repeated(keys)
    places, candidates, keys = places[has_rival], candidates.keep(has_rival), keys[has_rival]
    hits = np.zeros(len(rows), np.bool_)
    for group in _groups(keys, _statements(candidates)):
        for field in group:
            hits[places[field.row]] = bool(field.content) and any(
                _stands_for(rival, field) for rival in group
            )
    return hits


class _Statement(NamedTuple):
    """A field by what it says: `content` without marks of doubt, which are `doubts`."""

    row: int
    tag: int
    letters: tuple[tuple[int, int], list[tuple[str, str]]]  # indicators, codes and texts
    content: Subfields
    doubts: Subfields


def _statements(rows: FieldRows) -> list[_Statement]:
    subfields, spans = rows.subfields()
    codes = list(map(chr, rows.view.codes[subfields].tolist()))
    texts = take(rows.view.subfields.value, subfields).to_list()
    pairs = list(zip(codes, texts, strict=True))
    plain_pairs = list(zip(codes, map(_plain, texts), strict=True))
    doubtful = list(starmap(is_doubt, pairs))
    tags, first, second = (rows.numbers(name).tolist() for name in ("tag", "i1", "i2"))
    statements = []
    for row, (start, end) in enumerate(pairwise(spans.tolist())):
        doubts: Subfields = frozenset(compress(pairs[start:end], doubtful[start:end]))
        content = frozenset(compress(plain_pairs[start:end], map(not_, doubtful[start:end])))
        letters = ((first[row], second[row]), pairs[start:end])
        statements.append(_Statement(row, tags[row], letters, content, doubts))
    return statements


def _stands_for(rival: _Statement, field: _Statement) -> bool:
    """Whether the rival says all that a field says, in other letters or with more beside it."""
    if not field.content <= rival.content:
        return False
    if field.content != rival.content:
        return rival.doubts <= field.doubts and not _adds(field.tag, field.content, rival.content)
    is_first = rival.row < field.row and rival.doubts == field.doubts
    return rival.letters != field.letters and (rival.doubts < field.doubts or is_first)


def is_doubt(code: str, text: str) -> bool:
    """Whether a subfield marks where a field comes from or that it waits for the publication.

    The first is $7 (dpenmw/dpsfa)…, the second ENNAKKOTIETO in $g or $7 of Finnish records. Other
    $7 are codes of a reproduction (533) or of a related record (76X–78X).
    """
    waits = text[:12].casefold() == "ennakkotieto"
    return (code == "7" and (waits or text.startswith("(dp"))) or (code == "g" and waits)


def _adds(tag: int, content: Subfields, rival: Subfields) -> bool:
    """Whether the rival has what makes it another heading: a subdivision, a title, a unit."""
    codes = {code for code, _ in rival - content}
    apart = {*"tnpklfo", *("vxyz" if tag // 100 == 6 else ""), *("b" if tag % 100 == 10 else "")}
    return tag >= 600 and tag < 856 and bool(codes & apart)


# By what fields are brought together that has no $a; whatever their indicators are.
_LED_BY: Final = {336: "b", 337: "b", 338: "b", 856: "u"}
_ANY_INDICATORS: Final = frozenset({246})
_ANY_FIRST: Final = frozenset({600, 700})  # the form of the name; the second names the list


def _beginning(rows: FieldRows) -> Index:
    """A hash of each field by which candidates for one heading are found: fields that `_leading`
    brings together have the same, some others too. It is of two bytes, as small letters, of the
    leading text and of each text that makes another heading of it.
    """
    group_hashes = _marks_of(rows) * 263 + _two_bytes(rows, _first(rows))
    is_subject = rows.numbers("tag") // 100 == 6  # where $x, $v and $z subdivide a heading
    for code in "xvzt":
        first_bytes = _two_bytes(rows, rows.first(code).astype(np.int64))
        group_hashes = group_hashes * 263 + (
            first_bytes if code == "t" else np.where(is_subject, first_bytes, 0)
        )
    return _numbered(rows, group_hashes)


def _two_bytes(rows: FieldRows, subfields: Index) -> Index:
    offsets, text_bytes = rows.view.subfields.profile.text
    if not len(text_bytes):
        return subfields
    starts = np.minimum(offsets.take(np.maximum(subfields, 0)), len(text_bytes) - 2)
    letter_pairs = (text_bytes[starts] | 32).astype(np.int64) * 256 + (text_bytes[starts + 1] | 32)
    return np.where(subfields < 0, 0, letter_pairs)


def _first(rows: FieldRows) -> Index:
    """The subfield that leads each field; -1 for none."""
    tags, first = rows.numbers("tag"), rows.first("a").astype(np.int64)
    for tag, code in _LED_BY.items():
        has_tag = tags == tag
        if has_tag.any():
            first[has_tag] = rows.first(code)[has_tag]
    return first


def _marks_of(rows: FieldRows) -> Index:
    tags, second = rows.numbers("tag"), rows.numbers("i2").astype(np.int64)
    first = rows.numbers("i1").astype(np.int64)
    marks = np.where(np.isin(tags, list(_ANY_FIRST)), 0, first) * 256 + second
    marks[np.isin(tags, list(_ANY_INDICATORS))] = 0
    return marks


def _leading(rows: FieldRows) -> Index:
    """A number for each field that is the same for the same record, tag, indicators and first $a;
    others may have it too."""
    text = take_or_null(rows.view.subfields.value, _first(rows))
    leading_texts = text.fill_null("").str.to_lowercase().str.replace_all(_MARKS, "")
    frame = pl.DataFrame(
        {
            "rec": rows.rec,
            "tag": rows.numbers("tag"),
            "marks": _marks_of(rows),
            "first": leading_texts,
        }
    )
    numbers: Index = frame.hash_rows().to_numpy().astype(np.int64)
    return numbers


_MARKS: Final = r"[\s.,:;/=\[\]-]|https?:"


@lru_cache(maxsize=50_000)
def _plain(text: str) -> str:
    """A text by which it is told whether another contents the same."""
    return re.sub(_MARKS, "", unicodedata.normalize("NFC", text).casefold())


@kernel("field")
def carrier_without_medium(rows: FieldRows) -> Mask:
    """338 whose code belongs to a medium that no 337 of the record names.

    The first letter of a carrier's code is its medium's, only film reels (m) are projected (g).
    """
    media = rows.view.subfield_rows(Tags(["337"]), "b")
    media_of_records = pl.DataFrame({"rec": media.rec, "medium": media.column("value")}).unique()
    medium = rows.column("sub_b").str.slice(0, 1).replace("m", "g")
    pairs = pl.DataFrame({"rec": rows.rec, "medium": medium})
    joined = pairs.join(
        media_of_records.with_columns(answered=True),
        ["rec", "medium"],
        "left",
        maintain_order="left",
    )
    has_media = np.zeros(rows.view.count, np.bool_)
    has_media[media.rec] = True  # a missing 337 is another rule's business
    coded = mask(medium.is_in(list("cegnpshv")))
    return mask(joined["answered"].is_null()) & has_media[rows.rec] & coded


@kernel("subfield")
def lone_link(rows: SubfieldRows) -> Mask:
    """$8 link numbers that no other field of the record has."""
    frame = pl.DataFrame(
        {
            "rec": rows.rec,
            "fno": rows.view.field_of[rows.index],
            "link": rows.column("value").str.extract(r"^(\d+)"),
        }
    )
    is_alone = frame.select(pl.col("fno").n_unique().over("rec", "link") == 1).to_series()
    return mask(is_alone & frame["link"].is_not_null())


def _sizes(rows: FieldRows, starts: Index, ends: Index) -> Index:
    """A number for each field that is the same for the same record, tag, indicators and length."""
    return _numbered(rows, _mixed(rows, starts, ends))


def _keys(rows: FieldRows, starts: Index, ends: Index) -> Index:
    """A number for each field that is the same for the same record, tag, indicators and bytes.

    Of the bytes only their number and four of them count, so that few others have the same one.
    """
    text_bytes = rows.view.subfields.profile.text[1]
    mixed = _mixed(rows, starts, ends)
    for part in range(4) if len(text_bytes) else ():
        positions = starts + np.maximum(ends - starts - 1, 0) * part // 3
        mixed = mixed * 263 + text_bytes[np.minimum(positions, len(text_bytes) - 1)]
    return _numbered(rows, mixed)


def _mixed(rows: FieldRows, starts: Index, ends: Index) -> Index:
    mixed = rows.numbers("i1").astype(np.int64) * 131 + rows.numbers("i2")
    keys: Index = mixed * 1009 + np.maximum(ends - starts, 0)
    return keys


def _numbered(rows: FieldRows, mixed: Index) -> Index:
    tags = rows.numbers("tag").astype(np.int64)
    keys: Index = (rows.rec << 36) | (tags << 20) | ((mixed ^ (mixed >> 20)) & 0xFFFFF)
    return keys


def _is_repeated(keys: Index) -> Mask:
    """Which of the numbers stand there more than once."""
    return _unlike(keys, None)


def _unlike(keys: Index, counts: Index | None) -> Mask:
    """Which of the numbers stand there more than once, with more than one count beside them."""
    order = np.argsort(keys, kind="stable")  # quick, for they are nearly in order
    sorted_keys = keys.take(order)
    starts = (
        np.flatnonzero(np.append(True, sorted_keys[1:] != sorted_keys[:-1])) if len(keys) else order
    )
    sizes = np.diff(np.append(starts, len(keys)))
    differing = sizes > 1
    if counts is not None and len(keys):
        lowest_counts = np.minimum.reduceat(counts[order], starts)
        differing &= lowest_counts < np.maximum.reduceat(counts[order], starts)
    is_unlike = np.zeros(len(keys), np.bool_)
    is_unlike[order] = np.repeat(differing, sizes)
    return is_unlike


def _groups[T](keys: Index, rows: Iterable[T]) -> Iterable[list[T]]:
    """The rows that have a key in common."""
    groups: dict[int, list[T]] = {}
    for key, row in zip(keys.tolist(), rows, strict=True):
        groups.setdefault(key, []).append(row)
    return groups.values()


@kernel("field")
def same_as_heading(rows: FieldRows) -> Mask:
    """References (4XX) with the text of the heading (1XX)."""
    headings = rows.view.field_rows(Tags(["1XX"]))
    bare = pl.col("text").str.replace_all(r"\$[0-9w][^$]*|[\s.,]+", " ").str.strip_chars()
    headings_frame = pl.DataFrame(
        {"rec": headings.rec, "text": headings.column("text")}
    ).with_columns(bare)
    references = pl.DataFrame({"rec": rows.rec, "text": rows.column("text")}).with_columns(bare)
    heading_texts = headings_frame.unique().with_columns(there=True)
    joined = references.join(heading_texts, ["rec", "text"], "left", maintain_order="left")
    return mask(joined["there"])
