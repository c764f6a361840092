"""What Finna's index makes of a record: its format, and whether it is shown as (freely) online."""

import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from kimppa.marc.record import Field, Record

# Where the word "Daisy" (or "Celia" as the label) makes a talking book.
_DAISY: Final = [("020", "q", "daisy"), ("028", "b", "celia"), ("245", "b", "daisy-äänikirja"),
                 ("300", "a", "daisy")]  # fmt: skip
_SPEECH_TERMS: Final = {"puhe", "tal"}
_TALKING_BOOKS: Final = {"äänikirjat", "ljudböcker"}
OVERRIDE_SPOKEN: Final = {"3": "NonmusicalCD", "t": "NonmusicalRecording"}  # Helmet's 977 $a


@cache
def _facts() -> dict[str, Any]:
    path = Path(__file__).with_name("formats.toml")
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    facts["thesis"] = {word: name for name, words in facts["thesis"].items() for word in words}
    return facts


def finna_format(record: Record) -> str:
    """The format by Finna's rules, "Other" when nothing tells."""
    return (
        _before_codes(record)
        or _thesis(record)
        or _game(record)
        or _by_007(record)
        or str(_facts()["type"].get(record.leader[6:7].lower(), ""))
        or _by_level(record)
    )


def _texts(record: Record, tag: str, codes: str) -> Iterator[str]:
    return (text for field in record.all(tag) for text in field.all(codes))


def _before_codes(record: Record) -> str:
    """What the index asks before the codes of the format: Daisy, OverDrive, 977, databases."""
    if record.control("008")[22:23] == "f" and any(
        text.lower() == "daisy" for text in _texts(record, "347", "b")
    ):
        return "AudioBookDaisy"
    for tag, code, sign in _DAISY:
        if any(sign in text.lower() for text in _texts(record, tag, code)):
            return "AudioBookDaisy"
    if any(text.lower() == "eaudiobook" for text in _texts(record, "380", "a")):
        return "AudioBookOverDrive"
    own = next(_texts(record, "977", "a"), "")
    if own:
        return OVERRIDE_SPOKEN[own] if own in OVERRIDE_SPOKEN and _is_speech(record) else own
    return "Database" if is_database(record) else ""


def _is_speech(record: Record) -> bool:
    return (
        any(text.lower() in _SPEECH_TERMS for text in _texts(record, "336", "a"))
        or any(text.lower() == "spw" for text in _texts(record, "336", "b"))
        or any(text.lower() in _TALKING_BOOKS for text in _texts(record, "655", "a"))
    )


def is_database(record: Record) -> bool:
    """Whether 886 says so: first indicator 2, $2 local, $a aineistotyyppi, $c tietokanta."""
    return any(
        field.indicators[:1] == "2"
        and (field.get("2"), field.get("a"), field.get("c"))
        == ("local", "aineistotyyppi", "tietokanta")
        for field in record.all("886")
    )


def _thesis(record: Record) -> str:
    if record.first("502"):
        return "Dissertation"
    notes = [*_texts(record, "509", "a")] or [*_texts(record, "920", "a")]
    names: dict[str, str] = _facts()["thesis"]
    for text in notes:
        name = names.get(plain_words(unicodedata.normalize("NFKC", text)))
        if name:
            return name
    return "Thesis" if notes else ""


def _game(record: Record) -> str:
    genres = {text.lower() for text in _texts(record, "655", "a")}
    kind, codes = record.leader[6:7], record.control("008")
    if kind == "r" and (codes[33:34] == "g" or "lautapelit" in genres):
        return "BoardGame"
    return "VideoGame" if kind == "m" and (codes[26:27] == "g" or "videopelit" in genres) else ""


def _by_007(record: Record) -> str:
    """The first 007 that decides. "cr" does not, but makes a later sound or video online."""
    names: dict[str, str] = _facts()["category"]
    kind, online = record.leader[6:7], False
    for field in record.all("007"):
        code = field.value.lower()
        if code[:2] == "cr":
            online = True
        elif code[:1] == "s":
            return _sound_format(code, kind, online)
        elif code[:1] == "v":
            return _video(code, online)
        else:
            name = names.get(code[:2]) or names.get(code[:1] + "*")
            if name:
                return name
    return ""


def _sound_format(code: str, kind: str, online: bool) -> str:
    """Sound by 007/01, 06 (size), 10 (material), 13 (technique); spoken when LDR/06 is i."""
    speech = kind == "i"
    if code[1:2] == "d":
        compact = code[13:14] == "d" or (code[6:7] == "g" and code[10:11] == "m")
        name = "CD" if compact else ("Disc" if speech else "SoundDisc")
        return ("Nonmusical" if speech else "") + name
    if code[1:2] == "s":
        return "NonmusicalCassette" if speech else "SoundCassette"
    if code[1:2] == "r":
        return "NonmusicalRecordingOnline" if speech else "SoundRecordingOnline"
    if speech:
        return "NonmusicalRecording"
    return "MusicRecording" if kind == "j" else "SoundRecording" + ("Online" if online else "")


def _video(code: str, online: bool) -> str:
    """Video by 007/04, then 01; an unspecified one (z) after "cr" is online."""
    disc = {"s": "BluRay", "v": "DVD"}.get(code[4:5])
    if disc:
        return disc
    if code[1:2] == "z" and online:
        return "OnlineVideo"
    names: dict[str, str] = _facts()["category"]
    return names.get(code[:2], names["v*"])


def _by_level(record: Record) -> str:
    codes = record.control("008")
    online = codes[23:24] == "o" or any(
        field.value[:2].lower() == "cr" for field in record.all("007")
    )
    level = record.leader[7:8].lower()
    facts = _facts()
    if level == "s":
        pair = facts["serial"].get(codes[21:22].lower(), facts["serial"]["*"])
    else:
        pair = facts["level"].get(level, ("Other", "Other"))
    return str(pair[1 if online else 0])


LICENSED: Final = "online access with authorization"


def plain_words(text: str) -> str:
    """Small letters without punctuation at the end.

    >>> plain("Online access with authorization.")
    'online access with authorization'
    """
    return text.strip().rstrip(" /:;,=([.").lower()


def is_online_link(field: Field) -> bool:
    """Whether an 856 makes a record online: second indicator 0 or 1, an address, no $3."""
    url = (field.get("u") or "").strip()
    return (
        field.tag == "856"
        and field.indicators[1:2] in {"0", "1"}
        and ("." in url or url.lower().startswith(("http://", "https://")))
        and not field.get("3")
    )


# Source: NatLibFi's wiki "Verkossa saatavilla oleva aineisto" and the index's rules. What a record
# lacks for it is told by the rules of the families e-resources and finna.
def is_online(record: Record) -> bool:
    """Whether the record is "available online": a link, or the carrier cr in 338."""
    carriers = {text.strip() for field in record.all("338") for text in field.all("b")}
    return "cr" in carriers or any(map(is_online_link, record.all("856")))


def is_licensed(record: Record) -> bool:
    """Whether 506 $f says that access needs a licence; case and punctuation do not matter."""
    return any(
        plain_words(text) == LICENSED for field in record.all("506") for text in field.all("f")
    )


def is_free_online(record: Record) -> bool:
    """Whether Finna shows the record as freely online: online, and not said to be licensed."""
    return is_online(record) and not is_licensed(record)
