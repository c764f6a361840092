"""A person's data on the person's page: a copy to take away, and erasing in two steps."""

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.desk.tests.conftest import Louna


def test_the_coordinator_downloads_and_then_erases(louna: Louna) -> None:
    client, staff = louna.client("coordinator"), louna.people["staff"]
    page = client.get(f"/people/{staff.pk}/").content.decode()
    assert "Lataa henkilötiedot" in page
    assert f"/people/{staff.pk}/erase/" in page
    copy = client.post(f"/people/{staff.pk}/data/")
    assert copy["Content-Type"] == "application/json"
    assert copy["Content-Disposition"].startswith("attachment")
    assert copy.json()["person"]["email"] == staff.email
    told = client.get(f"/people/{staff.pk}/erase/").content.decode()
    assert f"Poistettu henkilö {staff.pk}" in told
    assert "ei voi kumota" in told
    wrong = client.post(f"/people/{staff.pk}/erase/", {"address": "toinen@louna.example"})
    assert wrong.status_code == 422
    assert "Mitään ei poistettu" in wrong.content.decode()
    assert Person.objects.get(pk=staff.pk).email == staff.email
    done = client.post(f"/people/{staff.pk}/erase/", {"address": f" {staff.email.upper()} "})
    assert done.status_code == 302
    assert client.get(done["Location"]).status_code == 200
    left = Person.objects.get(pk=staff.pk)
    assert left.name == f"Poistettu henkilö {staff.pk}"
    assert AuditEvent.objects.filter(action="person.erase").count() == 1
    again = client.get(f"/people/{staff.pk}/erase/")
    assert "on poistettu jo" in again.content.decode()


def test_the_only_coordinator_is_told_why_not(louna: Louna) -> None:
    own = louna.people["coordinator"]
    client = louna.client("coordinator")
    assert "Kukaan ei poista omia" in client.get(f"/people/{own.pk}/erase/").content.decode()
    refused = client.post(f"/people/{own.pk}/erase/", {"address": own.email})
    assert refused.status_code == 422
    assert Person.objects.get(pk=own.pk).email == own.email


def test_a_director_sees_no_such_buttons(louna: Louna) -> None:
    staff = louna.people["staff"]
    page = louna.client("director").get(f"/people/{staff.pk}/").content.decode()
    assert "/erase/" not in page
    assert "/data/" not in page
