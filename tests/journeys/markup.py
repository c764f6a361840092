"""What can be judged in a page's HTML without a browser."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

from lxml import etree
from lxml.etree import HTMLParser

# Fields that name themselves or that nobody sees.
NAMELESS = frozenset({"hidden", "submit", "reset", "button", "image"})
FIELDS = frozenset({"input", "select", "textarea"})
POINTERS = ("for", "aria-labelledby", "aria-describedby", "headers", "list")


@lru_cache(maxsize=1)  # its links are read, then its faults
def parsed(body: str) -> Element:
    """A page, or a part of one, as a tree below an element of ours."""
    reader = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    page: Element = etree.Element("page")
    tree = etree.fromstring(body.encode(), reader)
    if tree is not None:  # of mere spaces
        page.append(tree)
    return page


def faults(body: str, language: str) -> list[str]:
    """What is wrong with a page's language, headings, names and ids."""
    page = parsed(body)
    html = page.find("html")
    spoken = html.get("lang") if html is not None else None
    found = [
        f"{tag} stands {count} times"
        for tag in ("title", "h1", "main")
        if (count := sum(1 for one in page.iter(tag) if not _is_in_drawing(page, one))) != 1
    ]
    if spoken != language:
        found.append(f"lang is {spoken!r}, not {language!r}")
    ids = Counter(one.get("id") for one in page.iter() if one.get("id"))
    found += [f"id {name} stands {count} times" for name, count in ids.items() if count > 1]
    named = {one.get("id", ""): one for one in page.iter() if one.get("id")}
    found += [
        f"{_shown(one)}: {pointer} leads to no {name}"
        for one in page.iter()
        for pointer in POINTERS
        for name in one.get(pointer, "").split()
        if name not in named
    ]
    return [*found, *_without_names(page, named)]


WRITTEN = frozenset({"text", "email", "url", "number", "date", "time", "tel", ""})
PRINTS = ("seen", "difference")  # what a form tells of the text that its writer saw


def blind_forms(body: str) -> list[str]:
    """The forms of a page that show something stored to be written over, and do not say what
    their writer saw: by the names of their filled fields.
    """
    blind = []
    for form in parsed(body).iter("form"):
        hidden = {one.get("name", "") for one in form.iter("input") if one.get("type") == "hidden"}
        if form.get("method", "").lower() != "post" or _tells_what_was_seen(hidden):
            continue
        filled = [
            one.get("name", "")
            for one in form.iter()
            if (one.tag == "textarea" and "".join(one.itertext()).strip())
            or (one.tag == "input" and one.get("type", "") in WRITTEN and one.get("value"))
        ]
        if filled:
            blind.append(" ".join(filled))
    return blind


def _tells_what_was_seen(hidden: set[str]) -> bool:
    return any(name.rpartition("-")[2] in PRINTS or name.startswith("seen") for name in hidden)


def _is_in_drawing(page: Element, title: Element) -> bool:
    """Whether a `title` is a drawing's."""
    return title.tag == "title" and any(
        title is one for drawing in page.iter("svg") for one in drawing.iter("title")
    )


def _without_names(page: Element, named: dict[str, Element]) -> Iterator[str]:
    """Fields, links, buttons, pictures and groups that a screen reader could not name."""
    labelled = {one.get("for") for one in page.iter("label") if _text(one)}
    wrapped = {one for label in page.iter("label") if _text(label) for one in label.iter()}
    for one in page.iter():
        if one.get("hidden") is not None:
            continue
        if one.tag in FIELDS and one.get("type") not in NAMELESS:
            known = one.get("id") in labelled or one in wrapped or _name(one, named)
        elif one.tag in {"button", "summary"} or (one.tag == "a" and one.get("href") is not None):
            known = _name(one, named) or _text(one)
        elif one.tag == "fieldset":
            known = _name(one, named) or any(_text(legend) for legend in one.findall("legend"))
        else:
            known = one.tag != "img" or one.get("alt") is not None
        if not known:
            yield f"{_shown(one)} has no name"


def _name(one: Element, named: dict[str, Element]) -> str:
    """The name that attributes give."""
    told = one.get("aria-label") or one.get("title") or ""
    pointed = [_text(named[key]) for key in one.get("aria-labelledby", "").split() if key in named]
    return " ".join(told.split()) or " ".join(pointed)


def _text(one: Element) -> str:
    """The words inside, with those of pictures."""
    pictures = (inside.get("alt") or inside.get("aria-label") or "" for inside in one.iter())
    return " ".join("".join([*one.itertext(), *pictures]).split())


def _shown(one: Element) -> str:
    known = {name: one.get(name) for name in ("id", "name", "href", "class") if one.get(name)}
    return " ".join([one.tag, *(f"{name}={value}" for name, value in known.items())])
