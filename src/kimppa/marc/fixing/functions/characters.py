"""Letters with diacritics as Finnish cataloguing writes them."""

import html
import re
import unicodedata

from kimppa.marc.fixing.functions.fields import count_characters
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Record

_OTHER_LETTERS = re.compile("(?![åäöÅÄÖ])[\u00c0-\u024f\u1e00-\u1eff]")  # Latin letters
_OURS = re.compile("[aAoO]\u0308|[aA]\u030a")
_ALONE = re.compile(r"(?:^|\s)[\u0300-\u036f]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ESCAPE = "\x1b"
_ENTITY = re.compile(r"&#?\w+;")
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
        original_text, text_before = holder.value, ""
        while text_before != holder.value:
            text_before = holder.value
            holder.value = _PAIR.sub(_utf8, _RUN.sub(_utf8, text_before))
        if _ALONE.search(holder.value) and not _ALONE.search(original_text):
            holder.value = original_text
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


_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_BREAKS = re.compile(r" ?</?(?:br|p) ?/?> ?")
_LOOKS = re.compile(r"</?(?:i|b|em|strong)>")
# What speaks of the code of web pages itself, where an &amp; or a <br> may be meant as it stands.
_OF_THE_WEB = re.compile(
    r"html|\bxml|sgml|\bcss|javascript|markup|merkintäkiel|märkspråk|märkordsspråk|"
    r"\btag(?:i|it|s|g|gar|ar)?\b|verkkosivu|www-sivu|webbsid|web ?pages?\b",
    re.IGNORECASE,
)


@function
def read_markup(place: Place) -> None:
    """Write `&amp;` as &, in notes a line break as a space, and leave out other marks of HTML.

    Nothing is done in a record about web pages, or where a tag may be what the text is about: in
    titles and headings, among tags that no form writes, beside a hyphen, or written as `&lt;`.
    """
    if _is_of_the_web(place.record):
        return
    is_note = place.field is not None and place.field.tag.startswith("5")
    for holder in place.texts(None, ""):
        text = _LOOKS.sub("", _BREAKS.sub(" ", holder.value)) if is_note else holder.value
        while (read := html.unescape(text)) != text:
            text = read
        hyphened = re.search(r">-\w|>- ", holder.value)
        if not _TAG.search(text) and not hyphened:
            holder.value = text.replace("\xa0", " ").strip()


def _is_of_the_web(record: Record) -> bool:
    """Whether a record's subjects or titles are about the code of web pages."""
    texts = (
        _ENTITY.sub(" ", part.value)
        for field in record.fields
        for part in field.subfields
        if field.tag[:1] in "256" and part.code != "u"
    )
    return any(_OF_THE_WEB.search(_TAG.sub(" ", text)) for text in texts)
