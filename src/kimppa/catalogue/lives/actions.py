"""Following findings from check to check."""

from django.db import transaction

from kimppa.catalogue import files
from kimppa.catalogue.lives.following import FOLDER, Key, follow, run_of
from kimppa.catalogue.lives.models import Life
from kimppa.catalogue.models import Check, Rule, Verdict
from kimppa.catalogue.queries import findings_of, series
from kimppa.core.audit.actions import record
from kimppa.core.permissions import SYSTEM


def follow_from(check: Check) -> None:
    """Follow the findings of a check, and of later ones of its profile, whose past has changed."""
    checks = series(check.profile)
    place = next(number for number, one in enumerate(checks) if one.pk == check.pk)
    for number in range(place, len(checks)):
        _follow(checks[number], checks[number - 1] if number else None)


def _follow(check: Check, earlier: Check | None) -> None:
    try:
        checked = findings_of(check).checked
    except FileNotFoundError:  # somebody has removed the files; later checks begin anew
        return
    before = files.folder(earlier.snapshot.name) / earlier.folder if earlier else None
    if before is not None and not (before / FOLDER).is_dir():
        before = None
    counted = follow(checked, before, run_of(check.snapshot.taken_on, check.pk), _stands(check))
    with transaction.atomic():
        rules = dict(Rule.objects.values_list("slug", "pk"))
        Life.objects.filter(check_of=check).delete()
        Life.objects.bulk_create(
            Life(check_of=check, rule_id=rules[slug], state=state, findings=findings)
            for slug, states in counted.items()
            if slug in rules
            for state, findings in states.items()
        )
        record(by=SYSTEM, action="catalogue.follow", obj=check)


def _stands(check: Check) -> dict[str, list[Key]]:
    """The keys of the findings that people have said may stand, by rule."""
    found: dict[str, list[Key]] = {}
    said = Verdict.objects.filter(seen_in=check, rec__isnull=False)
    for slug, rec, fno, at in said.values_list("rule__slug", "rec", "fno", "at"):
        if rec is not None and fno is not None and at is not None:
            found.setdefault(slug, []).append((rec, fno, at))
    return found
