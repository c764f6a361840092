"""Reading checks, who may see what of them, and what is most important now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from django.db.models import IntegerField, QuerySet, Sum, Value

from kimppa.catalogue import files
from kimppa.catalogue.counts import Home
from kimppa.catalogue.models import (
    Check,
    OwnerCode,
    OwnerPlace,
    PlaceCount,
    PlaceFigures,
    PlaceTotal,
    Rule,
    RuleCount,
    Snapshot,
    Verdict,
)
from kimppa.catalogue.records import Findings
from kimppa.catalogue.severity import mark
from kimppa.core.consortium.models import Branch, Department, Municipality, Person
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.memo import remember
from kimppa.marc.checking import opened


@dataclass(frozen=True, slots=True)
class Codes:
    """Which codes in the records belong to which branch; departments' codes are passed over."""

    homes: dict[str, Home]
    passed: frozenset[str]
    branches: dict[int, Branch]

    def of(self, branches: Collection[int]) -> list[str]:
        return [code for code, home in self.homes.items() if home.branch in branches]

    def branch(self, code: str) -> Branch | None:
        home = self.homes.get(code)
        return self.branches[home.branch] if home else None

    def names(self, codes: Iterable[str], *, whole: bool = False) -> str:
        """The branches of a record's codes, each once, by code or by `whole` name; an unknown code
        as it stands.
        """
        names: dict[str, None] = {}
        for code in codes:
            if code not in self.passed:
                branch = self.branch(code)
                name = branch and (branch.name if whole else branch.code)
                names[name or f"{code}?"] = None
        return ", ".join(names)


def codes() -> Codes:
    """The codes as they are set now; one query when nothing has been written."""
    return remember("catalogue-codes", make=read_codes)


def read_codes() -> Codes:
    """The branches' own codes, and what has been set beside them."""
    branches = {branch.pk: branch for branch in Branch.objects.select_related("municipality")}
    homes = {branch.code: Home(branch.pk, branch.municipality_id) for branch in branches.values()}
    departments = Department.objects.order_by().values_list(
        "code", Value(None, IntegerField()), Value(False)
    )
    owners = OwnerCode.objects.order_by().values_list("code", "branch", Value(True))
    passed = set()
    for code, branch, was_set in sorted(departments.union(owners), key=itemgetter(2)):
        if branch is not None:
            passed.discard(code)
            homes[code] = Home(branch, branches[branch].municipality_id)
        elif was_set or code not in homes:
            homes.pop(code, None)
            passed.add(code)
    return Codes(homes, frozenset(passed), branches)


def owner_places() -> tuple[str, ...]:
    """Where records tell whose they are; empty = where the check's profile says."""
    return tuple(OwnerPlace.objects.values_list("place", flat=True))


@dataclass(frozen=True)
class Scope:
    """What of the catalogue a person may see: every record, or those of the own branches.

    The figures of all together are for everybody but readers, who see their municipality's.
    """

    person: Person
    codes: Codes

    @cached_property
    def own(self) -> frozenset[int] | None:
        """The municipalities whose records and work lists are open; None = all."""
        if self.person.is_coordinator:
            return None
        pks = {membership.municipality_id for membership in self.person.current_memberships}
        return frozenset(pk for pk in pks if pk is not None)

    @cached_property
    def branches(self) -> list[Branch]:
        """The branches whose work lists are open."""
        return [
            branch
            for branch in self.codes.branches.values()
            if self.own is None or branch.municipality_id in self.own
        ]

    @property
    def sees_all_figures(self) -> bool:
        """Whether the figures of the whole catalogue are open."""
        return self.person.role not in {Role.READER, ""}

    @cached_property
    def own_codes(self) -> list[str] | None:
        """The codes of the records that are open; None = every record."""
        return None if self.own is None else self.codes.of({branch.pk for branch in self.branches})

    def opens(self, record_codes: Iterable[str]) -> bool:
        """Whether a record with these codes is open."""
        return self.own_codes is None or bool(set(self.own_codes) & set(record_codes))

    def branch(self, code: str) -> Branch | None:
        """An open branch by its code."""
        return next((branch for branch in self.branches if branch.code == code), None)

    def may_tick(self, branch: Branch) -> bool:
        """Whether the person does the work of the branch."""
        return self.person.can(Permission.DO_TASKS, branch.municipality)

    @property
    def manages(self) -> bool:
        """Whether the person keeps the catalogue for all."""
        return self.person.can(Permission.MANAGE_CATALOGUE)


def scope_of(person: Person) -> Scope:
    return Scope(person, codes())


def current_check() -> Check | None:
    """The check of the newest export that has been checked."""
    return Check.objects.newest_first().first()


def check_by(pk: int) -> Check | None:
    return Check.objects.select_related("snapshot").filter(pk=pk).first()


def series(profile: str) -> list[Check]:
    """Every check by a profile, the earliest first."""
    return list(Check.objects.newest_first().filter(profile=profile))[::-1]


def newest_series() -> list[Check]:
    """The newest check and the earlier ones by its profile, the newest first: one query."""
    checks = list(Check.objects.newest_first())
    return [check for check in checks if check.profile == checks[0].profile]


def findings_of(check: Check) -> Findings:
    """The findings on disk. Raises FileNotFoundError when the files are gone."""
    name = check.snapshot.name
    return Findings(opened(files.folder(name) / check.folder), files.readable(name))


@dataclass(frozen=True, slots=True)
class Part:
    """Of whose records figures are: all (both empty), a municipality's or a branch's."""

    municipality: Municipality | None = None
    branch: Branch | None = None

    @property
    def whole(self) -> bool:
        return self.branch is None and self.municipality is None

    @property
    def name(self) -> str:
        return (
            self.branch.name
            if self.branch
            else (self.municipality or "") and str(self.municipality)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """What a rule found, now and in the export before (None = there was none)."""

    rule: Rule
    severity: str
    findings: int
    records: int
    before: int | None = None

    @property
    def change(self) -> int | None:
        """How many findings more than before."""
        return None if self.before is None else self.findings - self.before

    @property
    def rule_mark(self) -> tuple[str, str]:
        """The status key and the words of its urgency."""
        return mark(self.severity)


def lines(check: Check, part: Part, earlier_check: Check | None) -> list[Line]:
    """What each rule found, the most urgent first; also what is mended since the export before."""
    counts = _counts([check, earlier_check] if earlier_check else [check], part)
    counts_now, counts_before = counts[check.pk], counts[earlier_check.pk] if earlier_check else {}
    lines = []
    for key in counts_now.keys() | counts_before.keys():
        rule, severity, findings, records = counts_now.get(key) or (*counts_before[key][:2], 0, 0)
        findings_before = (
            (counts_before[key][2] if key in counts_before else 0) if earlier_check else None
        )
        lines.append(Line(rule, severity, findings, records, findings_before))
    return sorted(lines, key=_urgency)


def _urgency(line: Line) -> tuple[bool, str, int, str]:
    """What is mended already comes last."""
    return not line.findings, line.severity, -line.records, line.rule.slug


type _Counts = dict[int, tuple[Rule, str, int, int]]


def _counts(checks: Sequence[Check], part: Part) -> dict[int, _Counts]:
    """What each rule found in each of the checks."""
    counts: dict[int, _Counts] = {check.pk: {} for check in checks}
    if part.whole:
        rule_counts = RuleCount.objects.filter(check_of__in=checks).select_related("rule")
        for count in rule_counts:
            counts[count.check_of_id][count.rule_id] = (
                count.rule,
                count.severity,
                count.findings,
                count.records,
            )
        return counts
    place_counts = PlaceCount.objects.filter(count_of__check_of__in=checks)
    for place_count in of_part(place_counts.select_related("count_of__rule"), part):
        rule_count = place_count.count_of
        counts[rule_count.check_of_id][rule_count.rule_id] = (
            rule_count.rule,
            rule_count.severity,
            place_count.findings,
            place_count.records,
        )
    return counts


def of_part[M: PlaceFigures](rows: QuerySet[M], part: Part) -> QuerySet[M]:
    """The rows of a branch or a municipality."""
    if part.branch is not None:
        return rows.filter(branch=part.branch)
    return rows.filter(municipality=part.municipality)


@dataclass(frozen=True, slots=True)
class Totals:
    """Records, findings and records with findings."""

    held: int
    findings: int
    faulty: int


def total(check: Check, part: Part) -> Totals:
    """The figures of a part of the catalogue."""
    return total_among(check, place_totals(check), part)


def total_among(check: Check, totals: list[PlaceTotal], part: Part) -> Totals:
    """The same, from figures that have been read."""
    if part.whole:
        return Totals(check.records, check.findings, check.faulty)
    branch_id = part.branch.pk if part.branch else None
    municipality_id = part.municipality.pk if part.municipality and not branch_id else None
    for place_total in totals:
        if not place_total.code and (place_total.branch_id, place_total.municipality_id) == (
            branch_id,
            municipality_id,
        ):
            return Totals(place_total.held, place_total.findings, place_total.faulty)
    return Totals(0, 0, 0)


def totals_by_check(checks: Collection[Check], part: Part) -> dict[int, Totals]:
    """The same for many checks, by the check's id: one query."""
    if part.whole:
        return {check.pk: Totals(check.records, check.findings, check.faulty) for check in checks}
    place_totals = of_part(PlaceTotal.objects.filter(check_of__in=checks), part)
    return {
        place_total.check_of_id: Totals(place_total.held, place_total.findings, place_total.faulty)
        for place_total in place_totals
    }


def by_severity(checks: Collection[Check], part: Part) -> dict[tuple[int, str], int]:
    """Findings by (check's id, severity): one query."""
    if part.whole:
        rule_counts = RuleCount.objects.filter(check_of__in=checks).order_by()
        sums = rule_counts.values_list("check_of", "severity").annotate(Sum("findings"))
        return {(check, severity): findings for check, severity, findings in sums}
    place_counts = of_part(
        PlaceCount.objects.filter(count_of__check_of__in=checks).order_by(), part
    )
    keys = place_counts.values_list("count_of__check_of", "count_of__severity")
    return {
        (check, severity): findings for check, severity, findings in keys.annotate(Sum("findings"))
    }


def by_branch(check: Check) -> dict[tuple[int, str], int]:
    """Findings by (branch's id, severity): one query."""
    place_counts = PlaceCount.objects.filter(
        count_of__check_of=check, branch__isnull=False
    ).order_by()
    sums = place_counts.values_list("branch", "count_of__severity").annotate(Sum("findings"))
    return {(branch, severity): findings for branch, severity, findings in sums}


def rule_by(slug: str) -> Rule | None:
    return Rule.objects.select_related("decision").filter(slug=slug).first()


def rule_counts(rule: Rule, checks: Collection[Check]) -> dict[int, RuleCount]:
    """What a rule found in these checks, by the check's id: one query."""
    return {
        count.check_of_id: count
        for count in RuleCount.objects.filter(rule=rule, check_of__in=checks)
    }


def count_of(check: Check, rule: Rule) -> RuleCount | None:
    return RuleCount.objects.filter(check_of=check, rule=rule).first()


def places_of(count: RuleCount) -> list[PlaceCount]:
    """What a rule found by branch, municipality and unknown code."""
    return list(PlaceCount.objects.filter(count_of=count))


def judged(check: Check, rule: Rule) -> list[Verdict]:
    """What has been said of a rule's findings that this check has."""
    return list(Verdict.objects.filter(seen_in=check, rule=rule).select_related("by"))


def place_totals(check: Check) -> list[PlaceTotal]:
    """The figures of every place, the largest first: one query."""
    return place_totals_of([check])[check.pk]


def place_totals_of(checks: Iterable[Check]) -> dict[int, list[PlaceTotal]]:
    """The same of several checks, by the check's key: one query."""
    totals: dict[int, list[PlaceTotal]] = {check.pk: [] for check in checks}
    for total in PlaceTotal.objects.filter(check_of__in=totals).order_by("-held"):
        totals[total.check_of_id].append(total)
    return totals


def unknown_codes(check: Check) -> list[PlaceTotal]:
    """Codes in the records that belong to no branch, the most frequent first."""
    return [total for total in place_totals(check) if total.code]


def branch_totals(check: Check) -> dict[int, PlaceTotal]:
    """The figures of each branch: one query."""
    place_totals = PlaceTotal.objects.filter(check_of=check, branch__isnull=False)
    return {
        place_total.branch_id: place_total
        for place_total in place_totals
        if place_total.branch_id is not None
    }


def snapshots() -> QuerySet[Snapshot]:
    return Snapshot.objects.select_related("run", "result", "added_by")


def same_file(sha256: str) -> Snapshot | None:
    """An export that is the very same file."""
    return Snapshot.objects.filter(sha256=sha256).first()
