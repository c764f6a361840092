"""Updates, steps, comments, statuses and indicators: what people get when they do it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.models import Evidence
from kimppa.core.figures.actions import Provenance, record_figure
from kimppa.core.figures.models import Variable
from kimppa.core.permissions import SYSTEM
from kimppa.programme import actions
from kimppa.programme.models import Action, Programme
from kimppa.programme.queries import actions_of


def first(programme: Programme) -> Action:
    return programme.actions.order_by("number").first()


def test_an_update_counts_as_work_for_the_topic_until_taken_back(
    louna: Louna, agreed: Programme
) -> None:
    update = actions.write_update(
        by=louna.coordinator, action=first(agreed), text="Kielikoodit\n  korjattu"
    )
    work = Evidence.objects.get(area="programme")
    assert (work.topic, work.title) == ("catalogue-integrity", "Kielikoodit korjattu")
    assert work.agreement_year == 2025
    assert actions_of(2025)[0].latest_update == "Kielikoodit\n  korjattu"
    actions.remove_update(by=louna.coordinator, update=update)
    assert not Evidence.objects.standing().filter(area="programme")
    assert AuditEvent.objects.filter(action="programme.remove-update").exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 281])
def test_an_update_is_two_lines(louna: Louna, agreed: Programme, text: str) -> None:
    with pytest.raises(ValidationError):
        actions.write_update(by=louna.coordinator, action=first(agreed), text=text)
    with pytest.raises(ValidationError):
        actions.write_update(
            by=louna.coordinator, action=first(agreed), text="x", date=dt.date(2025, 1, 15)
        )
    assert not Evidence.objects.filter(area="programme")


def test_staff_complete_their_own_steps_only(louna: Louna, agreed: Programme) -> None:
    clerk = louna.staff["981"]
    own = actions.add_step(
        by=louna.coordinator, action=first(agreed), title="Lähetä luettelo", person=clerk
    )
    other = actions.add_step(by=louna.coordinator, action=first(agreed), title="Muu")
    actions.complete_step(by=clerk, step=own)
    assert own.done_by == clerk.name
    assert Evidence.objects.filter(title="Lähetä luettelo").exists()
    with pytest.raises(PermissionDenied):
        actions.complete_step(by=clerk, step=other)
    with pytest.raises(ValidationError):
        actions.remove_step(by=louna.coordinator, step=own)
    actions.reopen_step(by=clerk, step=own)
    assert own.done_at is None
    assert not Evidence.objects.standing().filter(title="Lähetä luettelo")


def test_the_person_who_answers_for_an_action_writes_of_it(louna: Louna, agreed: Programme) -> None:
    director = louna.directors["834"]
    with pytest.raises(PermissionDenied):
        actions.write_update(by=director, action=first(agreed), text="Alkoi")
    actions.change_action(
        by=louna.coordinator,
        action=first(agreed),
        municipalities=[louna.municipalities["834"]],
        responsible_person=director,
    )
    actions.write_update(by=director, action=first(agreed), text="Alkoi")
    work = Evidence.objects.get(area="programme")
    assert [m.code for m in work.municipalities.all()] == ["834"]


def test_directors_comment_and_the_coordinator_handles(louna: Louna, agreed: Programme) -> None:
    director = louna.directors["981"]
    comment = actions.add_comment(by=director, action=first(agreed), text="Riittääkö aika?")
    assert comment.municipality.code == "981"
    with pytest.raises(PermissionDenied):
        actions.handle_comment(by=director, comment=comment)
    with pytest.raises(PermissionDenied):
        actions.remove_comment(by=louna.directors["834"], comment=comment)
    with pytest.raises(PermissionDenied):
        actions.add_comment(by=louna.staff["981"], action=first(agreed), text="x")
    actions.handle_comment(by=louna.coordinator, comment=comment)
    with pytest.raises(ValidationError):
        actions.remove_comment(by=director, comment=comment)


def test_an_override_needs_a_reason_and_may_be_taken_back(louna: Louna, agreed: Programme) -> None:
    row = first(agreed)
    with pytest.raises(ValidationError):
        actions.override_status(by=louna.coordinator, action=row, status="late", reason=" ")
    with pytest.raises(ValidationError):
        actions.override_status(by=louna.coordinator, action=row, status="odd", reason="x")
    actions.override_status(by=louna.coordinator, action=row, status="dropped", reason="Siirtyi")
    assert (actions_of(2025)[0].status, actions_of(2025)[0].status_reason) == (
        "dropped",
        "Siirtyi",
    )
    actions.clear_status(by=louna.coordinator, action=row)
    assert actions_of(2025)[0].status == "not_started"


def test_an_indicators_value_is_entered_or_follows_the_figures(
    louna: Louna, agreed: Programme
) -> None:
    row = first(agreed)
    with pytest.raises(ValidationError):
        actions.set_value(by=louna.coordinator, action=row, value=Decimal(3))
    variable = Variable.objects.create(code="feedback", name_fi="Palautteita")
    with pytest.raises(ValidationError):
        actions.change_action(
            by=louna.coordinator,
            action=row,
            municipalities=None,
            indicator="Palautteita",
            indicator_variable="ei-ole",
        )
    row = first(agreed)
    actions.change_action(
        by=louna.coordinator,
        action=row,
        municipalities=None,
        indicator="Vastattuja palautteita",
        indicator_target=Decimal(80),
        indicator_unit="kpl",
        indicator_variable="feedback",
    )
    actions.set_value(by=louna.coordinator, action=row, value=Decimal("12.50"))
    assert "12,5 kpl" in actions_of(2025)[0].indicator
    for code, value in (("834", 60), ("981", 43)):
        record_figure(
            by=SYSTEM,
            variable=variable,
            year=2025,
            value=value,
            municipality=louna.municipalities[code],
            provenance=Provenance(source="palautelomake"),
        )
    assert "103 kpl" in actions_of(2025)[0].indicator
    ypaja = actions_of(2025, louna.municipalities["981"])[0].indicator
    assert "Ypäjän 43" in ypaja


def test_a_municipality_sees_what_concerns_it(louna: Louna, agreed: Programme) -> None:
    row = first(agreed)
    actions.change_action(
        by=louna.coordinator, action=row, municipalities=[louna.municipalities["834"]]
    )
    assert len(actions_of(2025, louna.municipalities["834"])) == 3
    assert [v.number for v in actions_of(2025, louna.municipalities["981"])] == [
        "2025-02",
        "2025-03",
    ]
    with pytest.raises(ValidationError):
        actions.change_action(by=louna.coordinator, action=first(agreed), municipalities=[])


def test_a_closed_year_is_not_changed(louna: Louna, agreed: Programme) -> None:
    actions.close(by=louna.coordinator, programme=agreed)
    row = first(agreed)
    for do in (
        lambda: actions.write_update(by=louna.coordinator, action=row, text="x"),
        lambda: actions.add_step(by=louna.coordinator, action=row, title="x"),
        lambda: actions.change_action(by=louna.coordinator, action=row, municipalities=None),
        lambda: actions.reopen(by=louna.coordinator, programme=agreed, reason="x"),
    ):
        with pytest.raises(ValidationError):
            do()
    actions.open_again(by=louna.coordinator, programme=agreed)
    assert actions.write_update(by=louna.coordinator, action=first(agreed), text="x").pk
