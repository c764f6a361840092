"""Fields beside each other in a record: the same twice, one inside another, links of $8."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.texts import mask
from kimppa.marc.rules.view import FieldRows, SubfieldRows
from kimppa.marc.tables import is_control

type Mask = npt.NDArray[np.bool_]

_KEY: Final = ["rec", "tag", "i1", "i2", "text"]


@kernel("field")
def without_content(rows: FieldRows) -> Mask:
    """Control fields without a text, data fields without a subfield."""
    starts = rows.view.subfield_starts
    bare = starts[rows.index + 1] == starts[rows.index]
    tags = rows.table.tag[rows.index]
    control = np.isin(tags, [tag for tag in rows.table.places if is_control(tag)])
    found: Mask = bare & ~control
    where = np.flatnonzero(control)
    values = rows.table.value.gather(rows.index[where]).fill_null("")
    found[where] = mask(values.str.strip_chars() == "")
    return found


@kernel("field")
def same_again(rows: FieldRows) -> Mask:
    """Fields that stand earlier in the record with the same indicators and subfields."""
    frame = _repeated(rows)
    texts = frame.frame(["tag", "i1", "i2", "text", "value"])
    texts = texts.with_columns(rec=frame.rec, text=pl.col("text") + pl.col("value").fill_null(""))
    found = np.zeros(len(rows), np.bool_)
    again = ~mask(texts.select(_KEY).select(pl.struct(_KEY).is_first_distinct()).to_series())
    found[np.searchsorted(rows.index, frame.index[again])] = True
    return found


@kernel("field")
def inferior(rows: FieldRows) -> Mask:
    """Fields all of whose subfields another field of the record has too, which has more."""
    found = np.zeros(len(rows), np.bool_)
    some = _repeated(rows)
    subfields, offsets = some.subfields()
    if not len(subfields):
        return found
    values = rows.view.subfields.value.gather(subfields)
    codes = rows.view.codes[subfields]
    texts = pl.DataFrame({"code": codes, "value": values}).select(pl.struct(pl.all()).hash(seed=0))
    hashes = texts.to_series().to_numpy()
    tags = some.table.tag[some.index]
    places = np.searchsorted(rows.index, some.index)
    for group in _groups(some.rec, tags):
        sets = [frozenset(hashes[offsets[n] : offsets[n + 1]].tolist()) for n in group]
        for n, mine in zip(group, sets, strict=True):
            found[places[n]] = bool(mine) and any(mine < other for other in sets)
    return found


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
    counted = frame.select(pl.col("fno").n_unique().over("rec", "link") == 1).to_series()
    return mask(counted & frame["link"].is_not_null())


def _repeated(rows: FieldRows) -> FieldRows:
    """The fields whose tag stands more than once in their record."""
    key = rows.rec * 65536 + rows.table.tag[rows.index].astype(np.int64)
    order = np.argsort(key, kind="stable")
    same = key[order][1:] == key[order][:-1]
    twice = np.zeros(len(rows), np.bool_)
    twice[order] = np.append(same, False) | np.append(False, same)
    return rows.keep(twice)


def _groups(rec: npt.NDArray[np.int64], tags: npt.NDArray[np.generic]) -> list[list[int]]:
    """Places of one record and tag."""
    groups: dict[tuple[int, int], list[int]] = {}
    for place, key in enumerate(zip(rec.tolist(), tags.tolist(), strict=True)):
        groups.setdefault(key, []).append(place)
    return list(groups.values())
