"""Pictures from outside: the real kind is looked at, the size bounded, the whole re-encoded. Pure.

What is kept is a JPEG or PNG of our own making: nothing hidden in the file comes along, nor the
place and time that a phone writes into it.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_HEIC = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc")


class PictureError(ValueError):
    """A picture that is not taken; `code` says why: large, heic, kind, broken, pixels."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes that are kept, and how many dots wide and high the picture is."""

    data: bytes
    media_type: str
    size: tuple[int, int]

    @property
    def ending(self) -> str:
        """The file name's ending."""
        return "png" if self.media_type == "image/png" else "jpg"


def accept(content: bytes) -> Picture:
    """The picture, upright and at most 1,600 pixels wide or high. Raises PictureError."""
    if len(content) > MOST_BYTES:
        raise PictureError("large")
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise PictureError("heic")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise PictureError("pixels")
                return _encode(ImageOps.exif_transpose(image))
    except UnidentifiedImageError as error:
        raise PictureError("kind") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        if isinstance(error, PictureError):
            raise
        raise PictureError("broken") from error


def _encode(picture: Image.Image) -> Picture:
    is_transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    copy = picture.convert("RGBA" if is_transparent else "RGB")
    copy.thumbnail((SIDE, SIDE))
    stream = io.BytesIO()
    if is_transparent:
        copy.save(stream, "PNG", optimize=True)
        return Picture(stream.getvalue(), "image/png", copy.size)
    copy.save(stream, "JPEG", quality=85, optimize=True)
    return Picture(stream.getvalue(), "image/jpeg", copy.size)
