"""Letters with diacritics as Finnish cataloguing writes them."""

import html
import re
import unicodedata

from kimppa.marc.fixing.functions.filing import count_characters
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place

_OTHERS = re.compile("(?![åäöÅÄÖ])[\u00c0-\u024f\u1e00-\u1eff]")  # Latin letters
_OURS = re.compile("[aAoO]\u0308|[aA]\u030a")
_ALONE = re.compile(r"(?:^|\s)[\u0300-\u036f]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LEFT_OUT = re.compile("\x98([^\x98\x9c]{1,9}\x9c ?)")  # in sorting


@function
def compose_ours(place: Place) -> None:
    """Write å, ä and ö as one character each."""
    for one in place.texts(None, ""):
        one.value = _OURS.sub(lambda found: unicodedata.normalize("NFC", found[0]), one.value)


@function
def decompose_others(place: Place) -> None:
    """Write other letters with diacritics as a letter and its combining mark."""
    for one in place.texts(None, ""):
        one.value = _OTHERS.sub(lambda found: unicodedata.normalize("NFD", found[0]), one.value)


@function
def compose_all(place: Place) -> None:
    """Write every letter with its diacritic as one character, where there is one."""
    for one in place.texts(None, ""):
        one.value = unicodedata.normalize("NFC", one.value)


@function
def read_again_as_utf8(place: Place) -> None:
    """Mend letters that were UTF-8 and were read as Latin-1 or Windows-1252, perhaps twice."""
    for one in place.texts(None, ""):
        first, before = one.value, ""
        while before != one.value:
            before = one.value
            one.value = _PAIR.sub(_utf8, _RUN.sub(_utf8, before))
        if _ALONE.search(one.value) and not _ALONE.search(first):
            one.value = first
    compose_ours(place)


_LATIN = "\u0080-\u00ff„…–‘’“”•˜™š›œžŸŒŠ€"
_RUN = re.compile(f"[{_LATIN}]{{2,}}")
_PAIR = re.compile(f"[ÂÃ][{_LATIN}]")


def _utf8(found: re.Match[str]) -> str:
    for encoding in ("latin-1", "cp1252"):
        try:
            return found[0].encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return found[0]


@function
def without_controls(place: Place) -> None:
    """Take out control characters; what two of them leave out in sorting, the indicator does."""
    for one in place.texts(None, ""):
        found = _LEFT_OUT.match(one.value)
        one.value = _CONTROLS.sub("", one.value)
        if found and place.field and place.subfield and place.subfield.code == "a":
            count_characters(place.field, len(_CONTROLS.sub("", found[1])))


@function
def read_markup(place: Place) -> None:
    """Write `&amp;` as &, a line break as a space, and leave out the other marks of HTML."""
    for one in place.texts(None, ""):
        text = re.sub(r" ?</?(?:br|p) ?/?> ?", " ", one.value)
        text = re.sub(r"</?(?:i|b|em|strong)>", "", text)
        while (read := html.unescape(text)) != text:
            text = read
        one.value = text.replace("\xa0", " ").strip()
