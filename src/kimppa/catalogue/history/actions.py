"""Following findings from check to check."""

from contextlib import suppress
from itertools import pairwise

from django.db import transaction

from kimppa.catalogue.baseline import baselines
from kimppa.catalogue.counts import Place, ownership_of
from kimppa.catalogue.history.storage import FOLDER, Key, follow, run_of, states_by_rule
from kimppa.catalogue.models import Check, Rule, Verdict
from kimppa.catalogue.models.history import Life, PlaceLife
from kimppa.catalogue.queries import findings_of, read_codes, series
from kimppa.core.audit.actions import record
from kimppa.core.permissions import SYSTEM
from kimppa.marc.checking import Checked


def follow_from(check: Check) -> None:
    """Follow the findings of a check, and of later ones of its profile, whose past has changed."""
    checks = series(check.profile)
    index = next(number for number, other_check in enumerate(checks) if other_check.pk == check.pk)
    for baseline in baselines(checks)[index:]:
        _follow_findings(baseline.check, baseline.earlier)


def _follow_findings(check: Check, earlier_check: Check | None) -> None:
    checked, checked_before = _stored_check(check), _stored_check(earlier_check)
    if checked is None:  # somebody has removed the files; later checks begin anew
        return
    if checked_before is not None and not (checked_before.folder / FOLDER).is_dir():
        checked_before = None
    run = run_of(check.snapshot.taken_on, check.pk)
    follow(checked, checked_before.folder if checked_before else None, run, _accepted(check))
    _keep(check, checked, checked_before)


def next_check(check: Check) -> Check | None:
    """The check of the next export, by the same profile."""
    pairs = pairwise(series(check.profile))
    return next((successor for predecessor, successor in pairs if predecessor.pk == check.pk), None)


def count_anew(profile: str) -> None:
    """The figures of branches and municipalities, after codes have been given to others."""
    for baseline in baselines(series(profile)):
        checked = _stored_check(baseline.check)
        if checked is not None:
            _keep(baseline.check, checked, _stored_check(baseline.earlier))


def _stored_check(check: Check | None) -> Checked | None:
    with suppress(FileNotFoundError):
        return findings_of(check).checked if check else None
    return None


def _keep(check: Check, checked: Checked, checked_before: Checked | None) -> None:
    """Keep how many findings are in which state, of each rule and in each place."""
    codes = read_codes()
    ownership, ownership_before = (
        ownership_of(source, codes.homes, codes.passed) if source else None
        for source in (checked, checked_before)
    )
    assert ownership is not None
    run = run_of(check.snapshot.taken_on, check.pk)
    outcomes = list(
        states_by_rule(checked, run, ownership, ownership_before)
    )  # read before others have to wait for the writing
    rules = dict(Rule.objects.values_list("slug", "pk"))
    with transaction.atomic():
        Life.objects.filter(check_of=check).delete()
        for slug, states, places in outcomes:
            if slug in rules:
                _keep_rule(check, rules[slug], states, places)
        record(by=SYSTEM, action="catalogue.follow", obj=check)


def _keep_rule(
    check: Check, rule: int, states: dict[str, int], places: dict[tuple[str, Place], int]
) -> None:
    lifes = Life.objects.bulk_create(
        Life(check_of=check, rule_id=rule, state=state, findings=findings)
        for state, findings in states.items()
    )
    lives = {life.state: life for life in lifes}
    PlaceLife.objects.bulk_create(
        (
            PlaceLife(
                life=lives[state],
                branch_id=place.branch,
                municipality_id=place.municipality,
                code=place.code,
                findings=findings,
            )
            for (state, place), findings in places.items()
        ),
        batch_size=500,
    )


def _accepted(check: Check) -> dict[str, list[Key]]:
    """The keys of the findings that people have said may stand, by rule."""
    keys: dict[str, list[Key]] = {}
    verdicts = Verdict.objects.filter(seen_in=check, rec__isnull=False)
    for slug, rec, fno, at in verdicts.values_list("rule__slug", "rec", "fno", "at"):
        if rec is not None and fno is not None and at is not None:
            keys.setdefault(slug, []).append((rec, fno, at))
    return keys
