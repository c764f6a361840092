"""Texts that a fix writes: one for all, or one for each cataloguing language (040 $b).

`{value}` is the text found, `{lang}` the language of 008/35–37, `{f001}` the control number.
"""

from kimppa.marc.fixing.places import Place
from kimppa.marc.rules.spec import Spec

OTHER = "other"


class Wording:
    """What to write. A language that is not told gets `other`, or nothing is mended."""

    def __init__(self, spec: Spec, key: str) -> None:
        value = spec.raw(key)
        table = {OTHER: value} if isinstance(value, str) else value
        if not isinstance(table, dict) or not all(isinstance(one, str) for one in table.values()):
            raise spec.wrong(key, "write a text, or a table of texts by language: fin, swe, other")
        self.texts: dict[str, str] = table

    def text(self, place: Place) -> str | None:
        """The text for a record, or None."""
        text = self.texts.get(cataloguing_language(place), self.texts.get(OTHER))
        if text is None or "{" not in text:
            return text
        lang = place.record.control("008")[35:38]
        if "{lang}" in text and len(lang.strip()) < 3:
            return None
        f001 = place.record.control("001")
        return text.replace("{lang}", lang).replace("{f001}", f001).replace("{value}", place.value)


def cataloguing_language(place: Place) -> str:
    """The first 040 $b, "" without one."""
    field = place.record.first("040")
    return (field.get("b") or "") if field else ""
