"""What a record's material comes as: print, e-book, DVD, Blu-ray, CD, LP, Daisy …

Sources: MARC 21 Bibliographic 007 (sound, video, electronic, text), 008/23 and 29 (form of
item), RDA carrier codes in 338 $b; the Daisy signs are those that Finna's index knows. Where the
codes are silent, the words of 300, 347, 538, 250, 020 $q and 245 $h decide.
"""

import re
from typing import Final

from kimppa.marc.record import Record

MATERIALS: Final = {
    "a": "text", "t": "manuscript", "c": "score", "d": "manuscript-score", "e": "map",
    "f": "manuscript-map", "g": "film", "i": "speech", "j": "music", "k": "picture",
    "m": "computer", "o": "kit", "p": "kit", "r": "object",
}  # fmt: skip
"""LDR/06 → what the material is."""

_ONLINE: Final = {"text": "e-book", "speech": "online-speech", "music": "online-music",
                  "film": "online-film"}  # fmt: skip
# Each: carrier, expression over the small letters of the descriptive subfields, in this order.
_WORDS: Final = [
    (carrier, re.compile(pattern))
    for carrier, pattern in [
        ("uhd", r"\bultra hd\b|\buhd\b|\b4k\b"),
        ("blu-ray", r"blu[- ]?ray"),
        ("dvd", r"\bdvd\b|dvd-"),
        ("vhs", r"\bvhs\b|videokasett|videocassette|videokassett"),
        ("mp3", r"\bmp3\b|mp3-"),
        ("lp", r"\blp\b|lp-|vinyl|33 1/3 ?rpm|33 ?1/3 ?r/min|analog"),
        ("cassette", r"c-kasett|äänikasett|sound cassette|audiocassette|ljudkassett|\bkassett"),
        ("cd-rom", r"cd-rom"),
        ("cd", r"\bcd\b|cd-|compact disc|(?s:\A(?>.*?(?:audio|sound) disc).*4 3/4 in)"),
        ("cd", r"(?s:\A(?>.*?digital).*4 3/4)"),
    ]
]
_LARGE: Final = re.compile(
    r"isoteksti|isotekst|isokirjai|suuraakkos|suurteksti|large print|large type|storstil|stor stil"
)
_NET: Final = re.compile(
    r"verkkoaineisto|nätresurs|onlineresurs|online resource|online-ressource|elektronische resso"
    r"|electronic resource|elektroninen aineisto|e-kirja|e-bok\b|epub|\bpdf\b"
)
_DAISY: Final = re.compile(r"daisy")
_VIDEO: Final = {"s": "blu-ray", "v": "dvd", "b": "vhs"}  # 007/04
_SOUND_KINDS: Final = {"speech", "music"}


def material(record: Record) -> str:
    """What LDR/06 says the material is; "" when it says nothing."""
    return MATERIALS.get(record.leader[6:7], "")


def carrier(record: Record) -> str:
    """What the material comes as; "" when the record does not tell."""
    kind = material(record)
    description = _description(record)
    codes = [field.value for field in record.all("007")]
    if _is_daisy(record):
        return "daisy"
    return (
        _readable(record, kind, codes, description)
        or (_ONLINE.get(kind, "online") if _is_online(record, codes, description) else "")
        or next(filter(None, (_coded(code) for code in codes)), "")
        or _by_words(kind, description)
        or ("print" if kind == "text" else "")
    )


def _description(record: Record) -> str:
    """The words that describe the carrier, in small letters."""
    texts = []
    for field in record.all("020", "245", "250", "300", "340", "347", "538"):
        codes = {"020": "aq", "245": "h", "250": "a", "300": "abc", "340": "an"}.get(
            field.tag, "ab"
        )
        texts += field.all(codes)
    return " ; ".join(texts).lower()


def _is_daisy(record: Record) -> bool:
    signs = {"020": "q", "245": "b", "300": "a", "347": "b", "028": "b"}
    return any(
        _DAISY.search(text.lower()) or (field.tag == "028" and "celia" in text.lower())
        for field in record.all(*signs)
        for text in field.all(signs[field.tag])
    )


def _form(record: Record, kind: str) -> str:
    """The form of item: 008/23, or 29 of maps, pictures and films."""
    place = 29 if kind in {"map", "manuscript-map", "film", "picture", "object"} else 23
    return record.control("008")[place : place + 1]


def _readable(record: Record, kind: str, codes: list[str], description: str) -> str:
    """Forms of text that another reader needs: braille, large print, microform."""
    form = _form(record, kind)
    if form == "f" or any(code[:2] in {"tc", "fb"} for code in codes):
        return "braille"
    genres = " ".join(text for field in record.all("655") for text in field.all("a")).lower()
    if form == "d" or "tb" in {code[:2] for code in codes} or _LARGE.search(description + genres):
        return "large-print"
    microform = form in {"a", "b", "c"} and kind in {"text", "map"}
    return "microform" if microform or any(code[:1] == "h" for code in codes) else ""


def _is_online(record: Record, codes: list[str], description: str) -> bool:
    carriers = {text for field in record.all("338") for text in field.all("b")}
    form = _form(record, material(record))
    return (
        form == "o"
        or "cr" in carriers
        or any(code[:2] in {"cr", "sr", "vr"} and code[:2] != "vr" for code in codes)
        or bool(_NET.search(description))
    )


def _coded(code: str) -> str:
    """What one 007 says of sound and video; "" for other categories and for silence."""
    if code[:1] == "v":
        return _VIDEO.get(code[4:5], "vhs" if code[1:2] == "f" else "")
    if code[:2] == "ss":
        return "cassette"
    if code[:2] == "sd":
        if code[3:4] == "f" or code[6:7] == "g":
            return "cd"
        return "lp" if code[3:4] in set("abcde") or code[6:7] in set("cde") else ""
    return "cd-rom" if code[:2] in {"co", "cm"} else ""


def _by_words(kind: str, description: str) -> str:
    if kind in _SOUND_KINDS | {"film", "computer", "kit"}:
        return next((carrier for carrier, words in _WORDS if words.search(description)), "")
    return ""
