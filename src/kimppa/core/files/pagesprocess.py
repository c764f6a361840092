"""The process that draws the pages of a PDF. Run by `pages`, never imported by the server."""

import io
import sys
from base64 import b64encode

import pypdfium2 as pdfium

from kimppa.core.files.pdfprocess import answer

_DENSITY = 150 / 72
_SIDE = 1754
_QUALITY = 75
_LONGEST = 4000  # letters

type _Sheet = tuple[str, float, float, str]


def _pages_of(document: pdfium.PdfDocument) -> dict[str, object]:
    document.init_forms()
    return {"pages": [_draw(document[index]) for index in range(len(document))]}


def _draw(page: pdfium.PdfPage) -> _Sheet:
    width, height = page.get_size()
    scale = min(_DENSITY, _SIDE / max(width, height))
    picture = page.render(scale=scale).to_pil().convert("RGB")
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=_QUALITY)
    text = page.get_textpage()
    words = " ".join(text.get_text_bounded().split())
    text.close()
    page.close()
    return (
        b64encode(stream.getvalue()).decode(),
        round(width, 2),
        round(height, 2),
        words[:_LONGEST],
    )


if __name__ == "__main__":
    answer(_pages_of, int(sys.argv[1]))
