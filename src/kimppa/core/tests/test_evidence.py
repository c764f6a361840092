"""Work is recorded in ten seconds, counted once, undone and told in a sentence."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Service
from kimppa.core.evidence.actions import (
    correct_evidence,
    record_evidence,
    restore_evidence,
    undo_evidence,
)
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import evidence_of, sentences, tallies
from kimppa.core.permissions import SYSTEM


def test_work_counts_for_the_year_it_is_recorded_for(louna: Louna) -> None:
    evidence = record_evidence(
        by=louna.coordinator,
        topic="statistics-units",
        title="Luvut toimitettiin",
        date=dt.date(2025, 1, 20),
        agreement_year=2024,
    )
    assert evidence.slot == 13
    assert any(t.topic == "statistics-units" and t.slot == 13 for t in tallies(2024))


def test_the_same_object_is_counted_once(louna: Louna) -> None:
    for title in ("Luonnos", "Valmis"):
        record_evidence(by=louna.coordinator, topic="events", title=title, origin=("desk", "1"))
    assert [e.title for e in Evidence.objects.filter(area="desk", object_id="1")] == ["Valmis"]


def test_undone_work_stops_counting_and_can_be_restored(louna: Louna) -> None:
    evidence = record_evidence(by=louna.coordinator, topic="teams", title="Tiimi siivottiin")
    undo_evidence(by=louna.coordinator, evidence=evidence)
    assert not evidence_of(2025, topic="teams").exists()
    restore_evidence(by=louna.coordinator, evidence=evidence)
    assert evidence_of(2025, topic="teams").exists()


def test_each_municipality_counts_its_own_and_the_common(louna: Louna) -> None:
    ypaja, tammela = louna.municipalities["981"], louna.municipalities["834"]
    record_evidence(
        by=louna.staff["834"], topic="teams", title="Omat jäsenet", municipalities=[tammela]
    )
    record_evidence(by=louna.coordinator, topic="teams", title="Kaikille")
    assert evidence_of(2025, topic="teams", municipality=tammela).count() == 2
    assert [e.title for e in evidence_of(2025, topic="teams", municipality=ypaja)] == ["Kaikille"]


def test_staff_may_not_record_for_another_municipality(louna: Louna) -> None:
    with pytest.raises(PermissionDenied):
        record_evidence(
            by=louna.staff["834"],
            topic="events",
            title="Väärä kunta",
            municipalities=[louna.municipalities["981"]],
        )
    assert not Evidence.objects.filter(title="Väärä kunta").exists()


def test_a_reader_records_nothing(louna: Louna) -> None:
    with pytest.raises(PermissionDenied):
        record_evidence(by=louna.readers["981"], topic="events", title="Ei")


@pytest.mark.parametrize(("topic", "title"), [("events", "  "), ("no-such-topic", "Otsikko")])
def test_an_empty_title_or_unknown_topic_is_refused(louna: Louna, topic: str, title: str) -> None:
    with pytest.raises(ValidationError):
        record_evidence(by=louna.coordinator, topic=topic, title=title)


def test_a_correction_moves_the_work_to_another_column(louna: Louna) -> None:
    evidence = record_evidence(by=louna.coordinator, topic="events", title="Tapahtuma")
    correct_evidence(
        by=louna.coordinator, evidence=evidence, date=dt.date(2024, 12, 30), agreement_year=2024
    )
    assert Evidence.objects.get(pk=evidence.pk).slot == 12


def test_work_of_an_area_is_not_undone_by_hand(louna: Louna) -> None:
    evidence = record_evidence(by=SYSTEM, topic="events", title="Alueen työ", origin=("x", "1"))
    with pytest.raises(ValidationError):
        undo_evidence(by=louna.coordinator, evidence=evidence)


def test_the_audit_log_tells_who_and_what(louna: Louna) -> None:
    record_evidence(
        by=louna.staff["981"],
        topic="events",
        title="Satutunti",
        municipalities=[louna.municipalities["981"]],
    )
    event = AuditEvent.objects.filter(action="evidence.record").latest("pk")
    assert event.by_name == "Kirjastovirkailija, Ypäjä"
    assert event.after["title"] == "Satutunti"


def test_a_sentence_sums_the_numbers_of_its_own_service(louna: Louna) -> None:
    with translation.override("fi"):
        said = sentences(["feedback@finna", "feedback@ekirjasto"], 2024)
    finna, elibrary = said["feedback@finna"][0], said["feedback@ekirjasto"][0]
    assert ("palautetta", "103") in finna.figures
    assert ("palautetta", "12") in elibrary.figures
    assert finna.handwritten


def test_sentences_of_all_topics_take_few_queries(
    louna: Louna, django_assert_max_num_queries: object
) -> None:
    from kimppa.core.topics import TOPICS

    with django_assert_max_num_queries(5):  # type: ignore[operator]
        sentences(list(TOPICS), 2024, louna.municipalities["981"])


def test_work_without_a_service_falls_to_the_duty_without_one(louna: Louna) -> None:
    record_evidence(by=louna.coordinator, topic="feedback", title="Yleistä", agreement_year=2030)
    record_evidence(
        by=louna.coordinator,
        topic="feedback",
        title="Teams-palautetta",
        agreement_year=2030,
        service=Service.objects.get(slug="teams"),
    )
    with translation.override("fi"):
        said = sentences(["feedback", "feedback@finna"], 2030)
    assert not said["feedback@finna"]
    assert said["feedback"][0].figures[0][1] == "2"
