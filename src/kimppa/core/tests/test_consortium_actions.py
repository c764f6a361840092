"""Who may change what in the consortium, what the audit log tells, and how it is undone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kimppa.core.audit.actions import record
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import undo
from kimppa.core.consortium.models import Branch, Department, Membership, Municipality, Person
from kimppa.core.consortium.queries import people_visible_to
from kimppa.core.figures.actions import Provenance
from kimppa.core.permissions import SYSTEM
from kimppa.core.register import actions
from kimppa.core.tests.figures import by_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def tammela() -> Municipality:
    return actions.save_row(Municipality(), by=SYSTEM, code="834", name_fi="Tammela", position=1)


@pytest.fixture
def humppila() -> Municipality:
    return actions.save_row(Municipality(), by=SYSTEM, code="103", name_fi="Humppila", position=2)


@pytest.fixture
def coordinator() -> Person:
    return actions.add_person(by=SYSTEM, email="c@example.org", name="C", role="coordinator")


@pytest.fixture
def director(tammela: Municipality) -> Person:
    return actions.add_person(
        by=SYSTEM, email="d@example.org", name="D", role="director", municipality=tammela
    )


def other_hand() -> Person:
    person = Person.objects.filter(email="b@example.org").first()
    return person or actions.add_person(
        by=SYSTEM, email="b@example.org", name="B", role="coordinator"
    )


def last() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def test_a_change_tells_before_and_after_and_can_be_undone(
    coordinator: Person, tammela: Municipality
) -> None:
    actions.save_row(tammela, by=coordinator, name_sv="Tammela sv")
    event = last()
    assert (event.action, event.by_name) == ("municipality.change", "C")
    assert (event.before, event.after) == ({"name_sv": ""}, {"name_sv": "Tammela sv"})
    undo(by=coordinator, events=[event])
    tammela.refresh_from_db()
    assert tammela.name_sv == ""
    assert last().action == "municipality.change"


def test_equal_values_write_nothing(coordinator: Person, tammela: Municipality) -> None:
    count = AuditEvent.objects.count()
    actions.save_row(tammela, by=coordinator, name_fi="Tammela")
    assert AuditEvent.objects.count() == count


def test_an_undo_never_overwrites_a_later_change(
    coordinator: Person, tammela: Municipality
) -> None:
    actions.save_row(tammela, by=coordinator, name_sv="a")
    event = last()
    actions.save_row(tammela, by=coordinator, name_sv="b")
    with pytest.raises(ValidationError, match="Tammela"):
        undo(by=coordinator, events=[event])
    tammela.refresh_from_db()
    assert tammela.name_sv == "b"


def test_an_added_row_goes_away_unless_something_uses_it(
    coordinator: Person, tammela: Municipality
) -> None:
    branch = actions.save_row(
        Branch(), by=coordinator, code="tam", name_fi="Tammela", municipality=tammela
    )
    added = last()
    municipality_added = AuditEvent.objects.get(action="municipality.add")
    with pytest.raises(ValidationError):
        undo(by=coordinator, events=[municipality_added])
    assert Municipality.objects.filter(pk=tammela.pk).exists()
    undo(by=coordinator, events=[added])
    assert not Branch.objects.filter(pk=branch.pk).exists()


def test_an_undo_gives_no_role_that_its_presser_may_not_give_now(
    coordinator: Person, tammela: Municipality
) -> None:
    other = actions.add_person(by=SYSTEM, email="o@example.org", name="O", role="coordinator")
    actions.save_membership(
        other.memberships.get(), by=coordinator, role="staff", municipality=tammela
    )
    narrowed = last()
    actions.save_membership(
        coordinator.memberships.get(), by=other_hand(), role="director", municipality=tammela
    )
    former = Person.objects.get(pk=coordinator.pk)
    with pytest.raises(PermissionDenied):
        undo(by=former, events=[narrowed])
    assert other.memberships.get().role == "staff"


def test_nobody_undoes_the_loss_of_their_own_role(
    coordinator: Person, tammela: Municipality
) -> None:
    own = coordinator.memberships.get()
    actions.save_membership(own, by=coordinator, role="director", municipality=tammela)
    loss = last()
    former = Person.objects.get(pk=coordinator.pk)
    with pytest.raises(PermissionDenied):
        undo(by=former, events=[loss])
    undo(by=other_hand(), events=[loss])
    regained = last()
    undo(by=other_hand(), events=[regained])  # the undo of the undo
    with pytest.raises(PermissionDenied):
        undo(by=former, events=[last()])
    assert coordinator.memberships.get().role == "director"


def test_a_director_brings_nobody_back_to_a_municipality_of_others(
    coordinator: Person, director: Person, tammela: Municipality, humppila: Municipality
) -> None:
    helper = actions.add_person(
        by=SYSTEM, email="h@example.org", name="H", role="staff", municipality=humppila
    )
    actions.save_membership(helper.memberships.get(), by=coordinator, municipality=tammela)
    with pytest.raises(PermissionDenied):
        undo(by=director, events=[last()])
    assert helper.memberships.get().municipality == tammela


def test_what_added_no_row_is_not_undone_by_taking_the_row_away(
    coordinator: Person, director: Person
) -> None:
    event = record(by=coordinator, action="person.erase", obj=director, after={"rows": {}})
    with pytest.raises(ValidationError):
        undo(by=coordinator, events=[event])
    assert Person.objects.filter(pk=director.pk).exists()


def test_a_departments_branches_are_part_of_its_history(
    coordinator: Person, tammela: Municipality
) -> None:
    branch = actions.save_row(
        Branch(), by=coordinator, code="tam", name_fi="Tammela", municipality=tammela
    )
    department = actions.save_row(Department(), by=coordinator, code="1", name_fi="Aikuiset")
    actions.save_row(department, by=coordinator, branches=[branch])
    event = last()
    assert (event.before, event.after) == ({"branches": []}, {"branches": ["tam"]})
    undo(by=coordinator, events=[event])
    assert not department.branches.exists()


def test_duplicate_codes_and_wrong_dates_are_refused(
    coordinator: Person, tammela: Municipality
) -> None:
    with pytest.raises(ValidationError):
        actions.save_row(Municipality(), by=coordinator, code="834", name_fi="Toinen")
    with pytest.raises(ValidationError):
        actions.save_row(
            tammela,
            by=coordinator,
            valid_from=dt.date(2024, 2, 1),
            valid_to=dt.date(2024, 1, 1),
        )
    tammela.refresh_from_db()
    assert tammela.valid_from is None


@pytest.mark.parametrize("role", ["director", "coordinator"])
def test_a_director_gives_no_role_above_staff(
    director: Person, tammela: Municipality, role: str
) -> None:
    place = None if role == "coordinator" else tammela
    with pytest.raises(PermissionDenied):
        actions.add_person(
            by=director, email="x@example.org", name="X", role=role, municipality=place
        )
    assert not Person.objects.filter(email="x@example.org").exists()


def test_a_director_manages_own_staff_only(
    director: Person, tammela: Municipality, humppila: Municipality, coordinator: Person
) -> None:
    own = actions.add_person(
        by=director, email="s@example.org", name="S", role="staff", municipality=tammela
    )
    actions.change_person(by=director, person=own, name="S2")
    with pytest.raises(PermissionDenied):
        actions.add_person(
            by=director, email="h@example.org", name="H", role="staff", municipality=humppila
        )
    other = actions.add_person(
        by=coordinator, email="h@example.org", name="H", role="staff", municipality=humppila
    )
    for person in (other, coordinator, director):
        with pytest.raises(PermissionDenied):
            actions.change_person(by=director, person=person, email="mine@example.org")


def test_a_member_of_two_municipalities_is_out_of_one_directors_power(
    director: Person, tammela: Municipality, humppila: Municipality, coordinator: Person
) -> None:
    both = actions.add_person(
        by=coordinator, email="b@example.org", name="B", role="staff", municipality=tammela
    )
    actions.save_membership(
        Membership(person=both), by=coordinator, role="reader", municipality=humppila
    )
    with pytest.raises(PermissionDenied):
        actions.change_person(by=director, person=both, email="mine@example.org")


def test_people_seen_are_the_own_municipalitys_and_the_coordinators(
    director: Person, coordinator: Person, humppila: Municipality
) -> None:
    actions.add_person(
        by=coordinator, email="h@example.org", name="H", role="staff", municipality=humppila
    )
    assert {p.name for p in people_visible_to(director)} == {"C", "D"}
    assert {p.name for p in people_visible_to(coordinator)} == {"C", "D", "H"}


def test_an_address_in_use_is_refused_in_words(coordinator: Person, director: Person) -> None:
    with pytest.raises(ValidationError):
        actions.change_person(by=coordinator, person=director, email="C@example.org")


def test_population_has_its_source_and_can_be_taken_back(
    coordinator: Person, tammela: Municipality
) -> None:
    first = Provenance(source="Tilastokeskus 2024")
    actions.record_population(
        by=coordinator, municipality=tammela, year=2024, value=5834, provenance=first
    )
    actions.record_population(
        by=coordinator, municipality=tammela, year=2024, value=5900, provenance=first
    )
    event = last()
    undo(by=coordinator, events=[event])
    assert by_municipality("population", 2024) == {"834": 5834}
    undo(by=coordinator, events=[AuditEvent.objects.filter(action="figure.record")[1]])
    assert by_municipality("population", 2024) == {}


def test_a_password_is_never_in_the_log(coordinator: Person) -> None:
    actions.set_password(by=coordinator, password="correct horse battery")
    event = last()
    assert event.action == "person.password"
    assert "pass" not in str(event.before) + str(event.after)


def test_a_form_that_filled_in_the_row_does_not_hide_whose_role_it_was(
    director: Person, humppila: Municipality, tammela: Municipality
) -> None:
    other = actions.add_person(
        by=SYSTEM, email="o@example.org", name="O", role="director", municipality=humppila
    )
    membership = other.memberships.get()
    membership.role, membership.municipality = "staff", tammela
    with pytest.raises(PermissionDenied):
        actions.save_membership(membership, by=director)
    assert other.memberships.get().role == "director"


def test_a_municipality_has_its_own_code(coordinator: Person) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.save_row(Municipality(), by=coordinator, code="061", name_fi="Urjala")
    told = {"code": ["Kunnan Urjala numero on 887. 061 on Forssa."]}
    assert refused.value.message_dict == told
    actions.save_row(Municipality(), by=coordinator, code="887", name_fi="Urjala")
    actions.save_row(Municipality(), by=coordinator, code="001", name_fi="Kuvitelma")
