"""One object of each kind, of Tammela, and the arguments of the desk's addresses."""

from collections.abc import Iterator

from kimppa.core.allocation.actions import create_key
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.decisions.actions import record_decision
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.figures.actions import Provenance
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import ask
from kimppa.core.ratification.models import AnswerLink
from kimppa.core.register.actions import record_population, save_row
from kimppa.core.releases.actions import RenderedFile, Subject, deliver, freeze, pass_on
from kimppa.core.releases.models import Delivery
from kimppa.core.tasks.actions import create_task
from kimppa.core.tasks.checklists import create_checklist
from kimppa.core.tasks.models import Checklist
from kimppa.core.webhooks.actions import add_webhook
from kimppa.desk.tests.conftest import TODAY, Louna
from kimppa.jobs.queue import start
from kimppa.jobs.schedule import run_job


def one_of_each(louna: Louna) -> dict[str, list[object]]:
    """Make one object of each kind; the arguments of the addresses."""
    here = [louna.tammela]
    work = record_evidence(by=SYSTEM, topic="guidance", title="T", municipalities=here)
    task = create_task(by=SYSTEM, title="T", topic="guidance", municipality=louna.tammela)
    decision = record_decision(by=SYSTEM, text="P", date=TODAY, municipalities=here)
    question = ask(by=SYSTEM, origin=("desk", "q"), title="Q", municipalities=here)
    release = freeze(
        by=SYSTEM,
        subject=Subject("report", 2024, "report", "R"),
        facts={"a": 1},
        files=[RenderedFile("r.pdf", "application/pdf", b"%PDF")],
    )
    director = louna.people["director"]
    delivery = deliver(by=SYSTEM, release=release, recipients=[(louna.tammela, director)])[0]
    passed = pass_on(by=director, delivery=delivery, to="Lautakunta")
    answer = question.confirmations.get()
    made = [work, task, decision, question, answer, delivery, passed]
    return arguments(louna, *(row.pk for row in made))


def arguments(louna: Louna, *made: int) -> dict[str, list[object]]:
    """The arguments of every address that has some."""
    work, task, decision, question, answer, delivery, passed = made
    branch = save_row(Branch(), by=SYSTEM, code="t", name_fi="T", municipality=louna.tammela)
    staff = louna.people["staff"]
    origin = Provenance(source="Tilastokeskus")
    figure = record_population(
        by=SYSTEM, municipality=louna.tammela, year=2024, value=5834, provenance=origin
    )
    weights = {louna.tammela: 1, louna.ypaja: 1}
    create_key(by=SYSTEM, name="J", kind="agreed", as_of=TODAY, weights=weights)
    of: list[tuple[int, str]] = [
        (work, "work work-edit work-correct work-undo work-restore work-apart work-files"),
        (task, "task task-edit task-done task-reopen task-drop"),
        (delivery, "delivery delivery-resend delivery-renew delivery-revoke delivery-reopen"),
        *of_question(question, answer),
        (Delivery.objects.get(pk=delivery).release_id, "unopened unopened-remind"),
        (decision, "decision"),
        (staff.pk, "person person-data person-erase person-edit person-link role-add"),
        (staff.pk, "person-sign-in person-reset person-untie person-sessions-end"),
        (louna.finna.pk, "service"),
        (figure.pk, "figure"),
        *receivers(),
        (louna.tammela.pk, "population"),
        (louna.upload(), "exchange-file exchange-take exchange-undo exchange-original"),
        (AuditEvent.objects.latest("pk").pk, "audit-event"),
        (start(run_job, "desk.reminders")[0].pk, "run run-again run-go-on run-stop"),
    ]
    one: dict[str, list[object]] = {name: [pk] for pk, words in of for name in words.split()}
    return one | {
        **of_checklist(louna.tammela),
        "delivery-undo-pass-on": [delivery, passed],
        "role-edit": [staff.pk, staff.memberships.get().pk],
        "register-add": ["branch"],
        "allocation-key-new": ["equal"],
        "register-edit": ["branch", branch.pk],
        "run-now": ["desk.reminders"],
        "guide": ["work"],
    }


def of_question(question: int, answer: int) -> list[tuple[int, str]]:
    """What is done with a question, with an answer and with the link of its letter."""
    return [
        (question, "ratification-withdraw ratification-put-again ratification-remind"),
        (answer, "answer-yes answer-take-back"),
        (AnswerLink.objects.get(ratification=question).pk, "answer-link-close"),
    ]


def of_checklist(town: Municipality) -> dict[str, list[object]]:
    """The arguments of the addresses of a checklist that concerns one municipality."""
    kind = Checklist.Kind.ACCEPTANCE
    made = create_checklist(
        by=SYSTEM, title="L", kind=kind, topic="migration", local=["V"], municipalities=[town]
    )
    step = made.steps.get()
    return {
        "checklist-add": [kind],
        "checklist": [made.pk],
        "checklist-edit": [made.pk],
        "step": [step.pk],
        "step-remove": [step.pk],
        "step-mark": [step.pk, town.code],
    }


def receivers() -> Iterator[tuple[int, str]]:
    """The addresses of a program that is told of what happens."""
    made = add_webhook(by=SYSTEM, name="R", url="https://192.0.43.8/", kinds=["task.done"])
    yield made.pk, "webhook webhook-edit webhook-pause webhook-resume webhook-test"
    yield made.pk, "webhook-secret webhook-remove"
