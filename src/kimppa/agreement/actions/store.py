"""Writing an agreement's structure whole: rows that stay keep their ids, others come and go."""

from typing import Any

from django.db import models, transaction

from kimppa.agreement.models import Agreement, Clause, Section
from kimppa.agreement.queries import structure_of
from kimppa.agreement.structure.parts import ClausePart, DutyPart, SectionPart, Structure, to_json
from kimppa.core.audit.actions import record
from kimppa.core.audit.models import AuditEvent
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.lines import settle_year
from kimppa.core.permissions import Actor


@transaction.atomic
def rewrite(
    agreement: Agreement, structure: Structure, *, by: Actor, action: str, title: str = ""
) -> AuditEvent | None:
    """Store another structure and audit the parts that differ; None when nothing does. `title` is
    what the log calls the write, the agreement's own unless told.
    """
    stored_structure = structure_of(agreement)
    if structure == stored_structure:
        return None
    write(agreement, structure)
    return record(
        by=by,
        action=action,
        obj=agreement,
        before=to_json(stored_structure),
        after=to_json(structure_of(agreement)),
        title=title,
    )


def write(agreement: Agreement, structure: Structure) -> None:
    """Make the stored preamble, sections, clauses and duties those of the structure.

    Raises ValidationError when a value does not fit; call in a transaction.
    """
    agreement.preamble = structure.preamble
    agreement.unrecognised = list(structure.unrecognised)
    agreement.save(update_fields=["preamble", "unrecognised"])
    sections = _Rows(Section, Section.objects.filter(agreement=agreement), agreement)
    clauses = _Rows(Clause, Clause.objects.filter(section__agreement=agreement), agreement)
    duties = _Rows(Duty, Duty.objects.filter(agreement_year=agreement.year), agreement)
    for index, section in enumerate(structure.sections):
        stored_section = sections.save(
            section.id,
            agreement_id=agreement.pk,
            number=section.number,
            title=section.title,
            short_title=section.short_title,
            notes=list(section.notes),
            position=index,
        )
        for position, clause in enumerate(section.clauses):
            clauses.save(
                clause.id,
                section_id=stored_section.pk,
                number=clause.number,
                text=clause.text,
                lead=clause.lead,
                position=position,
            )
            for duty in clause.duties:
                duties.save(duty.id, **_duty_values(section, clause, duty, len(duties.saved_ids)))
    for rows in (duties, clauses, sections):
        rows.delete_rest()
    settle_year(agreement.year)


def _duty_values(
    section: SectionPart, clause: ClausePart, duty: DutyPart, position: int
) -> dict[str, Any]:
    return {
        "section": section.number,
        "section_title": section.name,
        "clause": clause.number,
        "text": clause.text,
        "position": position,
        "topic": duty.topic,
        "service_id": duty.service_id,
        "kind": duty.kind,
        "due": duty.due,
        "responsible": duty.responsible,
        "asks_topic": duty.asks_topic,
        "asks_due": duty.asks_due,
        "municipality_ids": [str(pk) for pk in clause.limit],
    }


class _Rows[M: models.Model]:
    """The rows of one table that an agreement has."""

    def __init__(self, model: type[M], rows: models.QuerySet[M], agreement: Agreement) -> None:
        self.model, self.rows = model, rows
        self.old = {row.pk: row for row in rows}
        self.saved_ids: set[int] = set()
        self.marks: dict[str, Any] = {"example": agreement.example, "source": agreement.source}
        if model is Duty:
            self.marks["agreement_year"] = agreement.year
        self.relations = [field.name for field in model._meta.fields if field.is_relation]

    def save(self, pk: int | None, **values: Any) -> M:
        """Create or update one row; nothing is written when nothing differs."""
        values |= self.marks
        row = self.old.get(pk) if pk is not None else None
        if row is None or any(
            getattr(row, field_name) != field_value for field_name, field_value in values.items()
        ):
            row = row or self.model(pk=pk)
            for field_name, field_value in values.items():
                setattr(row, field_name, field_value)
            row.clean_fields(exclude=self.relations)
            row.save()
        self.saved_ids.add(row.pk)
        return row

    def delete_rest(self) -> None:
        """Delete the rows that were not saved."""
        self.rows.filter(pk__in=self.old.keys() - self.saved_ids).delete()
