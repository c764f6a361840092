"""Taking an agreement's text in, all or nothing."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.agreement.actions.store import rewrite, write
from kimppa.agreement.meaning.terms import Terms, terms_of
from kimppa.agreement.models import Agreement, Paper, Party
from kimppa.agreement.queries import (
    agreement_before,
    municipality_names,
    service_register,
    structure_of,
)
from kimppa.agreement.reading import Reading, suggester
from kimppa.agreement.structure.carrying import Carrying, first
from kimppa.agreement.structure.parts import limited_to_parties
from kimppa.agreement.text.tree import AgreementText
from kimppa.core.audit.actions import batch, change, new_batch, record, snapshot
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.lines import settle_year
from kimppa.core.files.models import StoredFile
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, require


@transaction.atomic
def import_text(
    *,
    by: Actor,
    reading: Reading,
    year: int | None = None,
    source_file: StoredFile | None = None,
    source: str = "",
) -> Agreement:
    """Save a read text as the draft of a year.

    Duties, topics and responsibles follow from the agreement before it where clauses match; the
    first agreement, and clauses that match nothing, get what their words suggest. `year` defaults
    to the year the text names. Its parties are those that it names, else those of the agreement
    before, else the municipalities of the year; the time in force is the text's, if it says one.
    Raises ValidationError without a year, without clauses, or when the year has its agreement.
    """
    require(by, Permission.EDIT_AGREEMENT)
    agreement_year = _checked_year(reading, year)
    one_at_a_time("agreement", agreement_year)
    _require_free(agreement_year)
    terms = terms_of(reading.agreement, municipality_names())
    agreement = Agreement(
        year=agreement_year,
        title=reading.agreement.title or _("Agreement"),
        source_text=reading.text,
        source_file=source_file,
        price=terms.price,
        source=source,
        **_in_force(terms, agreement_year),
    )
    agreement.clean_fields(exclude=["source_file", "allocation_key"])
    agreement.save()
    earlier_agreement = agreement_before(agreement_year)
    read_agreement = reading.for_year(agreement_year).agreement
    parties = list(_parties(agreement_year, terms, earlier_agreement))
    structure = _carrying(read_agreement, earlier_agreement).structure(reading.topic_choices)
    write(agreement, limited_to_parties(structure, [party.pk for party in parties]))
    Party.objects.bulk_create(
        Party(agreement=agreement, municipality=municipality, source=source)
        for municipality in parties
    )
    record(by=by, action="agreement.import", obj=agreement)
    return agreement


def _carrying(read_agreement: AgreementText, earlier_agreement: Agreement | None) -> Carrying:
    register = service_register()
    suggest = suggester(read_agreement.year, register)
    if earlier_agreement is None:
        return first(read_agreement, suggest)
    suggest_before = suggester(earlier_agreement.year, register)
    return Carrying(structure_of(earlier_agreement), read_agreement, suggest, suggest_before)


def _in_force(terms: Terms, year: int) -> dict[str, dt.date]:
    """The days that the text gives, unless they are of another time than the agreement's year."""
    first_day, last_day = terms.in_force.first, terms.in_force.last
    if (first_day and first_day.year > year) or (last_day and last_day.year < year):
        return {}
    days = {"in_force_from": first_day, "in_force_to": last_day}
    return {name: day for name, day in days.items() if day}


def _parties(
    year: int, terms: Terms, earlier_agreement: Agreement | None
) -> Iterable[Municipality]:
    """Those that the text names, else those of the agreement before; of whom none that has left by
    the year.
    """
    in_force = municipalities_of(year)
    if text_parties := in_force.filter(code__in=terms.parties):
        return text_parties
    return (
        in_force.filter(pk__in=earlier_agreement.parties.values("municipality"))
        if earlier_agreement
        else in_force
    )


def _require_free(year: int) -> None:
    if Agreement.objects.filter(year=year).exists():
        raise ValidationError(
            _(
                "%(year)d already has its agreement, so nothing was saved. "
                "Correct that one, remove it if it is a draft, or choose another year."
            )
            % {"year": year}
        )


def _checked_year(reading: Reading, override: int | None) -> int:
    """The year that is given, else the one that the text names. Raises ValidationError."""
    year = override or reading.agreement.year
    if year is None:
        raise ValidationError(_("The text names no year. Say which year the agreement is for."))
    if not reading.clause_count:
        raise ValidationError(
            _("No clauses were found. Number the sections and begin each clause with a bullet.")
        )
    return year


@transaction.atomic
def replace_text(
    *, by: Actor, agreement: Agreement, reading: Reading, source_file: StoredFile | None = None
) -> AuditEvent | None:
    """Take a new text for a draft: duties follow matching clauses. None when nothing differs.

    Raises ValidationError without clauses, and in force when the text differs.
    """
    require(by, Permission.EDIT_AGREEMENT)
    _checked_year(reading, agreement.year)
    text = reading.for_year(agreement.year).agreement
    carrying = _carrying(text, agreement)
    new_structure = carrying.structure(reading.topic_choices)
    if new_structure == carrying.old:
        return None
    if not agreement.is_draft:
        raise ValidationError(
            _("The agreement is in force, so its text is locked. Return it to a draft first.")
        )
    terms = terms_of(reading.agreement, municipality_names())
    with batch(new_batch()):
        set_source(
            by=by,
            agreement=agreement,
            title=text.title or agreement.title,
            source_text=reading.text,
            source_file=source_file,
            price=agreement.price or terms.price,
            **_in_force(terms, agreement.year),
        )
        return rewrite(agreement, new_structure, by=by, action="agreement.replace")


def set_source(*, by: Actor, agreement: Agreement, **values: Any) -> None:
    """Say what a draft was read from, and what its text tells of itself."""
    require(by, Permission.EDIT_AGREEMENT)
    change(agreement, by=by, action="agreement.source", **values)
    agreement.full_clean()


@transaction.atomic
def discard(*, by: Actor, agreement: Agreement) -> None:
    """Remove a draft with its duties; the original file stays. Raises ValidationError in force."""
    require(by, Permission.EDIT_AGREEMENT)
    if not agreement.is_draft:
        raise ValidationError(_("Only a draft can be removed. Return the agreement to a draft."))
    before = snapshot(agreement) | {"clauses": len(structure_of(agreement).clauses)}
    record(by=by, action="agreement.discard", obj=agreement, before=before, after={})
    # Their papers can be mended again.
    Paper.objects.filter(year=agreement.year).update(saved_at=None)
    Duty.objects.filter(agreement_year=agreement.year).delete()
    settle_year(agreement.year)
    agreement.delete()
