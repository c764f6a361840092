"""Pictures made of dots, for documents."""

from base64 import b64encode

from kimppa.documents.blocks import Figure

WIDTH = 17.4 / 2.54 * 72
"""How wide the text of a page is, in points."""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    '<image width="{width}" height="{height}" href="data:{media_type};base64,{data}"/></svg>'
)


def photo(
    picture: bytes,
    media_type: str,
    size: tuple[float, float],
    alt: str,
    caption: str = "",
    highest: float = 1.3,
) -> Figure:
    """A JPEG or PNG picture of a size (width and height) in points of 1/72 inch; made smaller where
    it would be wider than the text or higher than `highest` times the text's width.
    """
    width, height = size
    svg = SVG.format(
        width=width, height=height, media_type=media_type, data=b64encode(picture).decode()
    )
    return Figure(svg, alt, caption, min(1.0, width / WIDTH, highest * width / height))
