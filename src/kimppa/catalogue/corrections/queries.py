"""Reading plans: how they stand, what is next, what they change and for whom."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, overload

import polars as pl
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from kimppa.catalogue.corrections.files import PREVIEW, folder
from kimppa.catalogue.models import Check, Rule, RuleCount, Snapshot
from kimppa.catalogue.models.corrections import CodeTable, Plan, PlanSample, Practice
from kimppa.catalogue.queries import Codes, Scope, owner_places
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification.models import Confirmation
from kimppa.marc.fixing.plans import Edit, Previewed, answered, opened
from kimppa.marc.rules.profiles import DAILY

AREA: Final = "catalogue"
TOPIC: Final = "catalogue-integrity"


def origin_of(plan: Plan) -> tuple[str, str]:
    """By what the rest of the desk knows a plan."""
    return AREA, f"plan-{plan.pk}"


def table_of(plan: Plan) -> dict[str, Any]:
    """The plan as the engine's file has it."""
    profile = plan.snapshot.profile if plan.snapshot else DAILY
    table: dict[str, Any] = {"title": plan.title, "profile": profile}
    if plan.note:
        table["note"] = plan.note
    if fields_of_owners := owner_places():
        table["owners"] = list(fields_of_owners)
    return table | {"rules": list(plan.rules), "edit": list(plan.edits)}


def plans() -> QuerySet[Plan]:
    answers = Prefetch(
        "ratification__confirmations", Confirmation.objects.select_related("municipality")
    )
    return Plan.objects.select_related(
        "snapshot", "run", "ratification", "made_by", "applied_to"
    ).prefetch_related(answers)


def plan_by(pk: int) -> Plan | None:
    return plans().filter(pk=pk).first()


def answers(plan: Plan) -> list[Confirmation]:
    """What the municipalities have answered; nothing when the question was withdrawn."""
    question = plan.ratification
    return list(question.confirmations.all()) if question and not question.withdrawn_at else []


def is_waiting(plan: Plan) -> bool:
    """Whether somebody has not answered yet."""
    return any(answer.state == Confirmation.State.AWAITING for answer in answers(plan))


def answers_of(plan: Plan) -> dict[int, str]:
    return {answer.municipality_id: answer.state for answer in answers(plan)}


def refusers(plan: Plan) -> list[Municipality]:
    """The municipalities that have not said yes: their records are left alone."""
    yes = Confirmation.State.YES
    return [answer.municipality for answer in answers(plan) if answer.state != yes]


def nobody_agrees(plan: Plan) -> bool:
    """Whether everybody has answered no: nothing comes of the plan as it is."""
    replies = answers(plan)
    return bool(replies) and all(answer.state == Confirmation.State.NO for answer in replies)


def state_of(plan: Plan) -> str:
    """The plan's state; agreed when everybody has answered and somebody said yes."""
    if plan.unasked:
        return Plan.State.PREVIEWED
    replies = answers(plan)
    agreed = any(answer.state == Confirmation.State.YES for answer in replies) and not is_waiting(
        plan
    )
    return Plan.State.RATIFIED if plan.state == Plan.State.ASKED and agreed else plan.state


def may_start(plan: Plan, work: str) -> str:
    """Why it is not this work's turn; empty when it is."""
    state, turn = state_of(plan), _TURNS[work]
    if state in turn:
        return "" if not (plan.by_hand and work in _FILES) else _("This plan is made by hand.")
    if work == Plan.Work.PREVIEW:
        return _("The plan has been asked about: withdraw the question first.")
    if work in {Plan.Work.DRY, Plan.Work.APPLY}:
        return _("Not everybody has answered yet.")
    return _("The corrected file has not been made yet.")


_S = Plan.State
_TURNS: Final[Mapping[str, Collection[str]]] = {
    Plan.Work.PREVIEW: {_S.DRAFT, _S.PREVIEWED},
    Plan.Work.DRY: {_S.PREVIEWED, _S.ASKED, _S.RATIFIED, _S.APPLIED},
    Plan.Work.APPLY: {_S.RATIFIED, _S.APPLIED},
    Plan.Work.PROVE: {_S.APPLIED, _S.LOADED, _S.PROVEN},
    Plan.Work.UNDO: {_S.APPLIED, _S.LOADED, _S.PROVEN},
}
_FILES: Final = frozenset({Plan.Work.APPLY, Plan.Work.UNDO})


def refused_codes(plan: Plan, codes: Codes, owners: Collection[str]) -> set[str]:
    """The owners' codes whose records are left alone; with a refusal also what is nobody's."""
    return _codes_against({municipality.pk for municipality in refusers(plan)}, codes, owners)


def _codes_against(against: Collection[int], codes: Codes, owners: Collection[str]) -> set[str]:
    if not against:
        return set()
    refusers_codes = {code for code, home in codes.homes.items() if home.municipality in against}
    unknown_codes = set(owners) - codes.homes.keys() - codes.passed
    return refusers_codes | unknown_codes | {""}


def stored_preview(plan: Plan) -> Previewed | None:
    """The preview on disk; None when there is none."""
    try:
        return opened(folder(plan.pk, PREVIEW))
    except FileNotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class Place:
    """What a plan does to the records of a municipality, and what it says of it."""

    municipality: Municipality
    records: int
    answer: Confirmation | None
    looked: int
    samples: int
    wrong: int


def places(
    plan: Plan, municipalities: Collection[Municipality], samples: Collection[PlanSample]
) -> list[Place]:
    """The municipalities whose records the plan changes, in their order, and their samples."""
    figures = plan.shown.get("places", {})
    by_municipality = {answer.municipality_id: answer for answer in answers(plan)}
    municipality_rows = []
    for municipality in municipalities:
        own_samples = [sample for sample in samples if sample.municipality_id == municipality.pk]
        records = figures.get(str(municipality.pk), {}).get("records", 0)
        if records or municipality.pk in by_municipality:
            seen_count = sum(bool(sample.verdict) for sample in own_samples)
            wrong_count = sum(sample.verdict == PlanSample.Verdict.WRONG for sample in own_samples)
            municipality_rows.append(
                Place(
                    municipality,
                    records,
                    by_municipality.get(municipality.pk),
                    seen_count,
                    len(own_samples),
                    wrong_count,
                )
            )
    return municipality_rows


def municipalities_of(plan: Plan) -> list[Municipality]:
    """The municipalities whose records the plan changes."""
    keys = [int(key) for key in plan.shown.get("places", {}) if key]
    return list(Municipality.objects.filter(pk__in=keys))


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """One record as a list of changes shows it."""

    change: int
    number: str
    control: str
    source: str
    title: str
    owners: tuple[str, ...]
    rules: tuple[str, ...]
    edits: tuple[Edit, ...]
    why: str = ""
    how: str = ""


@dataclass(frozen=True)
class Changes(Sequence[ChangedRecord]):
    """The records of a plan that somebody may see, of which only a page is ever read."""

    found: Previewed
    codes: Collection[str] | None = None  # of whose records; None = all
    rule: str = ""
    withheld: bool = False  # those that are not made, and why, instead of those that are
    without: Collection[int] = ()  # numbers of changes to leave out

    @cached_property
    def numbers(self) -> list[int]:
        """The changes, in the order of the file."""
        return list(self.frame.select("change").collect()["change"])

    @property
    def frame(self) -> pl.LazyFrame:
        changes = self.found.chosen(self.rule, withheld=self.withheld)
        if self.without:
            numbers = pl.Series(sorted(self.without), dtype=pl.UInt32)
            changes = changes.filter(~pl.col("change").is_in(numbers.implode()))
        return owned(changes, self.codes)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, part: int) -> ChangedRecord: ...
    @overload
    def __getitem__(self, part: slice) -> list[ChangedRecord]: ...
    def __getitem__(self, part: int | slice) -> ChangedRecord | list[ChangedRecord]:
        if isinstance(part, int):
            return next(changed_records(self.found, [self.numbers[part]]))
        return list(changed_records(self.found, self.numbers[part]))


def owned(changes: pl.LazyFrame, codes: Collection[str] | None) -> pl.LazyFrame:
    """The records of these codes; all with None."""
    if codes is None:
        return changes
    has_own_owner = pl.col("owners").list.eval(pl.element().is_in(sorted(codes))).list.any()
    return changes.filter(has_own_owner.fill_null(value=False))


def changed_records(preview: Previewed, changes: Collection[int]) -> Iterator[ChangedRecord]:
    """These changes with their differences, in the order given."""
    numbers = pl.Series(list(changes), dtype=pl.UInt32)
    table = preview.table().filter(pl.col("change").is_in(numbers.implode())).collect()
    row_by_change = {row["change"]: row for row in table.iter_rows(named=True)}
    edits = preview.edits(changes)
    for change in changes:
        if row := row_by_change.get(change):
            yield ChangedRecord(
                change, row["number"], row["control"], row["source"], row["title"],
                tuple(row["owners"]), tuple(row["rules"]), edits[change], row["why"], row["detail"],
            )  # fmt: skip


def withheld_rows(path: Path, codes: Collection[str] | None) -> list[ChangedRecord]:
    """The records that were left alone when the plan was applied or undone."""
    file = path / "withheld.parquet"
    if not file.exists():
        return []
    table = owned(pl.scan_parquet(file), codes).collect()
    return [
        ChangedRecord(
            row["change"], row["number"], row["control"], row["source"], row["title"],
            tuple(row["owners"]), tuple(row["rules"]), (), row["now"], row["how"],
        )
        for row in table.iter_rows(named=True)
    ]  # fmt: skip


def samples_for(plan: Plan, person: Person) -> list[PlanSample]:
    """The samples that a person may look at: of the own municipality, or all."""
    samples = plan.samples.select_related("municipality", "by")
    if person.can(Permission.MANAGE_CATALOGUE):
        return list(samples)
    own_municipality_ids = [
        membership.municipality_id
        for membership in person.current_memberships
        if membership.municipality_id
    ]
    return list(samples.filter(municipality__in=own_municipality_ids))


def mendable(check: Check | None) -> list[RuleCount]:
    """The rules with a fix that found something in a check, the most urgent first."""
    if check is None:
        return []
    rule_counts = RuleCount.objects.filter(check_of=check, rule__mends=True)
    return list(rule_counts.select_related("rule"))


def rules_of(plan: Plan) -> dict[str, Rule]:
    return {rule.slug: rule for rule in Rule.objects.filter(slug__in=plan.rules)}


def ready_snapshots() -> QuerySet[Snapshot]:
    """Exports that have been checked, newest first."""
    return Snapshot.objects.filter(state=Snapshot.State.READY)


def findings_by_rule(snapshot: Snapshot | None, slugs: Collection[str]) -> dict[str, int]:
    """What rules found in an export, those that found nothing too; nothing without a check."""
    check = Check.objects.filter(snapshot=snapshot).first() if snapshot else None
    if check is None:
        return {}
    rule_counts = RuleCount.objects.filter(check_of=check, rule__slug__in=slugs)
    return dict.fromkeys(slugs, 0) | dict(rule_counts.values_list("rule__slug", "findings"))


def practices() -> QuerySet[Practice]:
    return Practice.objects.select_related("decision")


def agreed_rules() -> QuerySet[Rule]:
    return Rule.objects.exclude(practice="").select_related("decision")


def code_tables() -> QuerySet[CodeTable]:
    return CodeTable.objects.select_related("counted_in")


def count_for(open_to: Scope, plan: Plan) -> int:
    """How many records the plan changes of those that a person may see.

    Those of a municipality that said no are left out, unless nothing else is the person's.
    """
    if open_to.own is None:
        return int(plan.shown.get("counts", {}).get("changed", 0))
    no = _naysayers(plan)
    counted_by = plan.shown.get("places", {})
    municipalities = open_to.own - no or open_to.own
    return sum(
        counted_by.get(str(municipality), {}).get("records", 0) for municipality in municipalities
    )


def whole_figures(plan: Plan, codes: Codes) -> dict[str, int]:
    """How many records of the whole catalogue change and stay: as applied, else as the preview
    has it without the records of those who have said no."""
    counts: dict[str, int] = plan.applied.get("proof") or plan.shown.get("counts", {})
    refuser_ids = _naysayers(plan) if not plan.applied else set()
    preview = stored_preview(plan) if refuser_ids else None
    if preview is None:
        return dict(counts)
    _yes, unmade = answered(preview, _codes_against(refuser_ids, codes, preview.by_owner))
    count = int(unmade.select(pl.len()).collect().item())
    return counts | {
        "changed": counts["changed"] - count,
        "untouched": counts["untouched"] + count,
    }


def left_alone(plan: Plan, preview: Previewed, codes: Codes) -> set[int]:
    """The changes of a preview that are not made after all: withheld when the corrected file was
    made; before that, of those who have said no.
    """
    file = folder(plan.pk, "applied") / "withheld.parquet"
    if plan.applied:
        return set(pl.read_parquet(file, columns=["change"])["change"]) if file.exists() else set()
    _yes, refused = answered(preview, _codes_against(_naysayers(plan), codes, preview.by_owner))
    return set(refused.select("change").collect()["change"])


def is_proof_removed(plan: Plan) -> bool:
    """Whether the export that said how the records are is no longer here."""
    name = plan.proof.get("export", "")
    return bool(name) and not Snapshot.objects.filter(name=name).exists()


def _naysayers(plan: Plan) -> set[int]:
    no = Confirmation.State.NO
    return {answer.municipality_id for answer in answers(plan) if answer.state == no}


def questions(plan: Plan, person: Person) -> list[Confirmation]:
    """The answers that the person may give or change, one for each municipality of the person."""
    if person.is_coordinator:
        return []
    return [
        answer for answer in answers(plan) if person.can(Permission.RATIFY, answer.municipality)
    ]
