"""Pictures: looked at, not believed; made small; what cannot be shown is refused clearly."""

import io

import pytest
from PIL import Image

from kimppa.core.files.pictures import MOST_BYTES, SIDE, PictureError, accept


def drawn(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_usual_kinds_are_taken_and_written_anew(kind: str) -> None:
    picture = accept(drawn(kind))
    assert picture.media_type == "image/jpeg"
    assert opened(picture.data).size == (40, 30)


def test_a_large_picture_becomes_small_and_upright_and_tells_nothing_of_its_maker() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Puhelin"  # turned; who made it
    picture = opened(accept(drawn(size=(3000, 1000), exif=exif)).data)
    assert picture.size == (533, SIDE)
    assert not dict(picture.getexif())


def test_what_is_clear_stays_clear() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (5, 5), (0, 0, 0, 0)).save(out, "PNG")
    assert accept(out.getvalue()).media_type == "image/png"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xd8" + b"x" * (20 * 1024 * 1024), "large"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "heic"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "kind"),
        (b"%PDF-1.7", "kind"),
        (b"MZ" + b"\x00" * 100, "kind"),
        (b"", "kind"),
        (drawn()[:200], "broken"),
    ],
)
def test_what_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(PictureError) as refusal:
        accept(data)
    assert refusal.value.code == code


def test_a_bomb_of_pixels_is_not_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    assert len(out.getvalue()) < MOST_BYTES
    with pytest.raises(PictureError) as refusal:
        accept(out.getvalue())
    assert refusal.value.code == "pixels"
