"""The content, media and carrier types (336–338) that the rest of a record tells, by their codes.

Nothing is told where the record is silent, where two of its parts speak against each other, or
where a word may mean several things: then somebody must look.
"""

import re
from collections.abc import Iterable
from typing import Final

from kimppa.marc.definition.carriers import codes, terms
from kimppa.marc.definition.carrierwords import Carrier, carriers_in, media_of
from kimppa.marc.record import Record

_CONTENT: Final = {"a": "txt", "t": "txt", "c": "ntm", "d": "ntm", "e": "cri", "f": "cri",
                   "j": "prm", "k": "sti", "r": "tdf"}  # fmt: skip
_TACTILE: Final = {"txt": "tct", "ntm": "tcm", "cri": "crt", "sti": "tci", "tdf": "tcf"}
_TOUCHED: Final = re.compile(
    r"\b(?:pistekirj|kosketel|kosketta|taktiil|taktil|tactile|punktskrift|braille)",
    re.IGNORECASE,
)
_VISUAL: Final = {"v": "tdi", "m": "tdi", "s": "sti", "t": "sti", "f": "sti"}  # 008/33
_MOVING: Final = {"v", "m"}  # 007/00
_COMPUTER: Final = {"a": "cod", "b": "cop", "d": "txt", "g": "cop", "h": "snd"}  # 008/26
_SPEECH: Final = set("abcdefghijklmopt")  # 008/30: what a recording that is not music reads aloud
_SOUNDS: Final = "s"

_MEDIA_007: Final = {"s": "s", "v": "v", "c": "c", "h": "h", "g": "g", "m": "g", "t": "n",
                     "a": "n", "q": "n", "k": "n", "d": "n", "f": "n"}  # fmt: skip
_MEDIA_008: Final = {"o": "c", "s": "c", "q": "c", "a": "h", "b": "h", "c": "h"}
_READ_ON: Final = {"c", "h"}  # media of texts that are read on a device
_CARRIER_008: Final = {"o": "cr", "b": "he", "c": "hg"}
# 007/00–01 is the code of 338 but for these.
_CARRIER_007: Final = {"sr": "cr", "co": "cd", "cj": "cd", "cm": "cd", "go": "gf"}
_SAME_007: Final = {"s": "bdegiqstw", "v": "cdfr", "c": "abcdefhkr", "h": "abcdefghj",
                    "g": "cdfst", "m": "cfor"}  # fmt: skip
# Media types of which a record of the leader type has one; any for types that are not carriers_in.
_POSSIBLE: Final = {"a": "nhc", "t": "nhc", "c": "nhc", "d": "nhc", "e": "nhc", "f": "nhc",
                    "i": "sc", "j": "sc", "g": "vgc", "m": "c", "k": "nghc"}  # fmt: skip
_SEVERAL: Final = re.compile(r"\s\+(?:\s|$)|\s(?:ja|sekä|och|samt|and)\s")
_ASIDE: Final = re.compile(r"\([^()]{0,999}\)")
# What 245 $h says in the words of AACR2, ISBD and Finnish practice beside the names of carriers.
_DESIGNATIONS: Final = tuple(
    (re.compile(words), kinds)
    for words, kinds in (
        (r"ääni(?:te|kirja)|ljud(?:upptagning|bok)|talbok|sound recording|audiobook", "s"),
        (r"video|elokuva|\bfilm", "vgc"),
        (r"kuultokuva|projic|transparency|slide", "gn"),
        (r"nuotti|musiktryck|notated|\bteksti|\btext\b|käsikirjoitus|manuscript", "nch"),
        (r"\bkuva|graafi|grafi|\bpicture|\bbild|kartogra|cartogra", "ngc"),
    )
)
_UNSPECIFIC: Final = {"", "x", "z"}
_FEW: Final = 4  # pages that may be those of a sheet
_OBJECTS: Final = set("gwrqd")  # 008/33: games, toys, realia, models, dioramas


def contents(record: Record) -> list[str]:
    """The codes of 336; none in a record that contradicts its leader."""
    code = None if is_contradictory(record) else _content(record)
    return [code] if code else []


def media(record: Record) -> list[str]:
    """The codes of 337: by 338 or the carriers; else what words, 007 and 008 say alike."""
    carrier_codes = _codes_of_tag(record, "338") or carriers(record)
    if carrier_codes:
        kinds = _once(map(media_of, carrier_codes))
        return [] if _is_denied(record, set(kinds)) else kinds
    coded = {_MEDIA_007[code[:1]] for code in _codes_007(record) if code[:1] in _MEDIA_007}
    form = _MEDIA_008.get(_form(record))
    claims = [_media_of_words(record), coded, {form} if form else set()]
    sources = [kinds for kinds in claims if kinds]
    is_same = len(sources) > 0 and all(kinds == sources[0] for kinds in sources)
    kinds = sorted(sources[0]) if is_same and len(sources[0]) == 1 else []
    return kinds if all(kinds) and not _is_denied(record, set(kinds)) else []


def is_contradictory(record: Record) -> bool:
    """Whether 007, 300, 337, 338 or 245 $h tell of media that no record of its type (LDR/06) has.

    >>> from kimppa.marc.record import parse
    >>> is_contradictory(parse("LDR    00000nam a2200000 i 4500\\n007    sd fsngnnmmned"))
    True
    """
    coded = {_MEDIA_007[code[:1]] for code in _codes_007(record) if code[:1] in _MEDIA_007}
    typed = {media_of(code) for code in _codes_of_tag(record, "338")}
    sources = [coded, typed, set(_codes_of_tag(record, "337")), _media_of_words(record)]
    designated = [_designated(text) for text in _designations(record)]
    return any(
        bool(kinds - _UNSPECIFIC) and "" not in kinds and not _is_possible(record, kinds)
        for kinds in (*sources, *designated)
    )


def is_designated(record: Record) -> bool:
    """Whether the designations of the title (245 $h) name media that 338 has too."""
    kinds = {media_of(code) for code in _codes_of_tag(record, "338")}
    return all(_designated(text) & kinds for text in _designations(record))


def _is_denied(record: Record, kinds: set[str]) -> bool:
    """Whether the leader, 245 $h, 533, 007 or a link speaks against these media."""
    designated = [_designated(text) for text in _designations(record)]
    copied = {carrier.media for carrier in _copied(record)} - {""}
    coded = {_MEDIA_007[code[:1]] for code in _codes_007(record) if code[:1] in _MEDIA_007}
    form = _MEDIA_008.get(_form(record))
    return (
        not _is_possible(record, kinds)
        or any(not of_title & kinds for of_title in designated)
        or any(bool(media_types) and not media_types & kinds for media_types in (copied, coded))
        or (form is not None and form not in kinds)
        or (kinds == {"n"} and _is_online(record))
    )


def _media_of_words(record: Record) -> set[str]:
    return {carrier.media for part in _described(record) for carrier in part}


def _designations(record: Record) -> list[str]:
    """The general material designations of the title (245 $h)."""
    return [text for field in record.all("245") for text in field.all("h")]


def _designated(text: str) -> set[str]:
    """The media that a designation may mean; none for a word that is not known."""
    kinds = {carrier.media for carrier in carriers_in(text)}
    if kinds:
        return set("sv") if kinds == {""} else kinds - {""}
    bare = text.casefold()
    return next((set(letters) for words, letters in _DESIGNATIONS if words.search(bare)), set())


def carriers(record: Record) -> list[str]:
    """The codes of 338: what 300, 245 $h, 007 and 008 say, none of them against another."""
    parts = _described(record)
    words = [[carrier.code(_type(record)) for carrier in part] for part in parts]
    if len(words) > 1 and not all(words):
        return []
    carrier_codes = _once(code for part in words for code in part) or _silent(record)
    if all(carrier.name == "pages" for part in parts for carrier in part):
        carrier_codes = (
            _paged(record) or carrier_codes
        )  # what has pages may be a file or a microform
    return (
        carrier_codes
        if carrier_codes and all(carrier_codes) and _is_agreed(record, carrier_codes)
        else []
    )


def _paged(record: Record) -> list[str]:
    """The carriers of a text on a device, by 007 or the form of item."""
    coded = [code for code in map(_carrier_007, _codes_007(record)) if code[:1] in _READ_ON]
    form = _CARRIER_008.get(_form(record))
    return _once(coded) or ([form] if form else [])


def _content(record: Record) -> str | None:
    kind, text = _type(record), record.control("008")
    if kind == "g":
        moving = any(code[:1] in _MOVING for code in _codes_007(record))
        return "tdi" if moving else _VISUAL.get(text[33:34])
    if kind == "m":
        return _COMPUTER.get(text[26:27])
    if kind == "i":
        return _speech_or_sounds(text)
    code = _CONTENT.get(kind)
    if code == "cri" and _is_globe(record):
        code = "crf"
    if _form(record) == "f" or any(code_007[:1] == "f" for code_007 in _codes_007(record)):
        return _TACTILE.get(code or "")
    if _says_tactile(record, "a"):
        return _TACTILE.get(code or "") if _form(record) in {"", "|"} else None
    return None if _says_tactile(record, "be") else code


def _says_tactile(record: Record, subfields: str) -> bool:
    texts = (text for field in record.all("300") for code in subfields for text in field.all(code))
    return any(_TOUCHED.search(text) for text in texts)


def _speech_or_sounds(text: str) -> str | None:
    """What a recording that is not music holds, by its kinds of text and its language."""
    if text[30:31] == _SOUNDS:
        return "snd"
    language = text[35:38]
    has_language = language.isalpha() and language not in {"zxx", "und"}
    return "spw" if has_language or text[30:31] in _SPEECH else None


def _is_globe(record: Record) -> bool:
    return record.control("008")[25:26] == "d" or any(
        code[:1] == "d" for code in _codes_007(record)
    )


def _type(record: Record) -> str:
    return record.leader[6:7]


def _form(record: Record) -> str:
    """The form of item: " " is one that needs no device, "" and "|" are not told."""
    position = 29 if _type(record) in "efgkor" else 23
    return record.control("008")[position : position + 1]


def _codes_007(record: Record) -> list[str]:
    """007/00–01 of the thing itself, without those of what comes with it (300 $e)."""
    media_beside = {
        carrier.media
        for field in record.all("300")
        for text in field.all("e")
        for carrier in carriers_in(text)
    }
    codes = [field.value[:2] for field in record.all("007")]
    return [code for code in codes if _MEDIA_007.get(code[:1]) not in media_beside]


def _carrier_007(code: str) -> str:
    is_same = code[1:2] in _SAME_007.get(code[:1], "") and len(code) > 1
    return _CARRIER_007.get(code, code if is_same else "")


def _codes_of_tag(record: Record, tag: str) -> list[str]:
    """The codes that the record has already, by its terms where it has terms only."""
    coded = [code for field in record.all(tag) for code in field.all("b") if code in terms(tag)]
    names = [text.strip(" .").lower() for field in record.all(tag) for text in field.all("a")]
    return coded or [content for name in names if (content := codes(tag).get(name))]


def _described(record: Record) -> list[list[Carrier]]:
    """The carriers that 300 $a names, part by part; those of 245 $h where it names none."""
    extents = [text for field in record.all("300") for text in field.all("a")]
    parts = [part for text in extents for part in _SEVERAL.split(_ASIDE.sub("", text))]
    mains = [_main(part) for part in parts if any(map(str.isalpha, part))]
    return mains if any(mains) else [title_carriers] if (title_carriers := _titled(record)) else []


def _titled(record: Record) -> list[Carrier]:
    texts = (text for field in record.all("245") for text in field.all("h"))
    return [carrier for text in texts for carrier in carriers_in(text)]


def _copied(record: Record) -> list[Carrier]:
    """What a reproduction (533) is, whose original 300 may describe."""
    texts = (text for field in record.all("533") for text in field.all("a"))
    return [carrier for text in texts for carrier in carriers_in(text)]


def _main(part: str) -> list[Carrier]:
    """What a part of the extent says the thing is: the device's before pages and other units."""
    all_named = list(carriers_in(part))
    on_device = [carrier for carrier in all_named if carrier.media != "n"]
    if on_device or not all_named:
        return on_device
    numbers = [int(number) for number in re.findall(r"\d{1,9}", part)]
    leaflet = all_named[0].name == "pages" and max(numbers, default=0) <= _FEW
    return [] if leaflet else all_named[:1]


def _silent(record: Record) -> list[str]:
    """The carriers where no word tells them."""
    kind, coded = _type(record), _once(filter(None, map(_carrier_007, _codes_007(record))))
    if kind in {"o", "p"}:
        return []
    if kind == "r" and not coded and record.first("300") is None:
        return ["nr"] if record.control("008")[33:34] in _OBJECTS else []
    return coded


def _is_agreed(record: Record, carrier_codes: list[str]) -> bool:
    kinds = {media_of(code) for code in carrier_codes}
    coded_media = _codes_of_tag(record, "337")
    return (
        not _is_denied(record, kinds)
        and (not coded_media or kinds <= set(coded_media))
        and not (_form(record) == " " and _type(record) != "m" and kinds & _READ_ON)
        and _is_coded(record, carrier_codes, kinds)
    )


def _is_possible(record: Record, kinds: set[str]) -> bool:
    possible = _POSSIBLE.get(_type(record))
    return possible is None or bool(kinds & set(possible))


def _is_coded(record: Record, carrier_codes: list[str], kinds: set[str]) -> bool:
    """Whether 007 is silent, or one is of these media and all of these are of these carriers."""
    coded = [
        (_MEDIA_007[code[:1]], _carrier_007(code))
        for code in _codes_007(record)
        if code[:1] in _MEDIA_007
    ]
    carriers_of_media = [carrier for kind, carrier in coded if kind in kinds]
    return not coded or (
        bool(carriers_of_media)
        and all(not code or code in carrier_codes for code in carriers_of_media)
    )


def _is_online(record: Record) -> bool:
    links = (field for field in record.all("856") if field.indicators[1:2] == "0")
    return any(field.get("u") and not field.get("3") for field in links)


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
