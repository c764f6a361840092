"""Bringing in many events: a preview that is the very same, rolled back; and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import batch, new_batch
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.publishing.actions.removing import remove
from kimppa.publishing.actions.writing import WRITABLE, Given, create_item
from kimppa.publishing.bringing.rows import Row, keywords_of
from kimppa.publishing.keywords import slug_of
from kimppa.publishing.models import Item
from kimppa.publishing.queries import alike

NEW, SIMILAR, THERE, REFUSED = "new", "similar", "there", "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one row: new, similar to something, there already, or refused and why."""

    number: int
    title: str
    item: Item | None
    state: str
    why: str = ""


@dataclass(slots=True)
class Brought:
    """What becomes of a file."""

    outcomes: list[Outcome] = field(default_factory=list)
    batch: str = ""

    def count(self, *states: str) -> int:
        """How many rows come to one of the states."""
        return sum(one.state in states for one in self.outcomes)


class _Undone(Exception):  # noqa: N818  # a signal, not an error
    """Rolls the transaction back once everything has been tried."""


def bring_in(
    *, by: Actor, rows: Sequence[Row], municipality: Municipality | None, save: bool
) -> Brought:
    """Make a draft of each row that can be one; the others are told with their reasons.

    A row that names no municipality is of the one given. Without `save` nothing stays.
    Raises PermissionDenied.
    """
    require(by, Permission.PROPOSE)
    result = Brought(batch=new_batch())
    try:
        with transaction.atomic(), batch(result.batch):
            places = _Places()
            for row in rows:
                result.outcomes.append(_one(by, row, municipality, places))
            if not save:
                raise _Undone
    except _Undone:
        result.batch = ""
    return result


class _Places:
    """Municipalities and branches by whatever they are called; two queries."""

    def __init__(self) -> None:
        towns = list(Municipality.objects.all())
        branches = list(Branch.objects.select_related("municipality"))
        self.towns = {key: one for one in towns for key in _names(one)}
        self.branches = {key: one for one in branches for key in _names(one)}


def _names(one: Municipality | Branch) -> set[str]:
    return {slug_of(n) for n in (one.code, one.name_fi, one.name_sv, one.name_en) if n}


def _one(by: Actor, row: Row, town: Municipality | None, places: _Places) -> Outcome:
    title = row.values.get("title_fi", "")
    if row.fault:
        return Outcome(row.number, title, None, REFUSED, fault_words(row.fault))
    if row.source and Item.objects.filter(source=row.source).exists():
        return Outcome(row.number, title, None, THERE)
    try:
        given = _given(row, town, places)
        with transaction.atomic():
            item = create_item(by=by, kind=Item.Kind.EVENT, given=given, source=row.source)
    except PermissionDenied as error:
        return Outcome(row.number, title, None, REFUSED, str(error))
    except ValidationError as error:
        return Outcome(row.number, title, None, REFUSED, " ".join(error.messages))
    near = alike(item)
    same = [one for one in near if one.title_fi == item.title_fi and one.start == item.start]
    if same:
        item.delete()
        return Outcome(row.number, title, same[0], THERE)
    return Outcome(row.number, title, item, SIMILAR if near else NEW)


def _given(row: Row, town: Municipality | None, places: _Places) -> Given:
    values = {name: text for name, text in row.values.items() if name in WRITABLE}
    branch = places.branches.get(slug_of(row.values.get("branch", "")))
    if row.values.get("branch") and branch is None:
        raise ValidationError(
            _("There is no such library: %(name)s") % {"name": row.values["branch"]}
        )
    named = places.towns.get(slug_of(row.values.get("municipality", "")))
    if row.values.get("municipality") and named is None:
        raise ValidationError(
            _("There is no such municipality: %(name)s") % {"name": row.values["municipality"]}
        )
    told = {
        **values,
        "municipality": named or (branch.municipality if branch else town),
        "branch": branch,
        "start": row.start,
        "end": row.end,
        "exceptions": row.exceptions,
    }
    return Given(told, *keywords_of(row.values.get("keywords", "")))


def fault_words(code: str) -> str:
    """Why a row cannot be read."""
    return {
        "day": _("The day is not understood. Write it as 24.2.2025."),
        "time": _("The time is not understood. Write when it begins and ends as 17.00."),
        "whole_day": _("The time of day is missing. Add when it begins and ends."),
        "cancelled": _("It is called off there."),
    }[code]


@transaction.atomic
def undo_bringing(*, by: Actor, batch_id: str) -> tuple[int, int]:
    """Remove the drafts that an import made; (removed, kept because they are published).

    Raises PermissionDenied.
    """
    require(by, Permission.PROPOSE)
    return take_back(by, AuditEvent.objects.filter(batch=batch_id, by_id=by.pk))


def take_back(by: Actor, events: QuerySet[AuditEvent]) -> tuple[int, int]:
    """Remove what the rows of the audit log tell to have been made: (removed, kept)."""
    made = events.filter(action="publishing.make")
    ids = [int(one) for one in made.values_list("object_id", flat=True)]
    removed = kept = 0
    with batch(new_batch()):
        for item in Item.objects.filter(pk__in=ids).order_by("pk"):
            try:
                with transaction.atomic():
                    remove(by=by, item=item)
                removed += 1
            except ValidationError:
                kept += 1
    return removed, kept
