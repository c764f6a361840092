"""Reading how far a programme is confirmed."""

import datetime as dt
from collections.abc import Collection

from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.programme.models import AREA, Programme
from kimppa.programme.standing import Answers, Binding, Standing, standing


def ratification_of(programme: Programme) -> Ratification | None:
    """The question put to the directors about this version, with the answers."""
    area, object_id = programme.origin
    return (
        Ratification.objects.filter(area=area, object_id=object_id, withdrawn_at=None)
        .prefetch_related("confirmations__municipality", "confirmations__answered_by")
        .first()
    )


def is_confirmed(programme: Programme) -> bool:
    """Whether the version is settled: a joint decision, or every municipality's yes."""
    return standing_of(programme).binding is Binding.APPROVED


def standing_of(programme: Programme) -> Standing:
    """How the version at hand stands."""
    return standings([programme])[programme.pk]


def standings(programmes: Collection[Programme]) -> dict[int, Standing]:
    """How the versions at hand stand, by the programme's key."""
    answers = _answers([programme.origin[1] for programme in programmes])
    return {
        programme.pk: standing(
            sent=None if programme.state == Programme.State.DRAFT else programme.approved_at,
            decided=programme.decision_id is not None,
            answers=answers.get(programme.origin[1]),
        )
        for programme in programmes
    }


def earlier_standing(programme: Programme) -> Standing:
    """How the version before a reopened draft stood: what was put to no municipality had been
    decided on jointly, and what was withdrawn then had not been confirmed by all.
    """
    _area, version = programme.earlier_origin
    was_asked = Ratification.objects.filter(area=AREA, object_id=version).exists()
    answers = _answers([version]).get(version)
    return standing(sent=programme.approved_at, decided=not was_asked, answers=answers)


def _answers(origins: Collection[str]) -> dict[str, Answers]:
    confirmations = Confirmation.objects.filter(
        ratification__area=AREA,
        ratification__object_id__in=origins,
        ratification__withdrawn_at=None,
    )
    answers_by_origin: dict[str, list[tuple[str, dt.date | None]]] = {}
    for origin, state, day in confirmations.values_list("ratification__object_id", "state", "date"):
        answers_by_origin.setdefault(origin, []).append((state, day))
    return {
        origin: Answers(
            len(pairs),
            sum(state == Confirmation.State.NO for state, _day in pairs),
            tuple(day for state, day in pairs if day and state == Confirmation.State.YES),
        )
        for origin, pairs in answers_by_origin.items()
    }
