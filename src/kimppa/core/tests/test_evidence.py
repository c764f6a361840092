"""Work is recorded in ten seconds, counted once, undone and told in a sentence."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from conftest import Louna
from kimppa.core.area import areas
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.evidence.actions import (
    correct_evidence,
    record_evidence,
    restore_evidence,
    undo_evidence,
)
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import evidence_of, tallies
from kimppa.core.evidence.sentences import sentences
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.core.topics import TOPICS
from tests.lines import make_lines, told


def test_work_counts_for_the_year_it_is_recorded_for(louna: Louna) -> None:
    evidence = record_evidence(
        by=louna.coordinator,
        topic="statistics-units",
        title="Luvut toimitettiin",
        date=dt.date(2025, 1, 20),
        agreement_year=2024,
    )
    assert evidence.slot == 13
    (line,) = make_lines(2024, "statistics-units")
    assert any(t.duty_id == line.pk and t.slot == 13 for t in tallies(2024))


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


def test_common_work_is_told_those_who_were_there(louna: Louna) -> None:
    joined, left = louna.municipalities["981"], louna.municipalities["834"]
    save_row(joined, by=SYSTEM, valid_from=dt.date(2024, 7, 1))
    save_row(left, by=SYSTEM, valid_to=dt.date(2024, 6, 30))
    days = {"Keväällä": (3, 2024), "Syksyllä": (9, 2024), "Luvut": (1, 2025)}
    for title, (month, year) in days.items():
        record_evidence(
            by=louna.coordinator,
            topic="transport",
            title=title,
            date=dt.date(year, month, 15),
            agreement_year=2024,
        )

    def told(municipality: Municipality) -> set[str]:
        return {
            row.title for row in evidence_of(2024, municipality=municipality, topic="transport")
        }

    assert told(joined) == {"Syksyllä", "Luvut"}
    assert told(left) == {"Keväällä", "Luvut"}
    assert told(louna.municipalities["061"]) == set(days)


def test_work_of_a_day_when_a_municipality_was_not_there_is_refused(louna: Louna) -> None:
    """A leaver's January counts for the year that it was there in; a later day does not."""
    tammela = louna.municipalities["834"]
    save_row(tammela, by=SYSTEM, valid_from=dt.date(2024, 2, 1), valid_to=dt.date(2024, 6, 30))

    def log(day: dt.date, year: int) -> Evidence:
        return record_evidence(
            by=louna.coordinator, topic="teams", title="Tiimi", date=day, agreement_year=year,
            municipalities=[tammela],
        )  # fmt: skip

    work = log(dt.date(2024, 6, 30), 2024)
    log(dt.date(2025, 1, 10), 2024)
    with translation.override("fi"):
        for day in (dt.date(2024, 7, 1), dt.date(2024, 1, 31)):
            with pytest.raises(ValidationError, match=r"Tammela \(1\.2\.2024–30\.6\.2024\)"):
                log(day, 2024)
        with pytest.raises(ValidationError, match=r"Ei kimpassa 5\.9\.2024"):
            correct_evidence(by=louna.coordinator, evidence=work, date=dt.date(2024, 9, 5))
    assert Evidence.objects.filter(title="Tiimi").count() == 2


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
        said = told(["feedback@finna", "feedback@ekirjasto"], 2024)
    finna, elibrary = said["feedback@finna"][0], said["feedback@ekirjasto"][0]
    assert ("palautetta", "9") in finna.figures
    assert ("palautetta", "3") in elibrary.figures
    assert finna.handwritten


def test_sentences_of_all_topics_take_few_queries(
    louna: Louna, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines = {line.pk: line.subject for line in make_lines(2024, *TOPICS)}
    speaking = [area for area in areas() if area.summary]
    # The pages ask twice: for texts and for changes; besides, what is aimed at and the language
    # in which people log. Ways of working are told from suggestions, practices and surveys.
    with django_assert_max_num_queries(10 + len(speaking)):
        sentences(lines, 2024, louna.municipalities["981"])


def test_a_municipality_is_told_which_numbers_are_everybodys(louna: Louna) -> None:
    ypaja = louna.municipalities["981"]
    for title, places, seen in (("Yhteinen", None, 200), ("Oma", [ypaja], 3)):
        record_evidence(
            by=louna.coordinator,
            topic="film-service",
            title=title,
            agreement_year=2030,
            municipalities=places,
            figures={"katselua": seen},
        )
    with translation.override("fi"):
        own = told(["film-service"], 2030, ypaja)["film-service"][0]
        together = told(["film-service"], 2030)["film-service"][0]
    assert own.text == (
        "Elokuvia katsottiin kaikissa kunnissa yhteensä 203 kertaa. Tästä Ypäjän osuus on kolme."
    )
    assert own.figures == (("katselua", "3"), ("katselua koko kimpassa", "200"))
    assert together.text == "Elokuvia katsottiin 203 kertaa."
    assert together.headline == ("203", "katselua")


def test_work_without_a_service_falls_to_the_duty_without_one(louna: Louna) -> None:
    record_evidence(
        by=louna.coordinator,
        topic="feedback",
        title="Palautelomake uusittiin kaikissa kirjastoissa",
        agreement_year=2030,
    )
    record_evidence(
        by=louna.coordinator,
        topic="feedback",
        title="Teams-palautetta",
        agreement_year=2030,
        service=Service.objects.get(slug="teams"),
    )
    with translation.override("fi"):
        said = told(["feedback", "feedback@finna"], 2030)
    assert not said["feedback@finna"]
    assert "Palautelomake uusittiin" in said["feedback"][0].text


def test_work_of_a_room_is_told_where_the_room_itself_says_nothing(louna: Louna) -> None:
    record_evidence(
        by=SYSTEM,
        topic="events",
        title="Iltakerho avattiin Ypäjällä",
        agreement_year=2030,
        date=dt.date(2030, 5, 2),
        origin=("publishing", "work-1"),
    )
    with translation.override("fi"):
        said = told(["events@finna"], 2030)["events@finna"]
    assert [sentence.text for sentence in said] == ["Iltakerho avattiin Ypäjällä toukokuussa."]


def test_work_that_concerns_nobody_is_refused(louna: Louna) -> None:
    with pytest.raises(ValidationError):
        record_evidence(
            by=louna.coordinator, topic="events", title="Ei kenellekään", municipalities=[]
        )
    assert not Evidence.objects.filter(title="Ei kenellekään").exists()


def test_whose_work_may_be_corrected(louna: Louna) -> None:
    tammela = louna.municipalities["834"]
    own = record_evidence(
        by=louna.staff["834"], topic="teams", title="Oma", municipalities=[tammela]
    )
    joint = record_evidence(by=louna.staff["834"], topic="teams", title="Yhteinen")
    given = record_evidence(
        by=louna.coordinator, topic="guidance", title="Opastus", municipalities=[tammela]
    )
    may = {
        "coordinator": louna.coordinator,
        "director": louna.directors["834"],
        "staff": louna.staff["834"],
        "reader": louna.readers["981"],
        "other director": louna.directors["981"],
    }
    assert able(may, own) == {"coordinator", "director", "staff"}
    assert able(may, joint) == {"coordinator", "staff"}
    assert able(may, given) == {"coordinator", "director"}


def able(people: dict[str, Person], evidence: Evidence) -> set[str]:
    able = set()
    for name, person in people.items():
        try:
            correct_evidence(by=person, evidence=evidence, note=name)
        except PermissionDenied:
            continue
        able.add(name)
    return able


def test_a_refused_correction_writes_nothing(louna: Louna) -> None:
    evidence = record_evidence(by=louna.coordinator, topic="events", title="Tapahtuma")
    count = AuditEvent.objects.count()
    with pytest.raises(ValidationError):
        correct_evidence(
            by=louna.coordinator, evidence=evidence, title=" ", municipalities=[], figures={"a": 1}
        )
    evidence.refresh_from_db()
    assert (evidence.title, evidence.for_all) == ("Tapahtuma", True)
    assert not evidence.figures.exists()
    assert AuditEvent.objects.count() == count


def test_the_log_tells_whom_a_correction_took_away(louna: Louna) -> None:
    evidence = record_evidence(
        by=louna.coordinator,
        topic="events",
        title="Tapahtuma",
        municipalities=[louna.municipalities["834"], louna.municipalities["981"]],
        figures={"osallistujaa": 12},
    )
    correct_evidence(
        by=louna.coordinator,
        evidence=evidence,
        municipalities=[louna.municipalities["834"]],
        figures={"osallistujaa": 13},
    )
    event = AuditEvent.objects.latest("pk")
    assert event.before == {"figures": {"osallistujaa": "12"}, "municipalities": ["834", "981"]}
    assert event.after == {"figures": {"osallistujaa": "13"}, "municipalities": ["834"]}


def test_only_the_words_and_facts_of_work_are_corrected(louna: Louna) -> None:
    evidence = record_evidence(by=louna.coordinator, topic="events", title="Tapahtuma")
    with pytest.raises(TypeError, match="area"):
        correct_evidence(by=louna.coordinator, evidence=evidence, area="desk")


def test_undoing_twice_keeps_the_first_moment(louna: Louna) -> None:
    evidence = record_evidence(by=louna.coordinator, topic="events", title="Tapahtuma")
    undo_evidence(by=louna.coordinator, evidence=evidence)
    undo_evidence(by=louna.coordinator, evidence=evidence)
    assert AuditEvent.objects.filter(action="evidence.undo").count() == 1


@pytest.mark.parametrize(
    ("language", "once", "twice"),
    [
        (
            "fi",
            "Johtajat kokoontuivat kerran, helmikuussa.",
            "Johtajat kokoontuivat kahdesti, helmi- ja maaliskuussa.",
        ),
        (
            "sv",
            "Bibliotekscheferna möttes en gång, i februari.",
            "Bibliotekscheferna möttes två gånger, i februari och mars.",
        ),
        (
            "en",
            "The directors met once, in February.",
            "The directors met twice, in February and March.",
        ),
    ],
)
def test_work_is_told_in_a_natural_sentence(
    louna: Louna, language: str, once: str, twice: str
) -> None:
    def said() -> str:
        with translation.override(language):
            return told(["meetings"], 2030)["meetings"][0].text

    by = louna.coordinator
    record_evidence(by=by, topic="meetings", title="Kokous 1", date=dt.date(2030, 2, 3))
    assert said() == once
    record_evidence(by=by, topic="meetings", title="Kokous 2", date=dt.date(2030, 3, 4))
    assert said() == twice


def test_a_meeting_called_off_is_in_no_count(louna: Louna) -> None:
    by = louna.coordinator
    for month, title, kind in (
        (2, "Kokous 3.2., muistio lähetetty", "work"),
        (4, "Kokous 5.4.", "work"),
        (6, "Kokous 6.6. peruuntui", "called-off"),
    ):
        day = dt.date(2030, month, 3)
        record_evidence(by=by, topic="meetings", title=title, date=day, kind=kind)
    with translation.override("fi"):
        said = told(["meetings"], 2030)["meetings"][0].text
    assert said == "Johtajat kokoontuivat kahdesti, helmi- ja huhtikuussa."
    assert sum(tally.count for tally in tallies(2030)) == 2
