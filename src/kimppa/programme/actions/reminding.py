"""Reminders by mail: each matter once for each person, gathered into one letter a day."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.mail.actions import queue_mail
from kimppa.programme import messages
from kimppa.programme.models import Action, Programme, Reminder, Step
from kimppa.programme.queries import (
    agreed_on,
    facts_of,
    figure_values,
    value_of,
    with_follow_up,
)
from kimppa.programme.status import ENDED, ActionFacts, is_stale, last_sign, status

DAYS_BEFORE = 7


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to be reminded of. The key names the matter and the day it turns on, so that a
    moved day or new silence is a new matter and the same one never is.
    """

    key: str
    kind: str
    action: Action
    day: dt.date
    step: Step | None = None

    def words(self) -> str:
        """One line of the letter, in the active language."""
        text = {
            "soon": _("%(what)s: due %(date)s"),
            "late": _("%(what)s: was due %(date)s"),
            "silent": _("%(what)s: nothing written since %(date)s"),
        }[self.kind]
        subject = f"{self.action.number} {self.step or self.action.title}"
        return text % {"what": subject, "date": messages.day(self.day)}


def remind() -> int:
    """Queue the day's letters; the number of letters. Run it as often as you like: what has been
    reminded of is in the log, and the log and the letter are written together.
    """
    today = clock.today()
    coordinators = _coordinators()
    matters_by_person: dict[Person, list[Matter]] = defaultdict(list)
    for programme in Programme.objects.filter(state=Programme.State.AGREED):
        for matter in matters(programme, today):
            for person in _recipients(matter, coordinators):
                matters_by_person[person].append(matter)
    return sum(_write_letter(person, group, today) for person, group in matters_by_person.items())


def matters(programme: Programme, today: dt.date) -> Iterator[Matter]:
    """What is worth a reminder on a day: days near or passed, and silence."""
    actions = list(
        with_follow_up(Action.objects.filter(programme=programme))
        .select_related("responsible_person")
        .prefetch_related("steps__person")
    )
    figures = figure_values([a.indicator_variable for a in actions], programme.year)
    for action in actions:
        facts = facts_of(action, value_of(action, figures))
        if status(facts, today) in ENDED:
            continue
        yield from _matters_of_days(action, facts, today)
        agreed_day = agreed_on(programme)
        if is_stale(facts, today, programme.stale_days, agreed_day):
            silent_since = last_sign(facts, agreed_day)
            yield Matter(f"silent-{action.pk}-{silent_since}", "silent", action, silent_since)


def _matters_of_days(action: Action, facts: ActionFacts, today: dt.date) -> Iterator[Matter]:
    for step in action.steps.all():
        if step.done_at is None and step.due is not None:
            yield from _matters_near(f"step-{step.pk}", action, step.due, today, step)
    if action.end is not None:
        yield from _matters_near(f"action-{action.pk}", action, action.end, today)


def _matters_near(
    name: str, action: Action, day: dt.date, today: dt.date, step: Step | None = None
) -> Iterator[Matter]:
    if day < today:
        yield Matter(f"late-{name}-{day}", "late", action, day, step)
    elif (day - today).days <= DAYS_BEFORE:
        yield Matter(f"soon-{name}-{day}", "soon", action, day, step)


def _recipients(matter: Matter, coordinators: list[Person]) -> list[Person]:
    """The step's person, else the action's, else the coordinators."""
    responsible = matter.step.person if matter.step is not None else None
    person = responsible or matter.action.responsible_person
    return [person] if person is not None and person.is_active else coordinators


def _coordinators() -> list[Person]:
    memberships = Membership.objects.valid_on(clock.today()).filter(
        role=Role.COORDINATOR, person__is_active=True
    )
    return [membership.person for membership in memberships.select_related("person")]


@transaction.atomic
def _write_letter(person: Person, matters: Sequence[Matter], today: dt.date) -> bool:
    matter_by_key = {f"{matter.key}-{person.pk}": matter for matter in matters}
    logged_keys = set(Reminder.objects.filter(key__in=matter_by_key).values_list("key", flat=True))
    new_matters = {key: matter for key, matter in matter_by_key.items() if key not in logged_keys}
    if not new_matters:
        return False
    with translation.override(person.language):
        subject, body = _letter(list(new_matters.values()))
    digest = hashlib.sha256("\n".join(sorted(new_matters)).encode()).hexdigest()
    mail = queue_mail(
        key=f"programme-reminder-{digest}",
        to=person.email,
        subject=subject,
        body=body,
        person=person,
    )
    Reminder.objects.bulk_create(
        Reminder(
            key=key,
            action=matter.action,
            person=person,
            mail=mail,
            sent_on=today,
            example=matter.action.example,
            source=matter.action.source,
        )
        for key, matter in new_matters.items()
    )
    return True


def _letter(matters: Sequence[Matter]) -> tuple[str, str]:
    subject = ngettext(
        "Action programme: %(count)d matter awaits you",
        "Action programme: %(count)d matters await you",
        len(matters),
    ) % {"count": len(matters)}
    lines = "\n".join(
        f"- {matter.words()}\n  {settings.KIMPPA_PUBLIC_URL}{matter.action.get_absolute_url()}"
        for matter in matters
    )
    body = _(
        "Hello,\n\n%(lines)s\n\n"
        "Two lines on how it is going are enough. You are reminded of each matter once.\n"
    )
    return subject, body % {"lines": lines}
