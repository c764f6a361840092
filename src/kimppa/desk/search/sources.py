"""What of the things that all rooms share is found by words, and what their ids mean."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Resolved
from kimppa.core.consortium.models import Branch, Municipality, Person, Service
from kimppa.core.consortium.queries import people_visible_to
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import visible_decisions
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import visible_evidence
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.ratification.queries import visible_confirmations, visible_ratifications
from kimppa.core.releases.models import Delivery
from kimppa.core.releases.queries import visible_deliveries
from kimppa.core.search.sources import Document, Rows, Source, resolve_documents
from kimppa.core.tasks.checklists import visible_to as visible_checklists
from kimppa.core.tasks.models import Checklist, Task


def resolve(ids: Collection[str], person: Person) -> Mapping[str, Resolved]:
    """What the desk's own ids (`task-12`, `delivery-3`) look like to the person."""
    return resolve_documents(DOCUMENTS, ids, person)


def _work_document(evidence: Evidence) -> Document:
    figures = ", ".join(str(number) for number in evidence.figures.all())
    return Document(
        title=evidence.title,
        text="\n".join(filter(None, [evidence.note, figures])),
        places=[number.pk for number in evidence.municipalities.all()],
        year=evidence.agreement_year,
        date=evidence.date,
    )


def _task(task: Task) -> Document:
    return Document(
        title=task.title,
        text=task.note,
        places=[task.municipality_id],
        year=task.created_at.year,
        date=timezone.localdate(task.created_at),
    )


def _checklist(checklist: Checklist) -> Document:
    steps = [step.title for step in checklist.steps.all()]
    return Document(
        title=checklist.title,
        text="\n".join(filter(None, [checklist.note, *steps])),
        year=checklist.created_at.year,
        date=timezone.localdate(checklist.created_at),
    )


def _decision(decision: Decision) -> Document:
    section = f"§ {decision.section.removeprefix('§').strip()}" if decision.section else ""
    return Document(
        title=str(decision),
        text="\n".join(filter(None, [decision.text, decision.meeting, section])),
        places=[town.pk for town in decision.municipalities.all()],
        year=decision.agreement_year,
        date=decision.date,
    )


def _question(ratification: Ratification) -> Document:
    return Document(
        title=ratification.title,
        text=ratification.text,
        places=[answer.municipality_id for answer in ratification.confirmations.all()],
        year=ratification.asked_at.year,
        date=timezone.localdate(ratification.asked_at),
    )


def _answer(confirmation: Confirmation) -> Document:
    section = f"§ {confirmation.section.removeprefix('§').strip()}" if confirmation.section else ""
    return Document(
        title=f"{confirmation.municipality.name}: {confirmation.ratification.title}",
        text="\n".join(filter(None, [confirmation.body, section, confirmation.comment])),
        places=[confirmation.municipality_id],
        year=confirmation.date.year if confirmation.date else None,
        date=confirmation.date,
    )


def _delivery(delivery: Delivery) -> Document:
    return Document(
        title=str(delivery),
        text="\n".join(dict.fromkeys(_texts(json.loads(delivery.release.facts)))),
        places=[delivery.municipality_id],
        year=delivery.release.agreement_year,
        date=timezone.localdate(delivery.delivered_at),
    )


def _texts(facts: Any) -> Iterator[str]:
    """The words in frozen facts: every text of more than one word."""
    if isinstance(facts, str):
        if " " in facts.strip():
            yield facts
    elif isinstance(facts, Mapping):
        for part in facts.values():
            yield from _texts(part)
    elif isinstance(facts, list):
        for part in facts:
            yield from _texts(part)


def _service(service: Service) -> Document:
    names = [*service.names, service.vendor, service.owner]
    ends = [
        text
        for integration in service.integrations.all()
        for text in (integration.target_name, integration.standard)
    ]
    about = [*names, service.slug, service.statistics_source, service.sign_in, *ends]
    return Document(title=service.name, text=_lines(about), names=names)


def _person(person: Person) -> Document:
    town_ids = {role.municipality_id for role in person.memberships.all() if role.municipality_id}
    return Document(title=person.name, text=person.email, names=[person.name], places=town_ids)


def _branch(branch: Branch) -> Document:
    names = list(branch.names)
    about = [*names, branch.code, branch.isil]
    return Document(
        title=branch.name, text=_lines(about), names=names, places=[branch.municipality_id]
    )


def _municipality(municipality: Municipality) -> Document:
    names = list(municipality.names)
    return Document(
        title=municipality.name,
        text=_lines([*names, municipality.code]),
        names=names,
        places=[municipality.pk],
    )


def _lines(texts: Collection[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, texts)))


def _people(person: Person) -> Rows | None:
    return people_visible_to(person) if person.can(Permission.MANAGE_PEOPLE) else None


DOCUMENTS = (
    Source(
        Evidence,
        "work",
        _("Work done"),
        rows=lambda: Evidence.objects.standing().prefetch_related("municipalities", "figures"),
        visible=lambda person: visible_evidence(person).standing(),
        document=_work_document,
        url=lambda row: reverse("desk:work", args=[row.pk]),
    ),
    Source(
        Task,
        "task",
        _("Tasks"),
        visible=Task.objects.visible_to,
        document=_task,
        url=lambda row: reverse("desk:task", args=[row.pk]),
        state=lambda row: str(row.state),
    ),
    Source(
        Checklist,
        "checklist",
        _("Checklists"),
        rows=lambda: Checklist.objects.prefetch_related("steps"),
        visible=visible_checklists,
        document=_checklist,
        url=lambda row: reverse("desk:checklist", args=[row.pk]),
        follows={"core.checkliststep": "steps"},
    ),
    Source(
        Decision,
        "decision",
        _("Decisions"),
        rows=lambda: Decision.objects.prefetch_related("municipalities"),
        visible=visible_decisions,
        document=_decision,
        url=lambda row: reverse("desk:decision", args=[row.pk]),
    ),
    Source(
        Ratification,
        "question",
        _("Ratifications"),
        rows=lambda: Ratification.objects.prefetch_related("confirmations"),
        visible=visible_ratifications,
        document=_question,
        url=lambda row: reverse("desk:ratification", args=[row.pk]),
    ),
    Source(
        Confirmation,
        "answer",
        _("Answers of the municipalities"),
        rows=lambda: Confirmation.objects.exclude(state=Confirmation.State.AWAITING).select_related(
            "ratification", "municipality"
        ),
        visible=visible_confirmations,
        document=_answer,
        url=lambda row: reverse("desk:ratification", args=[row.ratification_id]),
        follows={"core.ratification": "ratification"},
    ),
    Source(
        Delivery,
        "delivery",
        _("Deliveries"),
        rows=lambda: Delivery.objects.select_related("release"),
        visible=visible_deliveries,
        document=_delivery,
        url=lambda row: reverse("desk:delivery", args=[row.pk]),
    ),
    Source(
        Service,
        "service",
        _("Services"),
        rows=lambda: Service.objects.prefetch_related("integrations__target"),
        document=_service,
        url=lambda row: reverse("desk:service", args=[row.pk]),
        follows={"core.integration": "integrations"},
    ),
    Source(
        Person,
        "person",
        _("People"),
        rows=lambda: Person.objects.prefetch_related("memberships"),
        visible=_people,
        document=_person,
        url=lambda row: reverse("desk:person", args=[row.pk]),
        follows={"core.membership": "memberships"},
    ),
    Source(
        Branch,
        "branch",
        _("Branches"),
        document=_branch,
        url=lambda _row: reverse("desk:branches"),
    ),
    Source(
        Municipality,
        "municipality",
        _("Municipalities"),
        document=_municipality,
        url=lambda row: reverse("desk:population", args=[row.pk]),
    ),
)
