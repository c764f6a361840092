"""Where a fix works (a record, the field and subfield found in it), and what it writes there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.rules.model import NONE, Finding
from kimppa.marc.rules.spec import Spec
from kimppa.marc.rules.tags import Tags
from kimppa.marc.tables import tag_number
from kimppa.marc.translation import N_


@dataclass(slots=True)
class Place:
    """A record and what was found in it; the field and the subfield are its own."""

    record: Record
    field: Field | None = None
    subfield: Subfield | None = None

    @property
    def there(self) -> bool:
        """Whether what was found is still in the record."""
        if self.field is None:
            return True
        if not any(part is self.field for part in self.record.fields):
            return False
        return self.subfield is None or any(part is self.subfield for part in self.field.subfields)

    @property
    def value(self) -> str:
        if self.subfield is not None:
            return self.subfield.value
        return self.field.value if self.field else ""

    def fields(self, tags: Tags | None) -> list[Field]:
        """The fields of these tags; the found one without any named."""
        if tags is None:
            return [self.field] if self.field else []
        return [field for field in self.record.fields if tag_number(field.tag) in tags]

    def texts(self, tags: Tags | None, codes: str) -> Iterator[Field | Subfield]:
        """Texts to change: subfields of these codes, control fields, or what was found."""
        if tags is None and not codes and self.subfield is not None:
            yield self.subfield
            return
        for field in self.fields(tags):
            if field.control:
                yield field
            else:
                yield from (sub for sub in field.subfields if sub.code in codes)

    def remove(self, field: Field) -> None:
        self.record.fields = [sibling for sibling in self.record.fields if sibling is not field]

    def remove_subfield(self, field: Field, subfield: Subfield) -> None:
        """Take a subfield out of its field, and a field without any out of the record."""
        field.subfields = [sibling for sibling in field.subfields if sibling is not subfield]
        if not field.subfields:
            self.remove(field)


def place(record: Record, finding: Finding) -> Place:
    """The place of a finding. Raises IndexError when the record is another one."""
    if finding.fno == NONE:
        return Place(record)
    field = record.fields[finding.fno]
    return Place(record, field, None if finding.sno == NONE else field.subfields[finding.sno])


ANY_LANGUAGE: Final = "other"
LONGEST: Final = 99_999  # characters; a record of ISO 2709 has as many bytes


class Wording:
    """A text for all cataloguing languages (040 $b), or one for each.

    `{value}` is the text found, `{lang}` the language of 008/35–37, `{f001}` the control number. A
    language that is not told gets `other`, or nothing is mended.
    """

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
