"""The register of decisions: kept, corrected, taken out, each with the way back."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import events_of, undo
from kimppa.core.decisions.actions import (
    correct_decision,
    record_decision,
    remove_decision,
)
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import decisions_of, visible_decisions

DAY = dt.date(2025, 1, 9)


def kept(louna: Louna, *codes: str) -> Decision:
    places = [louna.municipalities[code] for code in codes]
    return record_decision(
        by=louna.coordinator, text="Avataan lauantaisin.", date=DAY, municipalities=places
    )


def test_a_correction_is_undone_with_its_municipalities(louna: Louna) -> None:
    decision = kept(louna, "981")
    changed = correct_decision(
        by=louna.coordinator,
        decision=decision,
        text="Avataan sunnuntaisin.",
        date=dt.date(2025, 1, 10),
        municipalities=[louna.municipalities["061"]],
    )
    assert changed
    undo(by=louna.coordinator, events=events_of(str(AuditEvent.objects.latest("pk").pk)))
    decision.refresh_from_db()
    assert (decision.text, decision.date) == ("Avataan lauantaisin.", DAY)
    assert [place.code for place in decision.municipalities.all()] == ["981"]


def test_the_same_again_is_no_correction(louna: Louna) -> None:
    decision = kept(louna)
    assert not correct_decision(by=louna.coordinator, decision=decision, text=decision.text)
    assert not AuditEvent.objects.filter(action="decision.correct").exists()


def test_a_decision_needs_its_words(louna: Louna) -> None:
    decision = kept(louna)
    with pytest.raises(ValidationError):
        correct_decision(by=louna.coordinator, decision=decision, text="")
    decision.refresh_from_db()
    assert decision.text == "Avataan lauantaisin."


def test_a_decision_taken_out_stays_in_the_audit_log(louna: Louna) -> None:
    decision = kept(louna, "981")
    with pytest.raises(PermissionDenied):
        remove_decision(by=louna.directors["981"], decision=decision)
    remove_decision(by=louna.coordinator, decision=decision)
    event = AuditEvent.objects.filter(action="decision.remove").get()
    assert event.before["text"] == "Avataan lauantaisin."
    assert event.before["municipalities"] == ["981"]


def test_each_sees_the_common_decisions_and_the_own(louna: Louna) -> None:
    own, common = kept(louna, "981"), kept(louna)
    seen = visible_decisions(louna.readers["981"])
    assert {own, common} <= set(seen)
    others = visible_decisions(louna.directors["061"])
    assert common in others
    assert own not in others
    about = decisions_of(louna.coordinator, louna.municipalities["061"])
    assert common in about
    assert own not in about


def test_the_log_tells_whom_a_new_decision_concerns(louna: Louna) -> None:
    record_decision(
        by=louna.coordinator,
        text="Hankitaan yhdessä",
        date=dt.date(2025, 1, 10),
        municipalities=[louna.municipalities["834"]],
    )
    assert AuditEvent.objects.latest("pk").after["municipalities"] == ["834"]
