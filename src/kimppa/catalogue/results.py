"""Keeping what a check found: counts by rule and place, evidence, what people have said."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.catalogue import files
from kimppa.catalogue.baseline import baseline
from kimppa.catalogue.counts import Figures, Place, count_places
from kimppa.catalogue.identity import recognise
from kimppa.catalogue.messages import FORMAT_SOURCE, PROBLEMS, in_every_language
from kimppa.catalogue.models import Check, PlaceCount, PlaceTotal, Rule, RuleCount, Snapshot
from kimppa.catalogue.queries import read_codes
from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.language import official
from kimppa.core.permissions import SYSTEM
from kimppa.marc.checking import Checked, Heading, Setup
from kimppa.marc.checking.part import ready
from kimppa.marc.rules.model import Rule as EngineRule
from kimppa.ui.numbers import number

TOPIC = "catalogue-integrity"
AREA = "catalogue"


def begin(snapshot: Snapshot) -> None:
    change(snapshot, by=SYSTEM, action="catalogue.check", state=Snapshot.State.CHECKING, failure="")


def fail(snapshot: Snapshot, failure: str) -> None:
    state = Snapshot.State.FAILED
    change(snapshot, by=SYSTEM, action="catalogue.fail", state=state, failure=failure[:500])


def stop(snapshot: Snapshot) -> None:
    """Somebody has stopped the check; it can go on where it was."""
    change(snapshot, by=SYSTEM, action="catalogue.stop", state=Snapshot.State.STOPPED)


@transaction.atomic
def finish(snapshot: Snapshot, checked: Checked) -> Check:
    """Keep what was found; the same export checked anew keeps its row, ticks and words."""
    codes = read_codes()
    figures = count_places(checked, codes.homes, codes.passed)
    check = _store_check(snapshot, checked, figures)
    rules = _rules(checked, snapshot)
    check.counts.all().delete()
    rule_counts = [_rule_count(check, rules[heading.id], heading) for heading in checked.headings]
    RuleCount.objects.bulk_create(rule_counts)
    _store_places(check, rule_counts, figures)
    change(
        snapshot,
        by=SYSTEM,
        action="catalogue.ready",
        state=Snapshot.State.READY,
        read=checked.counts.read,
        good=checked.counts.good,
        repaired=checked.counts.repaired,
        quarantined=checked.counts.quarantined,
        breaks_at=min(checked.breaks, default=None),
        size=checked.source.size if not snapshot.size else snapshot.size,
    )
    record(by=SYSTEM, action="catalogue.found", obj=check)
    recognise(check)
    tell(check)
    transaction.on_commit(lambda: _forget_older(snapshot, check))
    return check


def _store_check(snapshot: Snapshot, checked: Checked, figures: Figures) -> Check:
    check = Check.objects.filter(snapshot=snapshot).first() or Check(snapshot=snapshot)
    check.profile, check.folder = snapshot.profile, checked.folder.name
    check.checked_at, check.example = clock.now(), snapshot.example
    check.records = checked.counts.read
    check.findings = sum(heading.findings for heading in checked.headings)
    check.faulty = figures.faulty
    check.save()
    return check


def _rules(checked: Checked, snapshot: Snapshot) -> dict[str, Rule]:
    """The rules that have found something, brought up to date with the engine's words."""
    by_slug = {rule.slug: rule for rule in Rule.objects.all()}
    engine = {rule.id: rule for rule in ready(Setup(checked.profile, items=True)).rules}
    for heading in checked.headings:
        rule = by_slug.get(heading.id)
        values = _rule_values(heading, engine.get(heading.id))
        if rule is None:
            rule = by_slug[heading.id] = Rule(slug=heading.id, example=snapshot.example, **values)
            rule.save()
            record(by=SYSTEM, action="catalogue.rule", obj=rule)
        else:
            change(rule, by=SYSTEM, action="catalogue.rule", **values)
            if rule.example and not snapshot.example:
                Rule.objects.filter(pk=rule.pk).update(example=False)
    return by_slug


def _rule_values(heading: Heading, rule: EngineRule | None) -> dict[str, str | bool]:
    problem = heading.problem
    if problem is not None:
        texts: Mapping[str, str] = in_every_language(PROBLEMS[problem])
        source = FORMAT_SOURCE
    else:
        texts = rule.message if rule else {"fi": heading.id}
        source = rule.source if rule else ""
    return {
        "family": heading.families[0],
        "severity": str(heading.severity),
        "source": source[:500],
        "mends": bool(rule and rule.fix),
        "safe": bool(rule and rule.safe),
        **{f"text_{code}": texts.get(code, "")[:300] for code in ("fi", "sv", "en")},
    }


def _rule_count(check: Check, rule: Rule, heading: Heading) -> RuleCount:
    return RuleCount(
        check_of=check,
        rule=rule,
        number=heading.number,
        severity=str(heading.severity),
        findings=heading.findings,
        records=heading.records,
    )


def _store_places(check: Check, rule_counts: Iterable[RuleCount], figures: Figures) -> None:
    by_number = {rule_count.number: rule_count for rule_count in rule_counts}
    PlaceCount.objects.filter(count_of__check_of=check).delete()
    PlaceCount.objects.bulk_create(
        (
            PlaceCount(
                count_of=by_number[figure.number],
                findings=figure.findings,
                records=figure.records,
                **_place_fields(figure.place),
            )
            for figure in figures.counts
        ),
        batch_size=500,
    )
    check.totals.all().delete()
    PlaceTotal.objects.bulk_create(
        PlaceTotal(
            check_of=check,
            held=figure.held,
            findings=figure.findings,
            faulty=figure.faulty,
            **_place_fields(figure.place),
        )
        for figure in figures.totals
    )


def _place_fields(place: Place) -> dict[str, int | str | None]:
    return {"branch_id": place.branch, "municipality_id": place.municipality, "code": place.code}


@transaction.atomic
def count_anew(check: Check, checked: Checked) -> None:
    """The figures of branches and municipalities, after codes have been given to others."""
    codes = read_codes()
    figures = count_places(checked, codes.homes, codes.passed)
    _store_places(check, check.counts.all(), figures)
    record(by=SYSTEM, action="catalogue.count", obj=check)


@transaction.atomic
def tell(check: Check) -> None:
    """Tell of a check as work done, and of what had been mended since the one before."""
    earlier_check = baseline(check).earlier
    day = clock.today()
    with official():  # what stands in the log and in reports is written once
        title = _("The catalogue was checked: %(records)s, %(findings)s") % {
            "records": _records_text(check.records),
            "findings": _findings_text(check.findings),
        }
        figures = {_("records checked"): check.records, _("findings"): check.findings}
        has_fewer = earlier_check is not None and earlier_check.findings > check.findings
        if earlier_check and has_fewer:
            figures[_("findings fewer than before")] = earlier_check.findings - check.findings
    record_evidence(
        by=SYSTEM,
        topic=TOPIC,
        title=title,
        date=min(check.snapshot.taken_on, day),
        agreement_year=check.snapshot.taken_on.year,
        municipalities=_municipalities(check),
        figures=figures,
        origin=(AREA, f"snapshot-{check.snapshot_id}"),
        example=check.example,
        source="" if check.example else check.snapshot.source,
    )


def _municipalities(check: Check) -> list[Municipality] | None:
    """The municipalities that have records; None = all of them."""
    have = set(check.totals.exclude(municipality=None).values_list("municipality", flat=True))
    everybody = list(Municipality.objects.valid_on(clock.today()))
    if not have or have >= {municipality.pk for municipality in everybody}:
        return None
    return list(Municipality.objects.filter(pk__in=have))


def _records_text(count: int) -> str:
    return ngettext("%(count)s record", "%(count)s records", count) % {"count": number(count, 0)}


def _findings_text(count: int) -> str:
    return ngettext("%(count)s finding", "%(count)s findings", count) % {"count": number(count, 0)}


def _forget_older(snapshot: Snapshot, check: Check) -> None:
    """The folders of earlier checks of the same export."""
    for path in files.folder(snapshot.name).glob("check-*"):
        if path.name != check.folder and isinstance(path, Path):
            files.remove(f"{snapshot.name}/{path.name}")
