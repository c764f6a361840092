"""Content, media and carrier (336–338): their terms, and which ones a record must have.

Derived from what the record says elsewhere: LDR/06, 007, 008, 245 $h and 300. Where that does not
tell, nothing is added.
"""

import re
from collections.abc import Callable, Iterator

from kimppa.marc.definition import carriers
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place, cataloguing_language
from kimppa.marc.record import Field, Record, Subfield

_CONTENT = {"a": "txt", "t": "txt", "c": "ntm", "d": "ntm", "e": "cri", "f": "cri", "i": "spw",
            "j": "prm", "k": "sti", "r": "tdf"}  # fmt: skip
_MEDIA_007 = {"s": "s", "v": "v", "c": "c", "h": "h", "g": "g", "m": "g", "t": "n", "a": "n",
              "q": "n", "k": "n", "d": "n"}  # fmt: skip
_MEDIA_008 = {"o": "c", "s": "c", "q": "c", "a": "h", "b": "h", "c": "h"}
_CARRIER_007 = {"sd": "sd", "ss": "ss", "st": "st", "sr": "cr", "vd": "vd", "vf": "vf", "vr": "vr",
                "cr": "cr", "co": "cd", "cj": "cd", "ck": "ck", "cb": "cb", "ta": "nc", "tb": "nc",
                "td": "nc", "gs": "gs", "gt": "gt", "aj": "nb", "ar": "nb"}  # fmt: skip
_VOLUME = (
    r"\bsivua?\b|\bs\.|\bsidor\b|\bnide\b|\bnidettä|\bpages?\b|\bp\.|\bvolym|partituur"
    r"|\bnumeroit|\bnumeroa|\blehteä|\bv\."
)
# What 300 $a (and 245 $h) says, the first that fits; the media go with the carriers.
_WORDS = [
    (r"verkkoaineisto|verkkojulkaisu|onlineresurs", "cr"),
    (r"\bblu-ray|\bdvd-video|\bdvd-skiv|\bdvd-levy|videolev|videoskiv|\bdvd\b", "vd"),
    (r"videokaset", "vf"),
    (r"\bcd-rom|\bdvd-rom|tietolev|datorskiv", "cd"),
    (r"\bcd-|\bcd\b|äänilev|ljudskiv|\blp-lev", "sd"),
    (r"äänikaset|ljudkasset|\bc-kaset", "ss"),
    (r"\bkartta\b|\bkarttaa\b|\bkarta\b|\bkartor\b|\barkki|\bark\b|\bjuliste", "nb"),
    (r"kortti|kortt?a\b|\bkort\b", "no"),
    (r"\bpeli\b|\bspel\b|palapeli|nukke|esine", "nr"),
    (_VOLUME, "nc"),
]


def content(record: Record) -> str | None:
    """The code of 336 that the record's codes tell."""
    kind = record.leader[6:7]
    if kind == "g":
        moving = any(field.value[:1] in {"v", "m"} for field in record.all("007"))
        return "tdi" if moving or record.control("008")[33:34] in {"v", "m"} else None
    if kind == "m":
        return "cop" if record.control("008")[26:27] in {"b", "g"} else None
    if kind in {"a", "t"} and record.control("008")[23:24] == "f":
        return "tct"
    return _CONTENT.get(kind)


def media(record: Record) -> str | None:
    """The code of 337: by 007, by 338, by the form of the item, by 300."""
    for field in record.all("007"):
        if field.value[:1] in _MEDIA_007:
            return _MEDIA_007[field.value[0]]
    carrier_code = next((code for field in record.all("338") for code in field.all("b")), None)
    carrier_code = carrier_code or carrier(record)
    return _media_of(carrier_code) if carrier_code else _MEDIA_008.get(_form(record))


def carrier(record: Record) -> str | None:
    """The code of 338: by 007, by the form of the item, by what 300 and 245 $h say.

    None where the leader, 337 or a link says something else.
    """
    code = _by_007(record) or ("cr" if _form(record) == "o" else _by_words(record))
    return None if code and _spoken_against(code, record) else code


def _by_007(record: Record) -> str | None:
    codes = (_CARRIER_007.get(field.value[:2]) for field in record.all("007"))
    return next(filter(None, codes), None)


def _by_words(record: Record) -> str | None:
    extent = " ".join(_extent(record)).lower()
    return next((code for pattern, code in _WORDS if re.search(pattern, extent)), None)


def _spoken_against(code: str, record: Record) -> bool:
    kind = record.leader[6:7]
    media = {text for field in record.all("337") for text in field.all("b")}
    links = [
        field for field in record.all("856") if field.indicators[1:2] == "0" and not field.get("3")
    ]
    return (
        (code[0] in "sv" and kind in {"a", "t"})
        or (code == "nc" and kind in {"g", "i", "j"})
        or (bool(media) and _media_of(code) not in media)
        or (code == "nc" and any(field.get("u") for field in links))
    )


def _media_of(code: str) -> str:
    return "g" if code[0] == "m" else code[0]


def _form(record: Record) -> str:
    at = 29 if record.leader[6:7] in "efgkor" else 23
    return record.control("008")[at : at + 1]


def _extent(record: Record) -> Iterator[str]:
    for field in record.all("300"):
        yield from field.all("a")
    for field in record.all("245"):
        yield from field.all("h")


def _added(tag: str, derive: Callable[[Record], str | None]) -> Callable[[Place], None]:
    def add(place: Place) -> None:
        code = None if place.record.first(tag) else derive(place.record)
        text = carriers.term(tag, code, cataloguing_language(place)) if code else None
        if code and text:
            parts = [
                Subfield("a", text),
                Subfield("b", code),
                Subfield("2", carriers.SOURCES[tag]),
            ]
            place.record.add(Field(tag, "", "  ", parts))

    return add


@function
def add_content(place: Place) -> None:
    """Add 336 where the record's codes tell what it is."""
    _added("336", content)(place)


@function
def add_media(place: Place) -> None:
    """Add 337 where the record's codes tell it."""
    _added("337", media)(place)


@function
def add_carrier(place: Place) -> None:
    """Add 338 where the record's codes tell it."""
    _added("338", carrier)(place)


@function
def carrier_term(place: Place) -> None:
    """Write the term of the code in the language of cataloguing."""
    if not (place.field and place.subfield):
        return
    code = (place.field.get("b") or "").strip()
    text = carriers.term(place.field.tag, code, cataloguing_language(place))
    place.subfield.value = text or place.subfield.value


@function
def carrier_code(place: Place) -> None:
    """Add $b where the term tells it, and write the term as it is now."""
    if not place.field or place.field.get("b"):
        return
    tag, text = place.field.tag, place.field.get("a") or ""
    code = carriers.codes(tag).get(text.strip(" .").lower())
    new = carriers.term(tag, code, cataloguing_language(place)) if code else None
    if not (code and new):
        return
    at = next(n for n, subfield in enumerate(place.field.subfields) if subfield.code == "a")
    place.field.subfields[at].value = new
    place.field.subfields.insert(at + 1, Subfield("b", code))


@function
def carrier_source(place: Place) -> None:
    """Write $2 of 336–338 as it must be."""
    if not place.field:
        return
    right = carriers.SOURCES[place.field.tag]
    code = place.field.get("b")
    if code and not carriers.term(place.field.tag, code.strip(), "fin"):
        return  # a code of some other list
    sources = [subfield for subfield in place.field.subfields if subfield.code == "2"]
    for subfield in sources:
        subfield.value = right
    if not sources:
        at = [n for n, subfield in enumerate(place.field.subfields) if subfield.code in "ab"]
        place.field.subfields.insert(at[-1] + 1 if at else 0, Subfield("2", right))


@function
def form_online(place: Place) -> None:
    """Write o as the form of item in 008: position 29 for maps and visual materials, else 23."""
    at = 29 if place.record.leader[6:7] in "efgk" else 23
    for field in place.record.all("008"):
        if len(field.value) > at:
            field.value = field.value[:at] + "o" + field.value[at + 1 :]


@function
def without_medium(place: Place) -> None:
    """Take $h out of the title; a mark after it goes to the subfield before it."""
    if not place.field:
        return
    subfields: list[Subfield] = []
    for subfield in place.field.subfields:
        if subfield.code != "h":
            subfields.append(subfield)
        elif subfields and (mark := re.search(r"((?<!\s)\s*[:;=/.]|,)\s*$", subfield.value)):
            subfields[-1].value = subfields[-1].value.rstrip(" :;=/.,") + mark[1]
    place.field.subfields = subfields
