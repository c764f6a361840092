"""Letters that were broken on the way to a text: by copying, a wrong encoding or a scan. Pure.

A text that reads well stays as it is, but for composed letters (NFC), plain spaces, and soft
hyphens and other signs without width, which nobody sees. Lines stay as many as they were.
"""

import re
import unicodedata
from collections.abc import Sequence

_LETTERS = "åäöÅÄÖ"
_SIGNS = "éÉèüÜ§°–—‘’“”•…€½·\u00a0\u00ad"
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2007", " "),
        **dict.fromkeys("\u200b\u2060\ufeff"),
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    }
)  # fmt: skip
_SOFT_HYPHEN = re.compile(r"(?<=\w)\u00ad(?=\w)")
_PARTED = "\n\x1f\n"


def repair(text: str) -> str:
    """The text with its letters mended."""
    text = _UTF8.sub(lambda match: _UTF8_OF[match[0]], text)
    text = _from_other_encoding(text)
    text = _with_dots_on_letters(text).translate(_PLAIN)
    text = _SOFT_HYPHEN.sub("", unicodedata.normalize("NFC", text))
    return _from_scan(text)


def repair_each(texts: Sequence[str]) -> list[str]:
    """Texts of one paper, mended by what is seen in all of them."""
    return repair(_PARTED.join(texts)).split(_PARTED) if texts else []


def _read_as(content: bytes, encoding: str) -> str:
    """Bytes read by an encoding; those that it does not know by their number."""
    letters = (bytes([byte]).decode(encoding, "replace") for byte in content)
    return "".join(
        chr(byte) if letter == "\ufffd" else letter
        for byte, letter in zip(content, letters, strict=True)
    )


def _utf8_images() -> dict[str, str]:
    """What letters look like when their UTF-8 is read by an eight-bit encoding."""
    return {
        _read_as(letter.encode(), encoding): letter
        for encoding in ("cp437", "cp850", "mac_roman", "latin-1", "cp1252")
        for letter in _LETTERS + _SIGNS
    }


_UTF8_OF = _utf8_images()
_UTF8 = re.compile("|".join(map(re.escape, sorted(_UTF8_OF, key=len, reverse=True))))

_MIXED_UP = (
    ("cp1252", "cp850"),
    ("cp1252", "mac_roman"),
    ("latin-1", "cp850"),
    ("latin-1", "mac_roman"),
    ("cp850", "cp1252"),
    ("cp437", "cp1252"),
    ("mac_roman", "cp1252"),
    ("mac_roman", "cp850"),
    ("cp850", "mac_roman"),
)
"""The encoding that a text was read by, and the one it was written in."""
_BYTES = bytes(range(0x80, 0x100))
_FEWEST = 3
_RAREST = 200


def _from_other_encoding(text: str) -> str:
    """The text read by the encoding that it was written in, when its letters tell which."""
    letters = {letter for letter in text if letter > "\x7f"}
    if not letters or letters & set(_LETTERS):
        return text
    inner_letters = [letter for letter in _INSIDE.findall(text) if letter > "\x7f"]
    if len(inner_letters) < max(_FEWEST, sum(map(str.isalpha, text)) // _RAREST):
        return text
    for read_letters, true_letters in zip(_READINGS, _TRUE, strict=True):
        images = {
            read_letters[true_letters.index(letter)] for letter in "åäö" if letter in true_letters
        }
        kinds = images & set(inner_letters)
        if len(kinds) > 1 and letters <= set(read_letters) and _mostly(inner_letters, images):
            return text.translate(str.maketrans(read_letters, true_letters))
    return text


def _mostly(letters: list[str], images: set[str]) -> bool:
    return sum(1 for letter in letters if letter in images) * 10 >= len(letters) * 9


# A sign with a letter before and after it, other such signs between.
_INSIDE = re.compile(r"(?<=[a-zA-Z\x80-\uffff])[\x80-\uffff](?=[a-zA-Z\x80-\uffff])")
_READINGS = [_read_as(_BYTES, read) for read, _ in _MIXED_UP]
_TRUE = [_read_as(_BYTES, true) for _, true in _MIXED_UP]

_MARKED = {"¨a": "ä", "¨o": "ö", "¨u": "ü", "¨A": "Ä", "¨O": "Ö", "¨U": "Ü",
           "\u02daa": "å", "\u02daA": "Å"}  # fmt: skip
_MARK_FIRST = re.compile("¨[aouAOU]|\u02da[aA]")
_MARK_LAST = re.compile("[aouAOU]¨|[aA]\u02da")


def _with_dots_on_letters(text: str) -> str:
    """Dots and rings that stand before their letters, or after them, put on them."""
    marks = text.count("¨") + text.count("\u02da")
    if not marks:
        return text
    if len(_MARK_FIRST.findall(text)) == marks:
        return _MARK_FIRST.sub(lambda match: _MARKED[match[0]], text)
    if len(_MARK_LAST.findall(text)) == marks:
        return _MARK_LAST.sub(lambda match: _MARKED[match[0][::-1]], text)
    return text


_SECTION = re.compile(r"^([ \t]*)(\d{1,3}) ?\$(?=\.?(?:$|[ \t]+[A-ZÅÄÖ]))", re.MULTILINE)
_SECTION_BEFORE = re.compile(r"^([ \t]*)\$ ?(?=\d{1,3}(?:$|[ \t]+[A-ZÅÄÖ]))", re.MULTILINE)
_FIRST_SECTION = re.compile(r"^([ \t]*)l(?= ?§)", re.MULTILINE)
# Where only figures can stand: before § and euros, around the stroke of a year.
_SURE_FIGURES = re.compile(
    r"(?<![\w.,/-])(?:[\dOl]{1,3}(?= ?§)|[\dOl]{1,5}/[12l][\dOl]{3}(?!\w)"
    r"|[\dOl]{1,3}(?: [\dO]{3}){1,3}(?= ?(?:€|euro|EUR)))"
)
_DAY_AND_MONTH = re.compile(r"(?<![\w.,/-])[\dO]{1,2}\.l(?=\.(?:\s|$))")
# One figure inside a long word: "pa1autteeseen".
_FIGURE_IN_WORD = re.compile(r"(?<!\w)([^\W\d_]{1,40})([10])([^\W\d_]{1,40})(?!\w)")
_LETTER_OF = {"1": "l", "0": "o"}
_LONG = 6
_ACCENTS = str.maketrans("íìÍÌ", "iiII")
_FIGURE_OF = str.maketrans("Ol", "01")
_FIGURES = re.compile(r"(?<![\w.,/-])[\dOl]{1,4}(?:\.[\dOl]{1,4}){0,3}(?![\w-])")


def _from_scan(text: str) -> str:
    """What a scan took for something else: figures for letters, § for $, and the other way."""
    scan = _with_figures(text)
    scan = _FIGURE_IN_WORD.sub(_as_word, scan)
    # Other signs are the scan's only when it has left its marks elsewhere.
    return _of_scanned(scan.translate(_ACCENTS)) if scan != text else text


# In a text that was scanned: S for §, l for 1 and O for 0 beside figures, rn for m.
_SECTION_AS_S = re.compile(r"^([ \t]*\d{1,2}) S(?=[ \t]+[A-ZÅÄÖ])", re.MULTILINE)
_NUMBERED_L = re.compile(r"\b(artikla|artikel|luku|liite|bilaga|§) l(?=[\s.:])", re.IGNORECASE)
_AMONG_FIGURES = re.compile(r"(?<![\w.,/-])[\dOl]{1,4}(?:[./][\dOl]{1,4}){0,4}(?![\w-])")
_RN = re.compile(r"\w{0,40}rn\w{0,40}", re.IGNORECASE)
_NEVER_RN = re.compile(r"\brn|rnrn|[bcdfghjklmnpqstvwxz]rn", re.IGNORECASE)
# Parts of words that have m and never rn: "luparnaksu", "ohjelrna".
_SURE_M = re.compile(
    r"rn(?:aksu|äär|ukai|uutok|erkin|ennes|yös|i(?:nen|sen|sta|stä)\b)"
    r"|(?:järjestel|ohjel|kokoel|sopi|\btoi|\bil)rn",
    re.IGNORECASE,
)
_PAGE_AS_L = re.compile(r"^([ \t]*[-–—] ?)[lI]( ?[-–—])$", re.MULTILINE)
_STEM = 5


def _of_scanned(text: str) -> str:
    text = _PAGE_AS_L.sub(r"\g<1>1\2", _SECTION_AS_S.sub(r"\1 §", text))
    text = _NUMBERED_L.sub(r"\1 1", text)
    text = _AMONG_FIGURES.sub(lambda match: _as_figures(match[0]), text)
    text = _SURE_M.sub(lambda match: _as_m(match[0]), text)
    stems = {word[:_STEM] for word in re.findall(r"\w{5,40}", text.casefold())}
    return _RN.sub(lambda match: _with_m(match[0], stems), text)


def _with_m(word: str, stems: set[str]) -> str:
    """The word with m for rn where no word has rn, or where others of the text begin so."""
    mended = _as_m(word)
    if word.casefold() == "drno":
        return word  # a register number
    begins_alike = mended.casefold()[:_STEM] in stems and len(mended) >= _STEM
    return mended if begins_alike or _NEVER_RN.search(word) else word


def _as_m(word: str) -> str:
    return word.replace("rn", "m").replace("RN", "M")


def _as_word(match: re.Match[str]) -> str:
    letters_before, figure, letters_after = match.groups()
    if (
        len(letters_before) + len(letters_after) < _LONG
        or not (letters_before[-1] + letters_after[0]).islower()
    ):
        return match[0]
    return letters_before + _LETTER_OF[figure] + letters_after


def _with_figures(text: str) -> str:
    if "$" in text:
        text = _SECTION.sub(r"\1\2 §", text)
        text = _SECTION_BEFORE.sub(r"\1§ ", text)
    text = _FIRST_SECTION.sub(r"\g<1>1", text)
    text = _SURE_FIGURES.sub(lambda match: _as_figures(match[0]), text)
    text = _DAY_AND_MONTH.sub(lambda match: match[0].translate(_FIGURE_OF), text)
    return _FIGURES.sub(lambda match: _figures(match[0]), text)


def _figures(token: str) -> str:
    """A number or date with O and l read as 0 and 1, where it can be nothing else."""
    if token.isdigit() or not any(map(str.isdigit, token)):
        return token
    parts = token.split(".")
    is_date = len(parts) == 3 and len(parts[2]) == 4
    if not is_date and (token[0] == "O" or parts[-1].endswith("l") or token.count("l") > 1):
        return token
    if len(parts) == 1 and "l" in token:
        return token
    return token.translate(_FIGURE_OF)


def _as_figures(token: str) -> str:
    """The token in figures when some of it are figures already."""
    return token.translate(_FIGURE_OF) if any(map(str.isdigit, token)) else token
