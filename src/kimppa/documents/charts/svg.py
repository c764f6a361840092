"""Writing SVG safely: every text escaped, every number short, one root that names itself."""

import hashlib
import html
from dataclasses import dataclass

from kimppa.documents.blocks import Table
from kimppa.documents.text import fit

LETTER = 0.55  # the average width of a letter, as a share of the font size

type Attribute = str | float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the picture, its name, what it says in words, and the same content as a table."""

    svg: str
    title: str
    description: str
    table: Table


def escape(text: str) -> str:
    return html.escape(fit(text), quote=True)


def number(value: float) -> str:
    """One decimal at most: a tenth of a unit cannot be seen."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def shortened(text: str, width: float, size: float) -> str:
    """The text cut with an ellipsis to about `width` units at a font size."""
    room = max(int(width / (size * LETTER)), 1)
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


class Canvas:
    """Collects the elements of one chart. `uid` begins the ids that a page's charts must not
    share; it follows from the content."""

    ink = "currentColor"  # the page's own

    def __init__(self, kind: str, content: object) -> None:
        self.kind = kind
        digest = hashlib.sha256(f"{kind}|{content!r}".encode()).hexdigest()
        self.uid = f"chart-{digest[:10]}"
        self.parts: list[str] = []

    def element(
        self, tag: str, content: str | None = None, *, name: str = "", **attributes: Attribute
    ) -> str:
        """An element as text; `name` is its class within the chart, `content` is markup."""
        pairs = [f'class="chart__{name}"'] if name else []
        for key, value in attributes.items():
            if value is not None:
                text = escape(value) if isinstance(value, str) else number(value)
                pairs.append(f'{key.rstrip("_").replace("_", "-")}="{text}"')
        start = " ".join([tag, *pairs])
        return f"<{start}/>" if content is None else f"<{start}>{content}</{tag}>"

    def add(
        self, tag: str, content: str | None = None, *, name: str = "", **attributes: Attribute
    ) -> None:
        self.parts.append(self.element(tag, content, name=name, **attributes))

    def text(self, x: float, y: float, text: str, *, name: str, **attributes: Attribute) -> None:
        """A line of text in the ink's colour, 14 units high unless told otherwise."""
        settings = {"x": x, "y": y, "font_size": 14, "fill": self.ink, **attributes}
        self.add("text", escape(text), name=name, **settings)

    def svg(
        self, size: tuple[float, float], title: str, description: str, *, role: str = "img"
    ) -> str:
        """The whole picture, named and described for those who do not see it."""
        width, height = size
        uid = self.uid
        body = "".join(self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} '
            f'{number(height)}" role="{role}" aria-labelledby="{uid}-t {uid}-d"'
            f' class="chart chart--{self.kind}">'
            f'<title id="{uid}-t">{escape(title)}</title>'
            f'<desc id="{uid}-d">{escape(description)}</desc>{body}</svg>'
        )
