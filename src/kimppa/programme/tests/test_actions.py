"""Drafting, editing, approving and following up: what people get when they do it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from conftest import Louna
from kimppa.core.area import area, resolve, summaries
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.decisions.models import Decision
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence
from kimppa.core.figures.actions import Provenance, record_figure
from kimppa.core.figures.models import Variable
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer
from kimppa.core.ratification.models import Confirmation
from kimppa.core.releases.models import Delivery, Release
from kimppa.programme import actions
from kimppa.programme.actions import JointDecision
from kimppa.programme.models import Action, Programme
from kimppa.programme.queries import actions_of, is_confirmed, ratification_of

MEETING = JointDecision(dt.date(2025, 1, 9), "Louna-johtajien kokous 1/2025", "3")


def duty(clause: str, topic: str, **values: object) -> Duty:
    return Duty.objects.create(
        **{
            "agreement_year": 2025,
            "section": clause[0],
            "section_title": f"Osa {clause[0]}",
            "clause": clause,
            "position": Duty.objects.count(),
            "text": f"kohdan {clause} teksti",
            "topic": topic,
            **values,
        }
    )


@pytest.fixture
def agreement(louna: Louna) -> None:
    duty("1.1", "catalogue-integrity")
    duty("2.1", "statistics-units", kind="deliverable", due="by 01-31 +1")
    duty("7.1", "projects", kind="duty")
    duty("7.1", "meetings", kind="as_needed", due="as-needed")


@pytest.fixture
def draft(louna: Louna, agreement: None) -> Programme:
    return actions.draft_from_clauses(by=louna.coordinator, year=2025)


@pytest.fixture
def agreed(louna: Louna, draft: Programme) -> Programme:
    return actions.approve(by=louna.coordinator, programme=draft, joint=MEETING)


def first(programme: Programme) -> Action:
    return programme.actions.order_by("number").first()


def test_each_clause_becomes_one_action_ready_to_edit(draft: Programme) -> None:
    rows = list(draft.actions.order_by("number"))
    assert [(row.number, row.clauses, row.topic) for row in rows] == [
        ("2025-01", ["1.1"], "catalogue-integrity"),
        ("2025-02", ["2.1"], "statistics-units"),
        ("2025-03", ["7.1"], "projects"),
    ]
    assert rows[0].title == "Kohdan 1.1 teksti"
    assert rows[0].continuous
    assert rows[1].end == dt.date(2026, 1, 31)
    assert [step.due for step in rows[1].steps.all()] == [dt.date(2026, 1, 31)]
    assert not actions.missing(draft)


def test_a_year_without_an_agreement_or_with_a_programme_is_refused(
    louna: Louna, draft: Programme
) -> None:
    with pytest.raises(ValidationError):
        actions.draft_from_clauses(by=louna.coordinator, year=2031)
    with pytest.raises(ValidationError):
        actions.draft_from_clauses(by=louna.coordinator, year=2025)
    assert Programme.objects.count() == 1


def test_only_the_coordinator_writes_a_programme(louna: Louna, draft: Programme) -> None:
    for person in [louna.directors["981"], louna.staff["981"], louna.readers["981"]]:
        with pytest.raises(PermissionDenied):
            actions.add_action(by=person, programme=draft, title="x", topic="teams")
        with pytest.raises(PermissionDenied):
            actions.change_action(by=person, action=first(draft), municipalities=None, title="x")
        with pytest.raises(PermissionDenied):
            actions.approve(by=person, programme=draft)
    assert draft.actions.count() == 3


def test_an_unfinished_programme_is_not_approved_and_it_says_what_is_missing(
    louna: Louna, draft: Programme
) -> None:
    actions.change_action(
        by=louna.coordinator, action=first(draft), municipalities=None, goal="", responsible=""
    )
    with pytest.raises(ValidationError) as refused:
        actions.approve(by=louna.coordinator, programme=draft, joint=MEETING)
    assert len(refused.value.messages) == 1
    assert refused.value.messages[0].startswith("2025-01")
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_meetings_decision_approves_and_is_kept_as_a_decision(
    louna: Louna, agreed: Programme
) -> None:
    assert agreed.approved_at == MEETING.date
    assert is_confirmed(agreed)
    assert agreed.decision.section == "3"
    assert Decision.objects.get(pk=agreed.decision_id).topic == "programme"


def test_the_approved_text_stays_when_the_working_text_changes(
    louna: Louna, agreed: Programme
) -> None:
    actions.change_action(
        by=louna.coordinator, action=first(agreed), municipalities=None, title="Uusi sanamuoto"
    )
    row = first(agreed)
    assert row.official_title == "Kohdan 1.1 teksti"
    assert row.title == "Uusi sanamuoto"
    assert row.reworded
    with pytest.raises(TypeError):
        actions.change_action(
            by=louna.coordinator, action=row, municipalities=None, official_title="x"
        )
    with pytest.raises(ValidationError):
        actions.add_action(by=louna.coordinator, programme=agreed, title="x", topic="teams")
    with pytest.raises(ValidationError):
        actions.remove_action(by=louna.coordinator, action=row)


def test_a_new_version_needs_a_reason_and_locks_the_new_text(
    louna: Louna, agreed: Programme
) -> None:
    with pytest.raises(ValidationError):
        actions.reopen(by=louna.coordinator, programme=agreed, reason=" ")
    actions.reopen(by=louna.coordinator, programme=agreed, reason="Quria siirtyi")
    assert (agreed.state, agreed.version) == ("draft", 2)
    actions.change_action(
        by=louna.coordinator, action=first(agreed), municipalities=None, title="Uusi"
    )
    assert first(agreed).official_title == "Kohdan 1.1 teksti"
    actions.approve(by=louna.coordinator, programme=agreed, joint=MEETING)
    assert first(agreed).official_title == "Uusi"


def test_directors_yes_confirms_and_a_no_does_not(louna: Louna, draft: Programme) -> None:
    actions.approve(by=louna.coordinator, programme=draft)
    assert not is_confirmed(draft)
    question = ratification_of(draft)
    for code, director in louna.directors.items():
        one = question.confirmations.get(municipality__code=code)
        answer(by=director, confirmation=one, yes=code != "981", comment="Odotetaan budjettia")
    assert not is_confirmed(draft)
    own = question.confirmations.get(municipality__code="981")
    answer(by=louna.directors["981"], confirmation=own, yes=True)
    assert is_confirmed(draft)


def test_reopening_withdraws_an_open_question_and_asks_anew(louna: Louna, draft: Programme) -> None:
    actions.approve(by=louna.coordinator, programme=draft)
    actions.reopen(by=louna.coordinator, programme=draft, reason="Tavoite puuttui")
    assert not Confirmation.objects.filter(
        ratification__withdrawn_at=None, ratification__area="programme"
    )
    actions.approve(by=louna.coordinator, programme=draft)
    assert ratification_of(draft).confirmations.count() == 5


def test_an_update_counts_as_work_for_the_topic_until_taken_back(
    louna: Louna, agreed: Programme
) -> None:
    update = actions.write_update(
        by=louna.coordinator, action=first(agreed), text="Kielikoodit\n  korjattu"
    )
    work = Evidence.objects.get(area="programme")
    assert (work.topic, work.title) == ("catalogue-integrity", "Kielikoodit korjattu")
    assert work.agreement_year == 2025
    assert actions_of(2025)[0].latest_update == "Kielikoodit korjattu"
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
    assert "Ypäjä 43" in ypaja


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


def test_delivery_reaches_each_director_once_and_fulfils_the_clause(
    louna: Louna, agreed: Programme
) -> None:
    result = actions.deliver_programme(by=louna.coordinator, programme=agreed)
    assert len(result.deliveries) == 5
    assert not result.unreached
    assert sorted(file.name.rpartition(".")[2] for file in result.release.files.all()) == [
        "docx",
        "pdf",
        "xlsx",
    ]
    assert Evidence.objects.filter(topic="programme", kind="delivery").count() == 5
    again = actions.deliver_programme(by=louna.coordinator, programme=agreed)
    assert not again.deliveries
    assert (Release.objects.count(), Delivery.objects.count()) == (1, 5)
    assert OutgoingMail.objects.count() == 5
    for person in [louna.directors["981"], louna.staff["981"]]:
        with pytest.raises(PermissionDenied):
            actions.deliver_programme(by=person, programme=agreed)


def test_an_unconfirmed_programme_goes_out_provisional_and_then_finally(
    louna: Louna, draft: Programme
) -> None:
    with pytest.raises(ValidationError):
        actions.deliver_programme(by=louna.coordinator, programme=draft)
    actions.approve(by=louna.coordinator, programme=draft)
    assert actions.deliver_programme(by=louna.coordinator, programme=draft).release.provisional
    for one in ratification_of(draft).confirmations.all():
        answer(by=louna.directors[one.municipality.code], confirmation=one, yes=True)
    final = actions.deliver_programme(by=louna.coordinator, programme=draft).release
    assert (final.version, final.provisional) == (2, False)
    assert final.reason


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


def test_others_are_told_in_a_sentence_and_find_the_objects(
    louna: Louna, agreed: Programme
) -> None:
    update = actions.write_update(by=louna.coordinator, action=first(agreed), text="Alkoi")
    with translation.override("fi"):
        said = summaries(["programme"], 2025, None)["programme"]
        here = summaries(["programme"], 2025, louna.municipalities["981"])["programme"]
    assert said[0].text.startswith("Ohjelmassa on 3 toimenpidettä")
    assert "Ypäjä" in here[0].text
    ids = [
        f"programme-{agreed.pk}",
        f"programme-{agreed.pk}-v1",
        f"action-{first(agreed).pk}",
        f"update-{update.pk}",
        "update-999999",
        "step-0",
        "x",
    ]
    found = resolve([("programme", one) for one in ids], louna.directors["981"])
    assert [key[1] for key in found] == ids[:4]
    dues = list(
        area("programme").call("due", dt.date(2026, 1, 1), dt.date(2026, 1, 31), louna.coordinator)
    )
    assert {due.date for due in dues} == {dt.date(2026, 1, 31)}
    hits = list(area("programme").call("search", "kohdan 2.1", louna.coordinator))
    assert [hit.title[:7] for hit in hits] == ["2025-02"]


def test_a_draft_is_hidden_from_staff_and_readers(louna: Louna, draft: Programme) -> None:
    def sees(person: Person) -> bool:
        return Programme.objects.visible_to(person).exists()

    assert sees(louna.coordinator)
    assert sees(louna.directors["981"])
    assert not sees(louna.staff["981"])
    assert not sees(louna.readers["981"])
    found = resolve([("programme", f"programme-{draft.pk}")], louna.readers["981"])
    assert not found


def test_removing_a_draft_leaves_nothing(louna: Louna, draft: Programme) -> None:
    actions.remove_draft(by=louna.coordinator, programme=draft)
    assert not Programme.objects.exists()
    assert AuditEvent.objects.filter(action="programme.remove").exists()


def test_an_approved_programme_is_not_removed(louna: Louna, agreed: Programme) -> None:
    with pytest.raises(ValidationError):
        actions.remove_draft(by=louna.coordinator, programme=agreed)
