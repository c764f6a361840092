"""Relator terms ($e): words that are none, words of another language, their order, agents twice."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import mask
from kimppa.marc.definition.loading import codelists
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import FieldRows, SubfieldRows, View
from kimppa.marc.vocabularies.relators import codes, known, more, relators

type Mask = npt.NDArray[np.bool_]
type Agent = tuple[tuple[str, str], ...]

# Shortened terms, in the order in which they are looked for.
SHORT: Final = {
    "kirj": "aut", "tekijä": "", "käänt": "trl", "suom": "trl", "ruots": "trl", "övers": "trl",
    "kuv": "ill", "ill": "ill", "toim": "edt", "red": "edt", "säv": "cmp", "komp": "cmp",
    "san": "lyr", "sov": "arr", "arr": "arr", "ohj": "drt", "regi": "drt", "esitt": "prf",
    "förf": "aut", "näytt": "act", "valok": "pht", "foto": "pht", "haast": "ivr", "kok": "com",
    "joht": "cnd", "dir": "cnd", "käsik": "aus", "tuott": "pro", "lauluy": "",
}  # fmt: skip
# What is made first stands first: the work, its expression, the manifestation (WEMI).
_ORDER: Final = """
kirjoittaja författare author sarjakuvantekijä säveltäjä kompositör sanoittaja libretisti taiteilija
konstnär ohjaaja regissör käsikirjoittaja haastateltava haastattelija
/ valokuvaaja fotograf toimittaja redaktör kokoaja kääntäjä översättare sovittaja arrangör kuvittaja
illustratör
/ esittäjä framförande
/ kapellimestari dirigent laulaja sångare kertoja lukija uppläsare näyttelijä skådespelare
/ kustantaja julkaisija utgivare painaja
"""
_TAGS: Final = Tags(["100", "110", "111", "600", "610", "611", "700", "710", "711"])
_UNKNOWN, _SHORT, _CODE = 1, 2, 4
_FOREIGN: Final = {"fin": 8, "swe": 16}
_FOREIGN_WORD: Final = {"fin": 32, "swe": 64}  # without an equivalent
RANKS: Final = {
    word: rank for rank, words in enumerate(_ORDER.split("/")) for word in words.split()
}


@kernel("subfield")
def relator_unknown(rows: SubfieldRows) -> Mask:
    """Words that are no relator term, shortened term or code."""
    return _has_bit(rows, _UNKNOWN)


@kernel("subfield")
def relator_short(rows: SubfieldRows) -> Mask:
    return _has_bit(rows, _SHORT)


@kernel("subfield")
def relator_code(rows: SubfieldRows) -> Mask:
    """MARC codes in place of terms."""
    return _has_bit(rows, _CODE)


@kernel("subfield")
def relator_foreign(rows: SubfieldRows) -> Mask:
    """Terms of another language than that of cataloguing (040 $b)."""
    return _is_foreign(rows, _FOREIGN)


@kernel("subfield")
def relator_foreign_word(rows: SubfieldRows) -> Mask:
    """Words of another language than that of cataloguing for which the table has no equivalent."""
    return _is_foreign(rows, _FOREIGN_WORD)


@kernel("subfield")
def relator_mixed(rows: SubfieldRows) -> Mask:
    """Where a record that tells no language has Finnish terms and others: the fewer of the two, or
    the others where they are as many."""
    words = _words(rows.view)[rows.index]
    not_finnish, not_swedish = (
        (words & (_FOREIGN[tongue] | _FOREIGN_WORD[tongue])) != 0 for tongue in ("fin", "swe")
    )
    in_one_language = np.flatnonzero(
        (not_finnish | not_swedish) & mask(rows.column("desc").is_null())
    )
    frame = pl.DataFrame(
        {"rec": rows.rec[in_one_language], "foreign": not_finnish[in_one_language]}
    )
    foreign_count, all_words = pl.col("foreign").sum().over("rec"), pl.len().over("rec")
    few_others = (foreign_count > 0) & (foreign_count * 2 <= all_words)
    few_ours = (foreign_count < all_words) & (foreign_count * 2 > all_words)
    wrong = pl.when("foreign").then(few_others & (foreign_count < all_words)).otherwise(few_ours)
    hits = np.zeros(len(rows), np.bool_)
    hits[in_one_language] = mask(frame.select(wrong).to_series())
    return hits


def _is_foreign(rows: SubfieldRows, bits: Mapping[str, int]) -> Mask:
    words = _words(rows.view)[rows.index]
    hits = np.zeros(len(rows), np.bool_)
    for language, bit in bits.items():
        wrong = (words & bit) != 0
        if wrong.any():
            hits |= wrong & mask(rows.column("desc") == language)
    return hits


@kernel("field")
def relators_unordered(rows: FieldRows) -> Mask:
    """Fields whose terms do not stand in the order of work, expression, manifestation."""
    several = rows.keep(mask(rows.column("codes").str.contains("e.*e")))
    hits = np.zeros(len(rows), np.bool_)
    subfields, offsets = several.subfields()
    letters = rows.view.codes[subfields]
    values = rows.view.subfields.value.gather(subfields).str.strip_chars(" .,").to_list()
    wrong = set()
    for number, (start, stop) in enumerate(pairwise(offsets.tolist())):
        terms = [values[n] for n in range(start, stop) if letters[n] == ord("e")]
        ranks = [RANKS[term] for term in terms if term in RANKS]
        if ranks != sorted(ranks):
            wrong.add(int(several.index[number]))
    hits[:] = np.isin(rows.index, list(wrong))
    return hits


@kernel("field")
def agent_twice(rows: FieldRows) -> Mask:
    """Fields that name the agent of another field of the record with the same tag."""
    repeated = np.flatnonzero(rows.view.repeated[rows.index])
    candidates = rows.at(repeated)
    pairs = pl.DataFrame(
        {"rec": candidates.rec, "name": candidates.column("sub_a").str.slice(0, 8)}
    )
    places = repeated[mask(pairs.select(pl.struct(pl.all()).is_duplicated()).to_series())]
    hits = np.zeros(len(rows), np.bool_)
    candidates = rows.at(places)
    tags = candidates.column("tag").to_list()
    agents: dict[tuple[int, str, Agent], list[int]] = {}
    numbers: dict[tuple[int, str, Agent], set[str]] = {}
    for place, rec, tag, agent_subfields in zip(
        places, candidates.rec.tolist(), tags, _subfields(candidates), strict=True
    ):
        if name := agent(agent_subfields):
            agents.setdefault((rec, tag, name), []).append(place)
            numbers.setdefault((rec, tag, name), set()).update(
                text for code, text in agent_subfields if code == "0"
            )
    for key, places_of_agent in agents.items():
        hits[places_of_agent] = len(places_of_agent) > 1 and len(numbers[key]) < 2
    return hits


def _subfields(rows: FieldRows) -> list[list[tuple[str, str]]]:
    """Codes and texts of each field."""
    subfields, offsets = rows.subfields()
    letters = map(chr, rows.view.codes[subfields].tolist())
    texts = rows.view.subfields.value.gather(subfields).to_list()
    pairs = list(zip(letters, texts, strict=True))
    return [pairs[start:stop] for start, stop in pairwise(offsets.tolist())]


def agent(subfields: Iterable[tuple[str, str]]) -> Agent:
    """What tells an agent from others: all but its functions, links and marks; nothing if there is
    no name, or a title too, which makes it a work."""
    parts = tuple((code, text.strip(" .,:;")) for code, text in subfields if code not in "e0689")
    codes = {code for code, _text in parts}
    return parts if "a" in codes and "t" not in codes else ()


def _has_bit(rows: SubfieldRows, bit: int) -> Mask:
    hits: Mask = (_words(rows.view)[rows.index] & np.uint8(bit)) != 0
    return hits


def _words(view: View) -> npt.NDArray[np.uint8]:
    """What the $e of each subfield is, as bits; every word is looked at once."""
    return view.kept("relators", lambda: _marked(view))


def _marked(view: View) -> npt.NDArray[np.uint8]:
    rows = view.subfield_rows(_TAGS, "e")
    bits_by_row = np.zeros(view.subfields.length, np.uint8)
    values = rows.column("value")
    bits = {text: _bits(text) for text in values.unique().to_list()}
    if bits:
        bits_by_row[rows.index] = values.replace_strict(bits, return_dtype=pl.UInt8).to_numpy()
    return bits_by_row


def _bits(text: str) -> int:
    bare = text.strip(" .,;:").lower()
    term = re.sub(r" \((teos|ekspressio|manifestaatio)\)$", "", bare)
    code = bare in codes() and bare not in SHORT
    sum_of_bits = _UNKNOWN * (term not in _every()) + _SHORT * bool(SHORT.get(bare)) + _CODE * code
    table = relators()
    if any(bare in table.terms(tongue) for tongue in ("fin", "swe", "eng")):
        sum_of_bits += sum(
            bit for tongue, bit in _FOREIGN.items() if table.translated(bare, tongue)
        )
        return sum_of_bits
    tongues = {tongue for tongue, words in _tongues().items() if bare in words}
    return sum_of_bits + sum(
        bit for tongue, bit in _FOREIGN_WORD.items() if tongues and tongue not in tongues
    )


@cache
def _tongues() -> Mapping[str, frozenset[str]]:
    """The words of each language that are listed, with MARC's codes or beside them."""
    labels = [code.label for code in codelists()["relators"].values()]
    return {
        tongue: frozenset(label[index].lower() for label in labels) | more(tongue)
        for index, tongue in enumerate(("fin", "swe", "eng"))
    }


@kernel("field", first=True)
def agent_of_main_entry(rows: FieldRows) -> Mask:
    """Added entries of the person or body that is the main entry."""
    main = rows.view.field_rows(Tags(["100", "110"]))
    names = np.full(rows.view.count, -1, np.int64)
    names[main.rec] = main.first("a")
    places = np.flatnonzero(_begins_alike(rows.view, names[rows.rec], rows.first("a")))
    likely_fields = rows.at(places)
    mains = main.keep(np.isin(main.rec, likely_fields.rec))
    agents = {
        rec: agent(subfields)
        for rec, subfields in zip(mains.rec.tolist(), _subfields(mains), strict=True)
    }
    hits = np.zeros(len(rows), np.bool_)
    hits[places] = [
        bool(agents[rec]) and agent(subfields) == agents[rec]
        for rec, subfields in zip(
            likely_fields.rec.tolist(), _subfields(likely_fields), strict=True
        )
    ]
    return hits


def _begins_alike(
    view: View, first_subfields: npt.NDArray[np.int64], second_subfields: npt.NDArray[np.int32]
) -> Mask:
    """Which texts of two lists of subfields (-1 for none) begin with the same four bytes."""
    offsets, text_bytes = view.subfields.profile.text
    is_alike = (first_subfields >= 0) & (second_subfields >= 0)
    if not len(text_bytes):
        return is_alike
    starts = [offsets.take(np.maximum(rows, 0)) for rows in (first_subfields, second_subfields)]
    for place in range(4):
        first_bytes, second_bytes = (
            text_bytes[np.minimum(start + place, len(text_bytes) - 1)] for start in starts
        )
        is_alike &= first_bytes == second_bytes
    return is_alike


@cache
def _every() -> frozenset[str]:
    list_terms = {
        text for code in codelists()["relators"].values() for text in (code.value, *code.label)
    }
    return frozenset(entry.lower() for entry in known() | list_terms | set(SHORT))
