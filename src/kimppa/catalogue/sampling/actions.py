"""Drawing a sample of a rule's findings, and saying of each whether it is a fault."""

from collections.abc import Iterator
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.models import Check, PlaceCount, Rule, RuleCount
from kimppa.catalogue.models.sampling import Drawn
from kimppa.catalogue.queries import Codes, codes, findings_of
from kimppa.catalogue.records import Findings, Row, Selection
from kimppa.catalogue.sampling.queries import lots
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
    existing = set(keys.values_list("branch", "rec", "fno", "at"))
    drawn_findings = [
        Drawn(
            check_of=check,
            rule=rule,
            branch=branch,
            control=finding.control[:120],
            place=finding.place,
            rec=finding.rec,
            fno=finding.spot.fno,
            at=finding.spot.at,
            example=check.example,
        )
        for branch, finding in _draws(check, count, size)
        if (branch and branch.pk, finding.rec, finding.spot.fno, finding.spot.at) not in existing
    ]
    Drawn.objects.bulk_create(drawn_findings)
    record(by=by, action="catalogue.draw", obj=rule, before={}, after={"sample_size": size})
    return len(drawn_findings)


def _draws(check: Check, count: RuleCount, size: int) -> Iterator[tuple[Branch | None, Row]]:
    findings, owners = findings_of(check), codes()
    have = PlaceCount.objects.filter(count_of=count, branch__isnull=False)
    branches = [owners.branches[pk] for pk in have.values_list("branch", flat=True) if pk]
    for branch in branches or (None,):
        yield from (
            (branch, finding)
            for finding in _draw_findings(findings, check, count, branch, owners, size)
        )


def _draw_findings(
    findings: Findings,
    check: Check,
    count: RuleCount,
    branch: Branch | None,
    owners: Codes,
    size: int,
) -> list[Row]:
    own_codes = owners.of({branch.pk}) if branch else None
    frame = findings.frame(Selection(count.number, codes=own_codes))
    name = (check.snapshot.name, count.rule.slug, branch.code if branch else "")
    drawn_indices = sorted(lots(name, frame.height, size))
    return list(findings.read(frame[drawn_indices]))


@transaction.atomic
def judge(*, by: Actor, finding: Drawn, verdict: str, note: str = "") -> None:
    """Say of a finding whether it is a fault; "" takes it back.

    Raises PermissionDenied for another municipality's, ValidationError for no fault without a word.
    """
    branch = finding.branch
    if branch is None:
        require(by, Permission.MANAGE_CATALOGUE)
    else:
        require(by, Permission.DO_TASKS, branch.municipality)
    if verdict not in {"", *Drawn.Verdict.values}:
        raise ValidationError(_("Say whether it is a fault."))
    if verdict == Drawn.Verdict.FALSE and not note.strip():
        raise ValidationError(_("Say in a few words why it is no fault."))
    change(
        finding, by=by, action="catalogue.sample-say", verdict=verdict, note=note.strip()[:300],
        said_at=clock.now() if verdict else None,
    )  # fmt: skip
    Drawn.objects.filter(pk=finding.pk).update(by=person_or_none(by) if verdict else None)
