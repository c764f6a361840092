"""Starting a search for duplicates, and saying of two records whether they are one."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.duplicates.tasks import find_duplicates
from kimppa.catalogue.models import Check
from kimppa.catalogue.models.duplicates import Pair, Search
from kimppa.core import clock
from kimppa.core.audit.actions import record, remove, snapshot
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.jobs import queue


@transaction.atomic
def start(*, by: Actor, check: Check) -> Search:
    """Queue a search. Raises ValidationError while one is under way."""
    require(by, Permission.MANAGE_CATALOGUE)
    search = Search.objects.select_for_update(of=("self",)).filter(check_of=check).first()
    if search is None:
        search = Search.objects.create(check_of=check, example=check.example)
    if search.moving:
        raise ValidationError(_("Duplicates are being searched for already."))
    run, _new = queue.start(find_duplicates, search.pk, asked_by=by.name)
    search.run, search.failure = run, ""
    search.save(update_fields=["run", "failure"])
    record(by=by, action="catalogue.duplicates", obj=search)
    return search


@transaction.atomic
def stop(*, by: Actor, search: Search) -> bool:
    """Stop the search; what an earlier one found stays."""
    require(by, Permission.MANAGE_CATALOGUE)
    if search.run is None or not queue.ask_to_stop(search.run):
        return False
    record(by=by, action="catalogue.duplicates-stop", obj=search)
    return True


@transaction.atomic
def judge(*, by: Actor, numbers: tuple[str, str], same: bool, note: str, example: bool) -> Pair:
    """Say whether two records are one; every later search obeys.

    Raises ValidationError for records without numbers of their own, by which alone the pair could
    be known again.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    a, b = sorted(numbers)
    if a == b or "()" in {a, b}:
        raise ValidationError(
            _("The two have no numbers of their own by which the pair could be known again.")
        )
    pair = Pair.objects.select_for_update().filter(a=a, b=b).first() or Pair(a=a, b=b)
    earlier_values = snapshot(pair) if pair.pk else {}
    pair.same, pair.note = same, note.strip()[:300]
    pair.by, pair.said_at, pair.example = person_or_none(by), clock.now(), example
    pair.full_clean(exclude=["by"], validate_unique=False, validate_constraints=False)
    pair.save()
    record(by=by, action="catalogue.same", obj=pair, before=earlier_values)
    return pair


@transaction.atomic
def take_back(*, by: Actor, pair: Pair) -> None:
    require(by, Permission.MANAGE_CATALOGUE)
    remove(pair, by=by, action="catalogue.unsame")


check_undo_by(lambda by, _pair: require(by, Permission.MANAGE_CATALOGUE), Pair)


def verdict_lines(pairs: Iterable[Pair]) -> Iterator[str]:
    """What has been said as `kimppa marc duplicates --judged` reads it."""
    return (f"{pair.a}\t{pair.b}\t{'same' if pair.same else 'not'}" for pair in pairs)
