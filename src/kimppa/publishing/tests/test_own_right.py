"""A director who has been given the right publishes her own library's events and news."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.register.actions import save_membership
from kimppa.publishing import actions
from kimppa.publishing.actions import ItemInput
from kimppa.publishing.models import Item, ItemChange
from kimppa.publishing.tests.conftest import Make, at, signed_in
from kimppa.publishing.tests.test_pages import FILLED, shown
from kimppa.publishing.tests.test_sending import sent, visitor

TOWN = "834"


def role_of(louna: Louna) -> Membership:
    return Membership.objects.get(person=louna.directors[TOWN], role="director")


def give(louna: Louna, *, publishes: bool = True) -> Person:
    save_membership(role_of(louna), by=louna.coordinator, publishes=publishes)
    return Person.objects.get(pk=louna.directors[TOWN].pk)


def state(item: Item) -> str:
    item.refresh_from_db()
    return item.status


def test_the_right_is_given_on_the_page_of_the_role_told_there_and_taken_away(louna: Louna) -> None:
    role, coordinator = role_of(louna), signed_in(louna.coordinator)
    address = f"/people/{role.person_id}/roles/{role.pk}/"
    fields = {"role": "director", "municipality": role.municipality_id}
    page = f"/people/{role.person_id}/"
    assert coordinator.post(address, fields | {"publishes": "on"}).status_code == 302
    assert "julkaisee oman kirjaston" in shown(coordinator, page)
    event = AuditEvent.objects.filter(action="membership.change").latest("pk")
    assert event.after["publishes"] is True
    assert coordinator.post(address, fields).status_code == 302
    assert "julkaisee oman kirjaston" not in shown(coordinator, page)


def test_nobody_but_the_coordinator_gives_it_and_to_a_director_alone(louna: Louna) -> None:
    with pytest.raises(PermissionDenied):
        save_membership(role_of(louna), by=louna.directors[TOWN], publishes=True)
    staff = Membership.objects.get(person=louna.staff[TOWN])
    for by in (louna.coordinator, louna.directors[TOWN]):
        with pytest.raises(ValidationError):
            save_membership(staff, by=by, publishes=True)
    page = f"/people/{staff.person_id}/roles/{staff.pk}/"
    assert "publishes" not in signed_in(louna.directors[TOWN]).get(page).content.decode()


def test_she_publishes_her_own_and_nothing_else(louna: Louna, make: Make) -> None:
    director = give(louna)
    own = make("Oma", published=False)
    actions.publish(by=director, item=own)
    assert state(own) == "published"
    actions.change_item(by=director, item=own, content=ItemInput({"title_fi": "Uusi"}))
    assert Item.objects.get(pk=own.pk).title_fi == "Uusi"
    others = [
        make("Muun kunnan", town="061", published=False),
        make("Yhteinen", published=False, joint=True),
        make("Kaikkien", town="", published=False, joint=True),
    ]
    for item in others:
        with pytest.raises(PermissionDenied):
            actions.publish(by=director, item=item)
        assert state(item) == "draft"
        press = signed_in(director).post(f"/publishing/{item.pk}/publish/")
        assert press.status_code in (302, 403, 404)
        assert state(item) == "draft"


def test_what_is_public_is_not_made_joint_by_its_director(louna: Louna, make: Make) -> None:
    director, item = give(louna), make("Oma")
    with pytest.raises(PermissionDenied):
        actions.change_item(by=director, item=item, content=ItemInput({"joint": True}))
    other = {"municipality": louna.municipalities["061"]}
    with pytest.raises(PermissionDenied):
        actions.change_item(by=director, item=item, content=ItemInput(other))


def test_without_the_right_or_after_it_she_proposes(louna: Louna, make: Make) -> None:
    item = make("Oma", published=False)
    with pytest.raises(PermissionDenied):
        actions.publish(by=louna.directors[TOWN], item=item)
    give(louna)
    director = give(louna, publishes=False)
    with pytest.raises(PermissionDenied):
        actions.publish(by=director, item=item)
    page = signed_in(director).get(f"/publishing/{item.pk}/").content.decode()
    assert f"/publishing/{item.pk}/publish/" not in page
    assert f"/publishing/{item.pk}/propose/" in page


def test_a_proposal_stands_in_the_lists_of_both_at_once(louna: Louna, make: Make) -> None:
    """Also one whose day is far off, and news without a day."""
    director = give(louna)
    far = make("Kesän avajaiset", published=False, start=at("2025-07-05 17:00"),
               end=at("2025-07-05 18:00"))  # fmt: skip
    news = make("Uutinen", kind="news", published=False)
    for item in (far, news):
        actions.propose(by=louna.staff[TOWN], item=item)
    for person in (louna.coordinator, director):
        text = shown(signed_in(person), "/tasks/")
        assert "Julkaise 2 tapahtumaa tai uutista" in text
    assert "ulkaise" not in shown(signed_in(louna.directors["061"]), "/tasks/")


def test_a_change_of_her_own_is_told_and_decided_by_her(louna: Louna) -> None:
    director = give(louna)
    director.rhythm = "at-once"
    director.save()
    item, receipt = sent(louna)
    actions.publish(by=louna.coordinator, item=item)
    visitor().post(f"{receipt}korjaa/", FILLED | {"price": "5 €"})
    change = ItemChange.objects.get(item=item)
    assert OutgoingMail.objects.filter(to=director.email, subject__startswith="Ehdotus: ").exists()
    assert "Katso" in shown(signed_in(director), "/tasks/")
    page = change.get_absolute_url()
    assert "5 €" in shown(signed_in(director), page)
    assert signed_in(louna.directors["061"]).get(page).status_code in (403, 404)
    item.joint = True
    item.save()
    with pytest.raises(PermissionDenied):
        actions.accept_change(by=director, proposal=ItemChange.objects.get(pk=change.pk))
    item.joint = False
    item.save()
    actions.accept_change(by=director, proposal=ItemChange.objects.get(pk=change.pk))
    item.refresh_from_db()
    assert item.price == "5 €"
