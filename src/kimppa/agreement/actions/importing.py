"""Taking an agreement's text in, all or nothing."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.agreement import reading as rules
from kimppa.agreement.actions.store import write
from kimppa.agreement.models import Agreement, Party
from kimppa.agreement.queries import structure_of
from kimppa.agreement.reading import Reading
from kimppa.core import clock
from kimppa.core.audit.actions import record, snapshot
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.models import Duty
from kimppa.core.files.models import StoredFile
from kimppa.core.permissions import Actor, require


@transaction.atomic
def import_text(
    *,
    by: Actor,
    reading: Reading,
    year: int | None = None,
    source_file: StoredFile | None = None,
    parties: Iterable[Municipality] | None = None,
    example: bool = False,
    source: str = "",
) -> Agreement:
    """Save a read text as the draft of a year, with the duties its words suggest.

    `year` defaults to the year the text names, `parties` to the municipalities in force today.
    Raises ValidationError without a year, without clauses, or when the year has its agreement.
    """
    require(by, Permission.EDIT_AGREEMENT)
    agreement = Agreement(
        year=_year(reading, year),
        title=reading.agreement.title or _("Agreement"),
        preamble=reading.agreement.preamble,
        source_text=reading.text,
        source_file=source_file,
        unrecognised=list(reading.agreement.unrecognised),
        example=example,
        source=source,
    )
    agreement.clean_fields(exclude=["source_file", "allocation_key"])
    agreement.save()
    services = dict(Service.objects.values_list("slug", "pk"))
    write(agreement, rules.structure(reading, services))
    bound = Municipality.objects.valid_on(clock.today()) if parties is None else parties
    Party.objects.bulk_create(
        Party(agreement=agreement, municipality=m, example=example, source=source) for m in bound
    )
    record(by=by, action="agreement.import", obj=agreement)
    return agreement


def _year(reading: Reading, given: int | None) -> int:
    year = given or reading.agreement.year
    if year is None:
        raise ValidationError(_("The text names no year. Say which year the agreement is for."))
    if not reading.clause_count:
        raise ValidationError(
            _("No clauses were found. Number the sections and begin each clause with a bullet.")
        )
    if Agreement.objects.filter(year=year).exists():
        raise ValidationError(
            _(
                "%(year)d already has its agreement, so nothing was saved. "
                "Correct that one, remove it if it is a draft, or choose another year."
            )
            % {"year": year}
        )
    return year


@transaction.atomic
def discard(*, by: Actor, agreement: Agreement) -> None:
    """Remove a draft with its duties; the original file stays. Raises ValidationError in force."""
    require(by, Permission.EDIT_AGREEMENT)
    if not agreement.is_draft:
        raise ValidationError(_("Only a draft can be removed. Return the agreement to a draft."))
    before = snapshot(agreement) | {"clauses": sum(len(s.clauses) for s in structure_of(agreement))}
    record(by=by, action="agreement.discard", obj=agreement, before=before, after={})
    Duty.objects.filter(agreement_year=agreement.year).delete()
    agreement.delete()
