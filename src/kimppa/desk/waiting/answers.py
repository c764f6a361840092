"""A municipality's answer as pages show it, at the desk and behind a personal link."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification.effects import Effect, effects
from kimppa.core.ratification.models import AnswerLink, Confirmation, Ratification
from kimppa.core.ratification.queries import Reminders
from kimppa.desk.waiting import tables
from kimppa.ui.confirmations import answer_mark


@dataclass(frozen=True, slots=True)
class Answer:
    """A municipality's answer as a page shows it."""

    confirmation: Confirmation
    may_answer: bool
    effects: Sequence[Effect] = ()
    reminded: dt.date | None = None
    links: Sequence[AnswerLink] = ()  # that open, for who may close them

    @property
    def ratification(self) -> Ratification:
        return self.confirmation.ratification

    @property
    def is_awaited(self) -> bool:
        return self.confirmation.state == Confirmation.State.AWAITING

    @property
    def is_late(self) -> bool:
        due = self.ratification.due
        is_owed = self.is_awaited and self.ratification.open
        return is_owed and due is not None and due < clock.today()

    @property
    def is_municipal(self) -> bool:
        """Whether the answer is a decision of a municipal body."""
        return self.confirmation.way == Ratification.Level.MUNICIPAL

    @property
    def leads_to_desk(self) -> bool:
        """Whether more is told of what changes on pages where one signs in."""
        return any(effect.url or effect.documents for effect in self.effects)

    @property
    def way(self) -> str:
        """How the municipality confirms, in words."""
        return str(Ratification.Level(self.confirmation.way).label)

    @property
    def state(self) -> tuple[str, str]:
        if self.is_awaited and not self.ratification.open:
            return "no-need", _("Did not answer")
        return answer_mark(self.confirmation)

    @property
    def question_state(self) -> tuple[str, str]:
        return tables.state(self.ratification)


def answers_of(
    asked_confirmations: Iterable[Confirmation],
    person: Person,
    days: Reminders = MappingProxyType({}),
    links: Sequence[AnswerLink] = (),
) -> list[Answer]:
    """Each answer with what its yes changes and whether the person may give it."""
    confirmations = list(asked_confirmations)
    effects_by_answer = effects(confirmations, person)
    return [
        Answer(
            confirmation,
            person.can(Permission.RATIFY, confirmation.municipality),
            effects_by_answer.get(confirmation.pk, ()),
            days.get((confirmation.ratification_id, confirmation.municipality_id)),
            [link for link in links if link.municipality_id == confirmation.municipality_id],
        )
        for confirmation in confirmations
    ]
