"""Word's automatic numbering: the label that Word shows before a paragraph.

A paragraph points to a list (`numId`) and a level, itself or through its style; the list points to
an abstract list that says how each level is written and where it starts. Lists of one abstract
list count on together, unless a list starts a level anew (ISO/IEC 29500-1, 17.9).
"""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from kimppa.agreement.text.layout.markers import roman

BULLET_LABEL = "•"
_LEVELS = 9
_DEEPEST_STYLE = 20


def local(element: Element) -> str:
    """The element's name without its namespace (Word knows two, transitional and strict)."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """The first child by its name, and on along the path."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def attribute(element: Element | None, name: str = "val") -> str:
    """An attribute by its name without namespace, "" when missing."""
    if element is None:
        return ""
    return next((v for k, v in element.items() if k.rsplit("}", 1)[-1] == name), "")


def number(text: str, otherwise: int = 0) -> int:
    """A whole number, or `otherwise` when the text is none."""
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 9 else otherwise


@dataclass(slots=True)
class Level:
    """How one level of a list is written."""

    start: int = 0
    form: str = "decimal"
    text: str = ""
    style: str = ""
    restart: int | None = None
    """0: never starts anew; n: only after a paragraph of level n or higher; None: after any."""
    plain: bool = False
    """All numbers of the label are written in digits."""
    indent: int = 0
    """Where the label stands, in twentieths of a point."""


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)
    """Levels that this list starts anew."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a paragraph: `text` is "" when Word shows nothing."""

    text: str
    level: int
    indent: int


def _level(element: Element) -> Level:
    restart = child(element, "lvlRestart")
    return Level(
        start=number(attribute(child(element, "start"))),
        form=attribute(child(element, "numFmt")) or "decimal",
        text=attribute(child(element, "lvlText")),
        style=attribute(child(element, "pStyle")),
        restart=None if restart is None else number(attribute(restart)),
        plain=child(element, "isLgl") is not None,
        indent=indent_of(child(element, "pPr")),
    )


def indent_of(properties: Element | None) -> int:
    """Where the first line of a paragraph begins, in twentieths of a point."""
    ind = child(properties, "ind")
    margin = number(attribute(ind, "left") or attribute(ind, "start"))
    return margin - number(attribute(ind, "hanging")) + number(attribute(ind, "firstLine"))


class Styles:
    """The paragraph styles: their list, level and outline level, inherited."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self.default = ""
        for style in root if root is not None else ():
            if local(style) == "style" and attribute(style, "type") == "paragraph":
                name = attribute(style, "styleId")
                self._styles[name] = style
                if attribute(style, "default") in ("1", "true", "on"):
                    self.default = name

    def chain(self, name: str) -> list[str]:
        """The style and those it is based on, nearest first."""
        names: list[str] = []
        name = name or self.default
        while name in self._styles and name not in names and len(names) < _DEEPEST_STYLE:
            names.append(name)
            name = attribute(child(self._styles[name], "basedOn"))
        return names

    def properties(self, name: str) -> list[Element]:
        """The paragraph properties of the style and those it is based on, nearest first."""
        parts = [child(self._styles[name], "pPr") for name in self.chain(name)]
        return [part for part in parts if part is not None]

    def outline_level(self, paragraph: Element | None) -> int | None:
        """0 for a first heading, None for body text, by a paragraph's properties and its style."""
        own_properties = [] if paragraph is None else [paragraph]
        for part in [*own_properties, *self.properties(attribute(child(paragraph, "pStyle")))]:
            level = attribute(child(part, "outlineLvl"))
            if level:
                return number(level) if number(level) < _LEVELS else None
        return None

    def indent(self, paragraph: Element | None) -> int:
        """Where a paragraph's first line begins, in twentieths of a point."""
        own_properties = [] if paragraph is None else [paragraph]
        parts = [*own_properties, *self.properties(attribute(child(paragraph, "pStyle")))]
        return next((indent_of(part) for part in parts if child(part, "ind") is not None), 0)


class Numbering:
    """Counts through a document; `label` is asked once for each paragraph, in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._styles_of: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                self._read_abstract(element)
        for element in root if root is not None else ():
            if local(element) == "num":
                self._read_list(element)

    def _read_abstract(self, element: Element) -> None:
        name = attribute(element, "abstractNumId")
        self._links[name] = attribute(child(element, "numStyleLink"))
        self._styles_of[name] = attribute(child(element, "styleLink"))
        self._abstract[name] = {
            number(attribute(inner, "ilvl")): _level(inner)
            for inner in element
            if local(inner) == "lvl"
        }

    def _read_list(self, element: Element) -> None:
        abstract = attribute(child(element, "abstractNumId"))
        listing = _List(abstract, dict(self._abstract.get(abstract, {})))
        for override in element:
            if local(override) != "lvlOverride":
                continue
            depth = number(attribute(override, "ilvl"))
            override_level, start = child(override, "lvl"), child(override, "startOverride")
            if override_level is not None:
                listing.levels[depth] = _level(override_level)
            if start is not None:
                listing.starts[depth] = number(attribute(start))
        self._lists[attribute(element, "numId")] = listing

    def label(self, properties: Element | None) -> Label | None:
        """The label before a paragraph with these properties, None for one without a list.

        Counting happens here: ask once for each paragraph, in the order of the document.
        """
        style = attribute(child(properties, "pStyle"))
        list_id, depth = self._place(properties, style)
        listing = self._resolve(list_id)
        level = listing.levels.get(depth) if listing else None
        if listing is None or level is None:
            return None
        counts = self._counts.setdefault(listing.abstract, {})
        self._count(list_id, listing, depth, counts)
        has_own_indent = child(properties, "ind") is not None
        indent = indent_of(properties) if has_own_indent else level.indent
        return Label(self._render(listing, depth, counts), depth, indent)

    def _place(self, properties: Element | None, style: str) -> tuple[str, int]:
        """The list and level of a paragraph, from itself or its styles."""
        parts = [] if properties is None else [properties]
        list_id = level = ""
        for part in [*parts, *self._styles.properties(style)]:
            numbering = child(part, "numPr")
            list_id = list_id or attribute(child(numbering, "numId"))
            level = level or attribute(child(numbering, "ilvl"))
        if not level:
            level = self._level_of_style(list_id, style)
        return list_id, number(level)

    def _level_of_style(self, list_id: str, style: str) -> str:
        listing = self._resolve(list_id)
        names = self._styles.chain(style)
        levels = listing.levels.items() if listing else ()
        return next(
            (str(depth) for depth, level in levels if level.style in names and level.style), "0"
        )

    def _resolve(self, list_id: str) -> _List | None:
        """The list, by way of a numbering style when it only names one."""
        listing = self._lists.get(list_id)
        if listing is None or listing.levels or not self._links.get(listing.abstract):
            return listing
        link = self._links[listing.abstract]
        targets = (
            candidate
            for candidate in self._lists.values()
            if candidate.levels and self._styles_of.get(candidate.abstract) == link
        )
        return next(targets, listing)

    def _count(self, list_id: str, listing: _List, depth: int, counts: dict[int, int]) -> None:
        if (list_id, depth) not in self._started and depth in listing.starts:
            counts[depth] = listing.starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = listing.levels[depth].start
        self._started.add((list_id, depth))
        for higher in range(depth):
            if higher in listing.levels:
                counts.setdefault(higher, listing.levels[higher].start)
        for deeper in [level for level in counts if level > depth]:
            restart = listing.levels[deeper].restart if deeper in listing.levels else None
            if restart is None or depth < restart:
                del counts[deeper]

    def _render(self, listing: _List, depth: int, counts: dict[int, int]) -> str:
        level = listing.levels[depth]
        if level.form == "bullet":
            return BULLET_LABEL
        if level.form == "none":
            return ""
        text = level.text
        for index in range(_LEVELS):
            if f"%{index + 1}" in text and index in listing.levels:
                form = "decimal" if level.plain else listing.levels[index].form
                text = text.replace(f"%{index + 1}", format_number(counts.get(index, 0), form))
        return text.strip()


def format_number(number: int, form: str) -> str:
    """A number in one of Word's formats; the rarer ones are written in digits."""
    if form in ("upperRoman", "lowerRoman") and 0 < number < 100:
        return roman(number) if form == "upperRoman" else roman(number).lower()
    if form in ("upperLetter", "lowerLetter") and number > 0:
        # After Z, Word doubles the letter: AA, BB.
        letter = chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 20)
        return letter if form == "upperLetter" else letter.lower()
    if form == "decimalZero":
        return f"{number:02d}"
    return "" if form in ("bullet", "none") else str(number)
