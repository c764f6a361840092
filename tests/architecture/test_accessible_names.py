"""Every field and region of a template has a name, whether or not the demo shows it.

Read from the template as it is written: an id with a template's tag in it must be written alike
where it stands and where it is pointed at. What Django's forms name themselves is left to them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.test_templates import COMMENT

PART = r"\{%.*?%\}|\{\{.*?\}\}"
TAG = re.compile(
    rf"""<(/?)([a-z]+[1-6]?)((?:{PART}|"(?:{PART}|[^"])*"|'[^']*'|[^<>"'])*)>""", re.DOTALL
)
ATTRIBUTE = re.compile(rf"""([a-z-]+)(?:="((?:{PART}|[^"])*)")?""", re.DOTALL)
WORD = re.compile(rf"(?:{PART}|[^\s{{]|\{{)+", re.DOTALL)
BY_DJANGO = re.compile(r"id_for_label|aria_describedby")
POINTERS = ("for", "aria-labelledby", "aria-describedby", "list")
FIELDS = {"input", "select", "textarea"}
REGIONS = {"nav", "dialog"}  # a section without a name is none
NAMELESS = {"hidden", "submit", "reset", "button", "image"}


@dataclass(frozen=True)
class Tag:
    name: str
    attributes: dict[str, str]
    in_label: bool

    def __str__(self) -> str:
        shown = [f"{key}={value}" for key, value in self.attributes.items() if key != "class"]
        return " ".join([self.name, *shown])[:120]

    def pointed(self, key: str) -> list[str]:
        """The ids that an attribute names."""
        return WORD.findall(self.attributes.get(key, ""))

    @property
    def is_named(self) -> bool:
        return bool(self.attributes.get("aria-label") or self.attributes.get("aria-labelledby"))


def tags(text: str) -> Iterator[Tag]:
    labels = 0
    for end, name, attributes in TAG.findall(COMMENT.sub("", text)):
        if name == "label":
            labels += -1 if end else 1
        if not end:
            yield Tag(name, dict(ATTRIBUTE.findall(attributes)), labels > 0)


def faults(text: str) -> Iterator[str]:
    """Pointers that lead nowhere, and fields and regions without a name."""
    every = list(tags(text))
    ids = {tag.attributes["id"] for tag in every if "id" in tag.attributes}
    labelled = {key for tag in every if tag.name == "label" for key in tag.pointed("for")}
    for tag in every:
        for key in POINTERS:
            lost = [one for one in tag.pointed(key) if one not in ids and not BY_DJANGO.search(one)]
            yield from (f"{tag}: {key} leads to no {one}" for one in lost)
        is_seen = "hidden" not in tag.attributes and tag.attributes.get("type") not in NAMELESS
        is_labelled = tag.in_label or tag.attributes.get("id") in labelled
        if tag.name in FIELDS and is_seen and not (is_labelled or tag.is_named):
            yield f"{tag}: no name"
        if tag.name in REGIONS and not tag.is_named:
            yield f"{tag}: no name"


def test_every_field_and_region_has_a_name(templates: tuple[Path, ...]) -> None:
    found = [
        f"{path.name}: {fault}" for path in templates for fault in faults(path.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        '<label for="a">A</label><input name="a">',
        '<label for="a-{{ row.pk }}">A</label><select id="a-{{ one.pk }}"></select>',
        '<section aria-labelledby="b"><h2>B</h2></section>',
        '<label>A</label><textarea name="a"></textarea>',
        '<p id="a">A</p><input aria-labelledby="a a-{% if b %}{{ c|d:"e" }}{% endif %}">',
    ],
)
def test_a_lost_name_is_seen(text: str) -> None:
    assert list(faults(text))


@pytest.mark.parametrize(
    "text",
    [
        '<label for="a-{{ row|f:"d" }}">A</label><select id="a-{{ row|f:"d" }}"></select>',
        '<label><input type="checkbox"> A</label><input type="hidden"><textarea hidden></textarea>',
        '<section aria-label="{% translate "B" %}"></section><input aria-label="C">',
        '<p id="a">A</p><p id="b-{{ n }}">B</p><input aria-labelledby="a b-{{ n }}">',
        '<label for="{{ field.id_for_label }}">A</label>{{ field }}',
    ],
)
def test_a_name_is_seen(text: str) -> None:
    assert not list(faults(text))
