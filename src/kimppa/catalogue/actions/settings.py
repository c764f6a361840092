"""What the coordinator sets: whose codes are whose, links to other systems, how we catalogue."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction

from kimppa.catalogue.models import OwnerCode, OwnerPlace, RecordLink, Rule
from kimppa.catalogue.tasks import count_anew
from kimppa.core.audit.actions import add, change, record, remove, snapshot
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import Actor, require
from kimppa.jobs.queue import start


@transaction.atomic
def set_codes(*, by: Actor, branches: Mapping[str, Branch | None], passed: Collection[str]) -> int:
    """Say which branch each code in the records stands for; how many changed.

    None = nothing is set: it is a branch's own code, or an unknown one. Codes of `passed` tell
    nothing of whose a record is. The figures by branch are counted anew in the background.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    existing = {owner_code.code: owner_code for owner_code in OwnerCode.objects.all()}
    changed_count = 0
    for code in branches.keys() | passed:
        owner_code, branch = existing.get(code), branches.get(code)
        if branch is None and code not in passed:
            changed_count += _forget_code(by, owner_code)
        else:
            changed_count += _set_branch(by, owner_code or OwnerCode(code=code), branch)
    if changed_count:
        start(count_anew, asked_by=by.name)
    return changed_count


def _set_branch(by: Actor, owner_code: OwnerCode, branch: Branch | None) -> bool:
    if owner_code.pk:
        return change(owner_code, by=by, action="catalogue.code", branch=branch)
    owner_code.branch = branch
    add(owner_code, by=by, action="catalogue.code")
    return True


def _forget_code(by: Actor, owner_code: OwnerCode | None) -> bool:
    if owner_code is None:
        return False
    remove(owner_code, by=by, action="catalogue.uncode")
    return True


@transaction.atomic
def set_places(*, by: Actor, places: Collection[str]) -> bool:
    """Say where records tell whose they are, in what order; False when nothing differs.

    Checks that have been made stay as they are until made anew. Raises ValidationError.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    existing = list(OwnerPlace.objects.all())
    unique = list(dict.fromkeys(places))
    if [owner_place.place for owner_place in existing] == unique:
        return False
    for owner_place in existing:
        record(
            by=by,
            action="catalogue.unplace",
            obj=owner_place,
            before=snapshot(owner_place),
            after={},
        )
        owner_place.delete()
    for place in unique:
        owner_place = OwnerPlace(place=place)
        add(owner_place, by=by, action="catalogue.place")
    return True


@transaction.atomic
def add_link(*, by: Actor, title: str, pattern: str, source: str = "") -> RecordLink:
    """A link from every record to another system. Raises ValidationError for a bad address."""
    require(by, Permission.MANAGE_CATALOGUE)
    link = RecordLink(
        title=title.strip(),
        pattern=pattern.strip(),
        source=source,
        position=RecordLink.objects.count(),
    )
    return add(link, by=by, action="catalogue.link")


@transaction.atomic
def remove_link(*, by: Actor, link: RecordLink) -> None:
    require(by, Permission.MANAGE_CATALOGUE)
    remove(link, by=by, action="catalogue.unlink")


check_undo_by(lambda by, _link: require(by, Permission.MANAGE_CATALOGUE), RecordLink)


def set_practice(
    *,
    by: Actor,
    rule: Rule,
    practice: str,
    practice_since: dt.date | None,
    decision: Decision | None,
) -> bool:
    """Write down how the libraries have agreed to catalogue; False when nothing differs."""
    require(by, Permission.MANAGE_CATALOGUE)
    return change(
        rule,
        by=by,
        action="catalogue.practice",
        practice=practice.strip(),
        practice_since=practice_since,
        decision=decision,
    )
