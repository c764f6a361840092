"""Texts that a fix writes: one for all, or one for each cataloguing language (040 $b).

`{value}` is the text found, `{lang}` the language of 008/35–37, `{f001}` the control number.
"""

from collections.abc import Callable
from typing import Final

from kimppa.marc.fixing.places import Place
from kimppa.marc.rules.spec import Spec
from kimppa.marc.translation import N_

ANY_LANGUAGE: Final = "other"
LONGEST: Final = 99_999  # characters; a record of ISO 2709 has as many bytes


class Wording:
    """What to write. A language that is not told gets `other`, or nothing is mended."""

    def __init__(self, spec: Spec, key: str) -> None:
        value = spec.raw(key)
        table = {ANY_LANGUAGE: value} if isinstance(value, str) else value
        if not isinstance(table, dict) or not all(isinstance(text, str) for text in table.values()):
            raise spec.wrong(
                key, N_("write a text, or a table of texts by language: fin, swe, other")
            )
        self.texts: dict[str, str] = table

    def text(self, place: Place, dollar: str = "$") -> str | None:
        """The text for a record, or None; None too where it would not fit into a record.

        `dollar` stands for $ in what the record says.
        """
        return self._filled(place, lambda value: value.replace("$", dollar))

    def template(self, place: Place) -> str | None:
        r"""The same for a regular expression: what a record says in it names no groups (\1)."""
        return self._filled(place, lambda value: value.replace("\\", "\\\\"))

    def _filled(self, place: Place, escape: Callable[[str], str]) -> str | None:
        text = self.texts.get(cataloguing_language(place), self.texts.get(ANY_LANGUAGE))
        if text is None or "{" not in text:
            return text
        lang = place.record.control("008")[35:38]
        if "{lang}" in text and len(lang.strip()) < 3:
            return None
        values = {"{lang}": lang, "{f001}": place.record.control("001"), "{value}": place.value}
        for name, value in values.items():
            if len(text) + text.count(name) * len(value) > LONGEST:
                return None
            text = text.replace(name, escape(value))
        return text


def cataloguing_language(place: Place) -> str:
    """The first 040 $b, "" without one."""
    field = place.record.first("040")
    return (field.get("b") or "") if field else ""
