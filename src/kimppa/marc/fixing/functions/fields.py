"""Codes of 008 and 041; qualifiers and codes set apart, filing indicators, kinds of publication."""

import re
from collections.abc import Mapping

from kimppa.marc.definition import articles
from kimppa.marc.definition.loading import codelists, load
from kimppa.marc.definition.model import Position, kind_of, type_of
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.fixing.types import is_contradictory
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.rules.kernels.coded import GROUPS, SAMI, group_kind
from kimppa.marc.rules.kernels.fields import is_doubt

type Pairs = frozenset[tuple[str, str]]
_QUALIFIED = re.compile(r"([0-9][0-9 -]*[0-9Xx])\s*\((.+)\)")


@function
def qualifier_of_its_own(place: Place) -> None:
    """Move what stands in brackets after an ISBN to $q."""
    if not (place.field and place.subfield):
        return
    text = place.subfield.value.strip().removesuffix(":").rstrip()
    match = _QUALIFIED.fullmatch(text)
    if not match:
        return
    place.subfield.value = match[1]
    qualifiers = [part.strip() for part in re.split(r"\) ?\(|;", match[2])]
    subfields = place.field.subfields
    index = next(n for n, piece in enumerate(subfields) if piece is place.subfield) + 1
    subfields[index:index] = [Subfield("q", piece) for piece in qualifiers if piece]


@function
def codes_of_three(place: Place) -> None:
    """Set codes of three letters apart that were written as one text: `finswe`; languages all."""
    if not (place.field and place.subfield):
        return
    text = place.subfield.value
    parts = [text[n : n + 3] for n in range(0, len(text), 3)]
    if not all(part in codelists()["languages"] for part in parts):
        return
    subfields = place.field.subfields
    index = next(n for n, subfield in enumerate(subfields) if subfield is place.subfield)
    subfields[index : index + 1] = [Subfield(place.subfield.code, part) for part in parts]


_FIRST = {"130", "630", "730", "740"}
_SECOND = {"222", "240", "242", "243", "245", "440", "830"}


@function
def count_article(place: Place) -> None:
    """Count the article of the title's language; 0 where there is none.

    Nothing is counted where the word may be something else than an article, or where the record
    has several languages: nobody knows which one the title is in.
    """
    if not place.field:
        return
    title, languages = place.field.get("a") or "", _languages(place.record)
    is_studied = languages <= articles.WITHOUT | articles.ARTICLES.keys()
    if not any(articles.article(title, language) for language in languages):
        if languages and is_studied:
            _write(place.field, 0)
    elif len(languages) == 1 and (count := articles.certain(title, min(languages))):
        _write(place.field, count)


def count_characters(field: Field, count: int) -> None:
    """Count so many characters, where the field counts them and says none."""
    index = 0 if field.tag in _FIRST else 1
    if field.tag in _FIRST | _SECOND and field.indicators[index : index + 1] in {" ", "0"}:
        _write(field, count)


def _write(field: Field, count: int) -> None:
    first, second = list(field.indicators.ljust(2)[:2])
    field.indicators = f"{count}{second}" if field.tag in _FIRST else f"{first}{count}"


def _languages(record: Record) -> set[str]:
    """The languages of the text, by 041 and 008."""
    codes = {text for field in record.all("041") for text in field.all("ad")}
    coded = record.control("008")[35:38]
    return codes | ({coded} if coded.strip(" |^") else set())


@function
def publication_kind(place: Place) -> None:
    """Write 4 for a copyright year alone, else 1, unless the record has such a field."""
    if not place.field:
        return
    codes = {part.code for part in place.field.subfields}
    year = place.field.get("c") or ""
    kind = "4" if codes == {"c"} and re.match(r"[©℗]", year) else "1"
    if kind == "1" and any(part.indicators[1:2] == "1" for part in place.record.all("264")):
        return
    place.field.indicators = place.field.indicators[:1] + kind


_WHOLE = 40
_GAP = re.compile(r"[ ^]{2}[^ ^]")  # a code that may have been meant for another place
_OWN = (18, 34)  # what stands there depends on the material
_HEARD = {"i", "j"}  # LDR/06
_LATE = "hkmn"  # subfields of 041 for the languages of originals


@function
def language_from_041(place: Place) -> None:
    """Write the first language of 041 into 008, if there is such a language."""
    if not (place.field and len(place.field.value) == _WHOLE):
        return
    fields = [field for field in place.record.all("041") if not field.get("2")]
    languages = [text for field in fields for text in field.all("ad")]
    if languages and _is_language(languages[0]):
        place.field.value = place.field.value[:35] + languages[0] + place.field.value[38:]


@function
def language_of_item(place: Place) -> None:
    """Add 041 with the language of 008: of speech and singing ($d) in sound, else of text ($a).

    A Sámi language has smi before it. Nothing is added where there is no such language, or where
    nobody knows whether the thing is read or heard.
    """
    language, record = place.record.control("008")[35:38], place.record
    if not _is_language(language) or record.first("041") or is_contradictory(record):
        return
    code = "d" if record.leader[6:7] in _HEARD else "a"
    languages = ["smi", language] if language in SAMI else [language]
    record.add(
        Field("041", "", "  ", [Subfield(code, language_code) for language_code in languages])
    )


def _is_language(code: str) -> bool:
    language = codelists()["languages"].get(code)
    return language is not None and not language.obsolete


@function
def delete_unlinked(place: Place) -> None:
    """Take the subfield away, unless its field has a source, an address or an owner of its own."""
    if not (place.field and place.subfield):
        return
    if not any(part.code.isdigit() for part in place.field.subfields):
        place.remove_subfield(place.field, place.subfield)


@function
def language_codes(place: Place, codes: Mapping[str, str]) -> None:
    """Write other codes for languages, in 041 and 008 alike so that they go on agreeing."""
    for field in place.record.all("041"):
        for subfield in field.subfields if not field.get("2") else ():
            subfield.value = codes.get(subfield.value, subfield.value)
    for field in place.record.all("008"):
        new_code = codes.get(field.value[35:38])
        if new_code and len(field.value) == _WHOLE:
            field.value = field.value[:35] + new_code + field.value[38:]


@function
def small_letters(place: Place) -> None:
    for holder in place.texts(None, ""):
        holder.value = holder.value.lower()


@function
def sami_before(place: Place) -> None:
    """Write smi before the code of a Sámi language."""
    if not (place.field and place.subfield):
        return
    code = place.subfield.code
    if "smi" in place.field.all(code):
        return
    at = next(n for n, subfield in enumerate(place.field.subfields) if subfield is place.subfield)
    place.field.subfields.insert(at, Subfield(code, "smi"))


@function
def languages_in_order(place: Place) -> None:
    """Put the languages of originals after the item's own."""
    if place.field:
        place.field.subfields.sort(key=lambda subfield: subfield.code in _LATE)


@function
def single_date(place: Place) -> None:
    """Say that there is one year, where there is one."""
    if place.field and place.field.value[7:11].isdigit():
        place.field.value = place.field.value[:6] + "s" + place.field.value[7:]


@function
def sort_groups(place: Place) -> None:
    """Put the codes of each group of 008 in order, from the left on.

    Nothing is moved where the 008 may be that of another material: in a record that contradicts
    its leader, with codes that the material of the leader does not have, or has twice, or behind
    several blanks.
    """
    if not (place.field and len(place.field.value) == _WHOLE) or is_contradictory(place.record):
        return
    text = place.field.value
    groups = GROUPS.get(group_kind(place.record.leader), ())
    for start, end in groups:
        part = text[start:end]
        if "|" not in part:
            blank = "^" if "^" in part else " "  # as Aleph writes it
            codes = sorted(sign for sign in part if sign not in " ^")
            sorted_codes = "".join(codes).ljust(end - start, blank)
            text = text[:start] + sorted_codes + text[end:]
    gaps = any(_GAP.search(place.field.value[start:end]) for start, end in groups)
    if not gaps and _has_known_codes(place.record.leader, place.field.value):
        place.field.value = text


def _has_known_codes(leader: str, text: str) -> bool:
    """Whether the part of an 008 that the material gives its meaning has codes of this material
    only, and each once in a group of codes."""
    definition = load(kind_of(leader))
    material = type_of(definition.kind, leader)
    positions = (
        position
        for part in definition.fields["008"].materials
        for position in part.positions
        if material in part.names and _OWN[0] <= position.start < _OWN[1] and position.codes
    )
    return all(_is_known(position, text.replace("^", " ")) for position in positions)


def _is_known(position: Position, text: str) -> bool:
    width = position.width
    codes = [
        text[start : start + width] for start in range(position.start, position.end + 1, width)
    ]
    filled = [code for code in codes if code.strip(" |")]
    return len(filled) == len(set(filled)) and all(code in position.codes for code in filled)


# What a field may have more of, by its tag, and still be the other field's: the rest of a
# heading ($d, $t, $x …) makes it another one, and $5 a library's own.
_MORE = [("0", "2cq"), ("3", "bc"), ("4", "x"), ("5", "2bu"), ("6", "012"), ("", "014e")]


@function
def delete_lesser(place: Place) -> None:
    """Take away a field whose like says the same and more of it, or the same without a doubt."""
    if not place.field:
        return
    pairs = _pairs(place.field)
    addable_codes = next(codes for first, codes in _MORE if place.field.tag.startswith(first))
    for rival in place.record.all(place.field.tag):
        is_like = rival is not place.field and rival.indicators == place.field.indicators
        extra = _pairs(rival) - pairs
        if (
            is_like
            and _is_in(pairs, _pairs(rival))
            and all(code in addable_codes for code, _ in extra)
        ):
            place.remove(place.field)
            return


def _is_in(pairs: Pairs, rival_pairs: Pairs) -> bool:
    """Whether another field has every text of one to the letter; doubts are no texts."""
    missing_pairs = pairs - rival_pairs
    return pairs != rival_pairs and all(is_doubt(*pair) for pair in missing_pairs)


def _pairs(field: Field) -> Pairs:
    return frozenset((part.code, part.value) for part in field.subfields)
