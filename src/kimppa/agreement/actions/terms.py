"""Parties, time in force, price and the municipalities' yes."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.agreement.actions.editing import limit_to_parties
from kimppa.agreement.models import Agreement, Party
from kimppa.agreement.proposals import members
from kimppa.agreement.queries import missing_topics
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.audit.actions import change, record
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import require_undo
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.core.ratification.actions import ask
from kimppa.core.ratification.models import Ratification
from kimppa.core.register.actions import save_row

NO_PARTIES = "no-parties"
"""The code of the error that tells that nobody has been said to be a party."""


@transaction.atomic
def set_parties(*, by: Actor, agreement: Agreement, parties: Iterable[Municipality]) -> bool:
    """Say whom the agreement binds; whether that changed. Who is a party no more leaves the lines
    that named them; a line of theirs alone is asked of nobody (`limits.among_parties`).

    Raises ValidationError for nobody.
    """
    require(by, Permission.EDIT_AGREEMENT)
    new_parties = {m.pk: m for m in parties}
    if not new_parties:
        raise ValidationError(_("An agreement needs at least one party."))
    code_by_id = {p.municipality_id: p.municipality.code for p in _parties(agreement)}
    if code_by_id.keys() == new_parties.keys():
        return False
    Party.objects.filter(agreement=agreement).exclude(municipality__in=new_parties).delete()
    Party.objects.bulk_create(
        Party(
            agreement=agreement,
            municipality=municipality,
            example=agreement.example,
            source=agreement.source,
        )
        for pk, municipality in new_parties.items()
        if pk not in code_by_id
    )
    record(
        by=by,
        action="agreement.parties",
        obj=agreement,
        before={"parties": sorted(code_by_id.values())},
        after={"parties": sorted(m.code for m in new_parties.values())},
    )
    limit_to_parties(by=by, agreement=agreement)
    return True


@transaction.atomic
def restore_parties(*, by: Actor, agreement: Agreement, event: AuditEvent) -> bool:
    """Undo a change of the parties. Raises ValidationError when they have changed since, and when
    there were none.
    """
    require_undo(by, agreement)
    codes = sorted(party.municipality.code for party in _parties(agreement))
    if codes != event.after.get("parties"):
        raise ValidationError(_("The same part has been changed since; undo that change first."))
    parties = Municipality.objects.filter(code__in=event.before.get("parties", ()))
    return set_parties(by=by, agreement=agreement, parties=parties)


def _parties(agreement: Agreement) -> Iterable[Party]:
    return agreement.parties.select_related("municipality")


@transaction.atomic
def set_terms(
    *,
    by: Actor,
    agreement: Agreement,
    parties: Iterable[Municipality],
    in_force_from: dt.date | None,
    in_force_to: dt.date | None,
    price: Decimal | None,
    allocation_key: AllocationKey | None,
) -> bool:
    """Set the parties, the time in force, the price (euros, None = unknown) and its key.

    Whether anything changed. The split is worked out when shown, so it follows the key. Raises
    ValidationError for an end before the beginning or a negative price.
    """
    require(by, Permission.EDIT_AGREEMENT)
    parties_changed = set_parties(by=by, agreement=agreement, parties=parties)
    terms_changed = change_terms(
        by=by,
        agreement=agreement,
        in_force_from=in_force_from,
        in_force_to=in_force_to,
        price=price,
        allocation_key=allocation_key,
    )
    return terms_changed or parties_changed


@transaction.atomic
def change_terms(*, by: Actor, agreement: Agreement, **values: Any) -> bool:
    """The same of some terms, beside the parties."""
    require(by, Permission.EDIT_AGREEMENT)
    is_changed = change(agreement, by=by, action="agreement.terms", **values)
    agreement.full_clean()
    return is_changed


@transaction.atomic
def take_memberships(*, by: Actor, agreement: Agreement) -> list[Municipality]:
    """Write to the register the days of joining and leaving that the agreement's text says.

    The municipalities that changed. Raises ValidationError for an end before the beginning.
    """
    require(by, Permission.EDIT_AGREEMENT)
    return [
        save_row(
            membership.municipality,
            by=by,
            valid_from=membership.first,
            valid_to=membership.last,
        )
        for membership in members(agreement).memberships
    ]


@transaction.atomic
def put_in_force(*, by: Actor, agreement: Agreement) -> bool:
    """Lock the text. Raises ValidationError while a duty has no topic, or without parties."""
    require(by, Permission.EDIT_AGREEMENT)
    if open_clauses := missing_topics(agreement.year):
        raise ValidationError(
            _("Choose the topic of every duty first. It is missing in: %(clauses)s")
            % {"clauses": ", ".join(open_clauses)}
        )
    if not agreement.parties.exists():
        raise ValidationError(_("Say first which municipalities are parties."), NO_PARTIES)
    return change(
        agreement,
        by=by,
        action="agreement.in-force",
        state=Agreement.State.IN_FORCE,
        in_force_from=agreement.in_force_from or dt.date(agreement.year, 1, 1),
        in_force_to=agreement.in_force_to or dt.date(agreement.year, 12, 31),
    )


@transaction.atomic
def return_to_draft(*, by: Actor, agreement: Agreement) -> bool:
    """Open the text for correction again."""
    require(by, Permission.EDIT_AGREEMENT)
    return change(agreement, by=by, action="agreement.draft", state=Agreement.State.DRAFT)


@transaction.atomic
def ask_ratification(
    *, by: Actor, agreement: Agreement, due: dt.date | None = None
) -> Ratification:
    """Ask every party for its municipal decision; an open question is returned as it is.

    Raises ValidationError without parties.
    """
    require(by, Permission.EDIT_AGREEMENT)
    parties = [party.municipality for party in _parties(agreement)]
    if not parties:
        raise ValidationError(_("Say first which municipalities are parties."))
    return ask(
        by=by,
        origin=("agreement", str(agreement.pk)),
        title=str(agreement),
        municipalities=parties,
        level=Ratification.Level.MUNICIPAL,
        text=agreement.preamble,
        due=due,
        example=agreement.example,
        source=agreement.source,
    )
