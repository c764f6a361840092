"""How what the core's tables hold is taken back (`Area.undo`, see `core.audit.undo`)."""

from collections.abc import Callable, Sequence

from kimppa.core.allocation.actions import remove_key
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.states import values_of
from kimppa.core.audit.undo import (
    FOLLOWS,
    Undo,
    beside_others,
    earlier_values,
    opposite,
    put_back,
)
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import (
    Branch,
    Consortium,
    Department,
    Membership,
    Municipality,
    Person,
    Service,
)
from kimppa.core.decisions.actions import correct_decision, remove_decision
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.actions import (
    CORRECTABLE,
    correct_evidence,
    restore_evidence,
    undo_evidence,
)
from kimppa.core.evidence.lines import ask_line_again, choose_line
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.same import hold_apart, hold_together
from kimppa.core.figures.actions import withdraw_figure
from kimppa.core.figures.models import Figure
from kimppa.core.imports import actions as imports
from kimppa.core.imports.importer import importer_of
from kimppa.core.imports.meanings import change_target, forget
from kimppa.core.imports.models import Import, Meaning
from kimppa.core.offers.actions import reconsider
from kimppa.core.offers.models import OfferChoice
from kimppa.core.permissions import Actor
from kimppa.core.proposals.undo import link_undo
from kimppa.core.ratification import actions as ratification
from kimppa.core.ratification.models import AnswerLink, Confirmation, Ratification
from kimppa.core.register import actions as consortium
from kimppa.core.releases import actions as releases
from kimppa.core.releases.models import Delivery, PassedOn
from kimppa.core.tasks.actions import change_task, drop_task, reopen_task
from kimppa.core.tasks.checklists import (
    change_checklist,
    change_step,
    mark_back,
    remove_checklist,
    remove_step,
    step_back,
)
from kimppa.core.tasks.models import Checklist, ChecklistStep, StepMark, Task
from kimppa.core.webhooks.actions import change_webhook, pause_webhook, resume_webhook
from kimppa.core.webhooks.models import Webhook

REGISTER = {
    "consortium": (Consortium, "desk:consortium"),
    "municipality": (Municipality, "desk:consortium"),
    "branch": (Branch, "desk:branches"),
    "department": (Department, "desk:branches"),
    "service": (Service, "desk:services"),
    "integration": (Integration, "desk:services"),
}


def _register() -> dict[str, Undo]:
    """The rows of the register are all written by the same actions."""
    table: dict[str, Undo] = {}
    for name, (model, page) in REGISTER.items():
        undo_change = earlier_values(model, consortium.save_row, "row")
        # Older logs call a change that took another back "undo".
        table |= {f"{name}.change": undo_change, f"{name}.undo": undo_change}
        table[f"{name}.add"] = opposite(model, consortium.remove_row, "row", back=page)
        table[f"{name}.remove"] = put_back(model, f"{name}.add")
    return table


def with_its_person(event: AuditEvent, batch: Sequence[AuditEvent]) -> bool:
    """A first role goes with the person who was added with it."""
    added_ids = {sibling.object_id for sibling in batch if sibling.action == "person.add"}
    return str(event.after.get("person_id")) in added_ids


def take_back(by: Actor, _event: AuditEvent, upload: Import) -> None:
    """All that a file wrote, as its own room takes it back."""
    imports.undo(by=by, importer=importer_of(upload.kind), upload=upload)


def _uncorrect(by: Actor, event: AuditEvent, work: Evidence) -> None:
    """Correct a piece of work to what it said before, also for whom it was done."""
    stored = values_of(Evidence, event.before)
    values = {name: stored[name] for name in CORRECTABLE & stored.keys()}
    if {"for_all", "municipalities"} & stored.keys():
        towns = stored.get("municipalities", list(work.municipalities.all()))
        values["municipalities"] = None if stored.get("for_all", work.for_all) else towns
    correct_evidence(by=by, evidence=work, **values)


def _ask_again(by: Actor, event: AuditEvent, work: Evidence) -> None:
    """The line that stood before, or the question; with an open one the choice is forgotten."""
    stored = values_of(Evidence, event.before)
    if stored.get("placing", work.placing) == Evidence.Placing.PERSON and stored.get("duty"):
        choose_line(by=by, evidence=work, duty=stored["duty"])
    else:
        ask_line_again(by=by, evidence=work)


def _answer_as_before(by: Actor, event: AuditEvent, confirmation: Confirmation) -> None:
    """Give the answer that stood before, or none."""
    stored = values_of(Confirmation, event.before)
    state = stored.get("state", confirmation.state)
    if state == Confirmation.State.AWAITING:
        ratification.take_back(by=by, confirmation=confirmation)
        return
    values = {name: stored.get(name, getattr(confirmation, name)) for name in ANSWER}
    is_yes = state == Confirmation.State.YES
    ratification.answer(by=by, confirmation=confirmation, yes=is_yes, **values)


# An agreement that changes settles work anew.
SETTLED = frozenset({"duty_id", "placing", "same_as_id", "slot"})


def _undo_of_work(action: Callable[..., None]) -> Undo:
    return opposite(Evidence, action, "evidence", follows=beside_others, volatile=SETTLED)


ANSWER = ("date", "body", "section", "document", "comment")
PERSON = earlier_values(Person, consortium.change_person, "person")
ROLE = earlier_values(Membership, consortium.save_membership, "membership")

UNDO = _register() | {
    "checklist.create": opposite(Checklist, remove_checklist, "checklist", back="desk:checklists"),
    "checklist.change": earlier_values(Checklist, change_checklist, "checklist"),
    "checklist.add-step": opposite(ChecklistStep, remove_step, "step"),
    "checklist.change-step": earlier_values(ChecklistStep, change_step, "step"),
    "checklist.remove-step": Undo(ChecklistStep, step_back),
    "checklist.mark": Undo(StepMark, mark_back),
    "checklist.unmark": Undo(StepMark, mark_back),
    "offer.take": opposite(OfferChoice, reconsider, "choice"),
    "offer.leave": opposite(OfferChoice, reconsider, "choice"),
    "person.add": opposite(Person, consortium.remove_row, "row", back="desk:people"),
    "person.change": PERSON,
    "person.language": PERSON,
    "person.rhythm": PERSON,
    "person.undo": PERSON,
    "membership.add": opposite(Membership, consortium.remove_row, "row", follows=with_its_person),
    "membership.remove": put_back(Membership, "membership.add"),
    "membership.change": ROLE,
    "membership.undo": ROLE,
    "figure.record": opposite(Figure, withdraw_figure, "figure"),
    "decision.record": opposite(Decision, remove_decision, "decision", back="desk:decisions"),
    "decision.correct": earlier_values(Decision, correct_decision, "decision"),
    "decision.remove": put_back(Decision, "decision.record"),
    "task.create": opposite(Task, drop_task, "task"),
    "task.change": earlier_values(Task, change_task, "task"),
    "task.complete": opposite(Task, reopen_task, "task"),
    "task.drop": opposite(Task, reopen_task, "task"),
    "imports.take": Undo(Import, take_back, whole=True),
    "imports.remember": opposite(Meaning, forget, "meaning"),
    "imports.remember-otherwise": earlier_values(Meaning, change_target, "meaning"),
    "imports.forget": put_back(Meaning, "imports.remember"),
    "evidence.record": _undo_of_work(undo_evidence),
    "evidence.correct": Undo(Evidence, _uncorrect, volatile=SETTLED),
    "evidence.apart": opposite(Evidence, hold_together, "evidence", volatile=SETTLED),
    "evidence.together": opposite(Evidence, hold_apart, "evidence", volatile=SETTLED),
    "evidence.line": Undo(Evidence, _ask_again, volatile=SETTLED),
    "evidence.undo": _undo_of_work(restore_evidence),
    "evidence.restore": _undo_of_work(undo_evidence),
    "release.pass-on": opposite(PassedOn, releases.undo_pass_on, "passed"),
    "release.undo-pass-on": put_back(PassedOn, "release.pass-on"),
    "release.revoke": opposite(Delivery, releases.reopen, "delivery"),
    "release.reopen": opposite(Delivery, releases.revoke, "delivery"),
    "release.remind": opposite(
        Delivery,
        releases.take_reminder_back,
        "delivery",
        volatile=frozenset({"sent"}),
    ),
    # The links of letters stay with their question, also when it is withdrawn.
    **link_undo(AnswerLink, follows=beside_others),
    "ratification.ask": opposite(Ratification, ratification.withdraw, "ratification"),
    "ratification.withdraw": opposite(Ratification, ratification.reopen, "ratification"),
    "ratification.put-again": opposite(Ratification, ratification.withdraw, "ratification"),
    "ratification.carry-out": opposite(Ratification, ratification.open_again, "ratification"),
    "ratification.internal": earlier_values(
        Ratification, ratification.set_internal, "ratification"
    ),
    "ratification.remind": opposite(
        Ratification,
        ratification.take_reminder_back,
        "ratification",
        volatile=frozenset({"reminded"}),
    ),
    "ratification.answer": Undo(Confirmation, _answer_as_before),
    "ratification.take-back": Undo(Confirmation, _answer_as_before),
    "allocation.create-key": opposite(
        AllocationKey,
        remove_key,
        "key",
        back="desk:allocation-keys",
        whole=True,  # with the question put to the municipalities
        volatile=frozenset({"ratification_id"}),
    ),
    "allocation.ask": FOLLOWS,
    "webhook.edit": earlier_values(Webhook, change_webhook, "webhook"),
    "webhook.pause": opposite(Webhook, resume_webhook, "webhook"),
    "webhook.resume": opposite(
        Webhook, pause_webhook, "webhook", volatile=frozenset({"failing_since"})
    ),
}
