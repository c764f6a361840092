"""Where a fix works: a record to edit, and the field and subfield that were found in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.rules.model import NONE, Finding
from kimppa.marc.rules.tags import Tags
from kimppa.marc.tables import tag_number


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
