"""The process that reads the words of a PDF. Run by `pdfwords`, never imported by the server."""

import ctypes
import math
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as c

from kimppa.core.files.pdfprocess import answer

MOST_PAGES = 1_000
_SMALLEST = 1.0
_LARGE = 0.25  # of a page
_HYPHEN = 2  # how PDFium writes a hyphen at the end of a line
_UPRIGHT = math.radians(5)
_TURN = 2 * math.pi

type _Word = tuple[str, float, float, float, float]
type _Point = tuple[float, float]


def _read_document(document: pdfium.PdfDocument) -> dict[str, object]:
    pages = [_Page(document[index]).read() for index in range(len(document))]
    return {"pages": pages, "headings": list(_headings(document))}


def _headings(document: pdfium.PdfDocument) -> Iterator[tuple[int, int, str]]:
    """Page, level and title of each bookmark that points to a page."""
    for bookmark in document.get_toc():
        target = bookmark.get_dest()
        page = target.get_index() if target else None
        if page is not None:
            yield page, bookmark.level, bookmark.get_title()


class _Page:
    """A page being read."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._turn = page.get_rotation()
        width, height = page.get_size()
        self._width, self._height = (height, width) if self._turn % 180 else (width, height)
        self._page = page
        self._text = page.get_textpage()
        self._box, self._matrix = c.FS_RECTF(), c.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def read(self) -> tuple[list[_Word], list[_Word], bool]:
        """The page's words, those that stand aslant, and whether a picture fills it."""
        upright: list[_Word] = []
        aslant: list[_Word] = []
        for text, first_letter, last_letter in self._spans():
            words = upright if self._is_upright(first_letter) else aslant
            words += self._words_at(text, first_letter, last_letter)
        is_picture = self._has_large_picture()
        self._text.close()
        self._page.close()
        return upright, aslant, is_picture

    def _has_large_picture(self) -> bool:
        """Whether pictures cover a good part of the page."""
        covered_area = 0.0
        for picture in self._page.get_objects(filter=(c.FPDF_PAGEOBJ_IMAGE,)):
            left, bottom, right, top = picture.get_bounds()
            covered_area += (right - left) * (top - bottom)
        return bool(covered_area > _LARGE * self._width * self._height)

    def _is_upright(self, position: int) -> bool:
        angle = c.FPDFText_GetCharAngle(self._text, position) - math.radians(self._turn)
        return not _UPRIGHT < angle % _TURN < _TURN - _UPRIGHT

    def _spans(self) -> Iterator[tuple[str, int, int]]:
        """Each word with the positions of its first and last letter."""
        letters: list[str] = []
        first_position = last_position = 0
        for position in range(self._text.count_chars()):
            code = c.FPDFText_GetUnicode(self._text, position)
            letter = "-" if code == _HYPHEN else _letter(code)
            if letter.isspace():
                if letters:
                    yield "".join(letters), first_position, last_position
                letters = []
                continue
            if not letters:
                first_position = position
            letters.append(letter)
            last_position = position
            if code == _HYPHEN:
                yield "".join(letters), first_position, last_position
                letters = []
        if letters:
            yield "".join(letters), first_position, last_position

    def _words_at(self, text: str, first_position: int, last_position: int) -> Iterator[_Word]:
        """The word with its place; letter by letter when it does not stand in one line."""
        start, end = self._place(first_position), self._place(last_position)
        height = start[3]
        if abs(start[2] - end[2]) < height / 2 and end[1] >= start[0]:
            yield _rounded(text, start[0], end[1], start[2], height)
            return
        for letter, position in zip(text, range(first_position, last_position + 1), strict=False):
            yield _rounded(letter, *self._place(position))

    def _place(self, position: int) -> tuple[float, float, float, float]:
        """Left, right, base line and size of a letter, on the page as it is shown."""
        c.FPDFText_GetLooseCharBox(self._text, position, self._box)
        c.FPDFText_GetCharOrigin(self._text, position, self._x, self._y)
        c.FPDFText_GetMatrix(self._text, position, self._matrix)
        box, matrix = self._box, self._matrix
        xs = [self._on_screen(box.left, box.bottom)[0], self._on_screen(box.right, box.top)[0]]
        size = c.FPDFText_GetFontSize(self._text, position) * math.hypot(matrix.b, matrix.d)
        base = self._on_screen(self._x.value, self._y.value)[1]
        return min(xs), max(xs), base, max(size, _SMALLEST)

    def _on_screen(self, x: float, y: float) -> _Point:
        match self._turn:
            case 90:
                return y, self._width - x
            case 180:
                return self._width - x, self._height - y
            case 270:
                return self._height - y, x
        return x, y


def _rounded(text: str, *figures: float) -> _Word:
    start, end, base, height = (round(figure, 2) for figure in figures)
    return text, start, end, base, height


def _letter(code: int) -> str:
    """The letter; a space for what is none, and a sign of its own for one that nobody knows."""
    if code == 0:
        return "\ufffd"
    is_letter = 0x20 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if is_letter and code not in (0xFFFE, 0xFFFF) else " "


if __name__ == "__main__":
    answer(_read_document, MOST_PAGES)
