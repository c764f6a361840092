"""Letters with diacritics as Finnish cataloguing writes them."""

import html
import re
import unicodedata

from kimppa.marc.fixing.functions.fields import count_characters
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place

_OTHER_LETTERS = re.compile("(?![åäöÅÄÖ])[\u00c0-\u024f\u1e00-\u1eff]")  # Latin letters
_OURS = re.compile("[aAoO]\u0308|[aA]\u030a")
_ALONE = re.compile(r"(?:^|\s)[\u0300-\u036f]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ESCAPE = "\x1b"
_LEFT_OUT = re.compile("\x98([^\x98\x9c]{1,9}\x9c ?)")  # in sorting


@function
def compose_ours(place: Place) -> None:
    """Write å, ä and ö as one character each."""
    for holder in place.texts(None, ""):
        holder.value = _OURS.sub(lambda match: unicodedata.normalize("NFC", match[0]), holder.value)


@function
def decompose_others(place: Place) -> None:
    """Write other letters with diacritics as a letter and its combining mark."""
    for holder in place.texts(None, ""):
        holder.value = _OTHER_LETTERS.sub(
            lambda match: unicodedata.normalize("NFD", match[0]), holder.value
        )


@function
def compose_all(place: Place) -> None:
    """Write every letter with its diacritic as one character, where there is one."""
    for holder in place.texts(None, ""):
        holder.value = unicodedata.normalize("NFC", holder.value)


@function
def read_again_as_utf8(place: Place) -> None:
    """Mend letters that were UTF-8 and were read as Latin-1 or Windows-1252, perhaps twice."""
    for holder in place.texts(None, ""):
        first, before = holder.value, ""
        while before != holder.value:
            before = holder.value
            holder.value = _PAIR.sub(_utf8, _RUN.sub(_utf8, before))
        if _ALONE.search(holder.value) and not _ALONE.search(first):
            holder.value = first
    compose_ours(place)


_LATIN = "\u0080-\u00ff„…–‘’“”•˜™š›œžŸŒŠ€"
_RUN = re.compile(f"[{_LATIN}]{{2,}}")
_PAIR = re.compile(f"[ÂÃ][{_LATIN}]")


def _utf8(match: re.Match[str]) -> str:
    for encoding in ("latin-1", "cp1252"):
        try:
            return match[0].encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return match[0]


@function
def without_controls(place: Place) -> None:
    """Take out control characters; what two of them leave out in sorting, the indicator does."""
    for holder in place.texts(None, ""):
        if _ESCAPE in holder.value:
            continue  # MARC-8: what follows is raised, lowered or Greek
        match = _LEFT_OUT.match(holder.value)
        holder.value = _CONTROLS.sub("", holder.value)
        if match and place.field and place.subfield and place.subfield.code == "a":
            count_characters(place.field, len(_CONTROLS.sub("", match[1])))


@function
def read_markup(place: Place) -> None:
    """Write `&amp;` as &, a line break as a space, and leave out the other marks of HTML."""
    for holder in place.texts(None, ""):
        text = re.sub(r" ?</?(?:br|p) ?/?> ?", " ", holder.value)
        text = re.sub(r"</?(?:i|b|em|strong)>", "", text)
        while (read := html.unescape(text)) != text:
            text = read
        holder.value = text.replace("\xa0", " ").strip()
