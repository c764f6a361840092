"""Drawing a sample of a rule's findings, and saying of each whether it is a fault."""

from collections.abc import Iterator
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.models import Check, PlaceCount, Rule, RuleCount
from kimppa.catalogue.queries import Codes, codes, findings_of
from kimppa.catalogue.records import Findings, Row, Wanted
from kimppa.catalogue.sampling.models import Drawn
from kimppa.catalogue.sampling.precision import lots
from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, person_or_none, require

SIZES: Final = (5, 10, 20, 50)


@transaction.atomic
def draw(*, by: Actor, check: Check, rule: Rule, size: int) -> int:
    """Draw `size` findings of each branch that has any; how many came to those drawn before.

    Drawn again with a larger size, the sample grows and what has been said of it stays.
    Raises ValidationError for another size or a rule that found nothing.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    count = RuleCount.objects.filter(check_of=check, rule=rule).first()
    if size not in SIZES or count is None:
        raise ValidationError(_("There is nothing to draw a sample of."))
    keys = Drawn.objects.filter(check_of=check, rule=rule)
    known = set(keys.values_list("branch", "rec", "fno", "at"))
    made = [
        Drawn(
            check_of=check, rule=rule, branch=branch, control=row.control[:120], place=row.place,
            rec=row.rec, fno=row.spot.fno, at=row.spot.at, example=check.example,
        )
        for branch, row in _drawn(check, count, size)
        if (branch.pk if branch else None, row.rec, row.spot.fno, row.spot.at) not in known
    ]  # fmt: skip
    Drawn.objects.bulk_create(made)
    record(by=by, action="catalogue.draw", obj=rule, before={}, after={"sample_size": size})
    return len(made)


def _drawn(check: Check, count: RuleCount, size: int) -> Iterator[tuple[Branch | None, Row]]:
    found, known = findings_of(check), codes()
    have = PlaceCount.objects.filter(count_of=count, branch__isnull=False)
    places = [known.branches[one] for one in have.values_list("branch", flat=True) if one]
    for branch in places or (None,):
        yield from ((branch, row) for row in _of(found, check, count, branch, known, size))


def _of(
    found: Findings, check: Check, count: RuleCount, branch: Branch | None, known: Codes, size: int
) -> list[Row]:
    mine = known.of({branch.pk}) if branch else None
    frame = found.frame(Wanted(count.number, codes=mine))
    name = (check.snapshot.name, count.rule.slug, branch.code if branch else "")
    chosen = sorted(lots(name, frame.height, size))
    return list(found.read(frame[chosen]))


@transaction.atomic
def say(*, by: Actor, drawn: Drawn, verdict: str, note: str = "") -> None:
    """Say of a finding whether it is a fault; "" takes it back.

    Raises PermissionDenied for another municipality's, ValidationError for no fault without a word.
    """
    branch = drawn.branch
    if branch is None:
        require(by, Permission.MANAGE_CATALOGUE)
    else:
        require(by, Permission.DO_TASKS, branch.municipality)
    if verdict not in {"", *Drawn.Verdict.values}:
        raise ValidationError(_("Say whether it is a fault."))
    if verdict == Drawn.Verdict.FALSE and not note.strip():
        raise ValidationError(_("Say in a few words why it is no fault."))
    change(
        drawn, by=by, action="catalogue.sample-say", verdict=verdict, note=note.strip()[:300],
        said_at=clock.now() if verdict else None,
    )  # fmt: skip
    Drawn.objects.filter(pk=drawn.pk).update(by=person_or_none(by) if verdict else None)
