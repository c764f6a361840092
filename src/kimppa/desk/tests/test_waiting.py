"""A municipality's yes: by one click, by decision, with a reason, and taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import ask
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.desk.tests.conftest import Louna


def question(louna: Louna, level: str = "director") -> Ratification:
    return ask(
        by=SYSTEM,
        origin=("desk", f"q-{level}"),
        title="Toimenpideohjelma 2025",
        municipalities=[louna.tammela, louna.ypaja],
        level=level,
    )


def tammelas(found: Ratification) -> Confirmation:
    return found.confirmations.get(municipality__code="834")


def test_one_click_confirms_and_one_takes_back(louna: Louna) -> None:
    one = tammelas(question(louna))
    client = louna.client("director")
    page = client.get("/waiting/").content.decode()
    assert f'action="/waiting/{one.pk}/yes/"' in page
    answer = client.post(f"/waiting/{one.pk}/yes/", follow=True).content.decode()
    assert "Vahvistettu. Kiitos!" in answer
    assert "1/2" in answer
    client.post(f"/waiting/{one.pk}/undo/")
    one.refresh_from_db()
    assert one.state == Confirmation.State.AWAITING


def test_a_municipal_decision_needs_its_body_and_section(louna: Louna) -> None:
    one = tammelas(question(louna, "municipal"))
    client = louna.client("director")
    assert f'action="/waiting/{one.pk}/yes/"' not in client.get("/waiting/").content.decode()
    client.post(f"/waiting/{one.pk}/yes/")
    one.refresh_from_db()
    assert one.state == Confirmation.State.AWAITING
    fields = {"answer": "yes", "date": "13.1.2025"}
    refused = client.post(f"/waiting/{one.pk}/", fields)
    assert refused.status_code == 422
    fields |= {"body": "Sivistyslautakunta", "section": "14"}
    fields["document"] = SimpleUploadedFile("ote.pdf", b"%PDF")
    client.post(f"/waiting/{one.pk}/", fields)
    one.refresh_from_db()
    assert (one.state, one.body, one.section) == ("yes", "Sivistyslautakunta", "14")
    assert client.get(f"/waiting/{one.pk}/document").content == b"%PDF"
    other = louna.client("other-director").get(f"/waiting/{one.pk}/document")
    assert other.status_code == 404


def test_a_no_needs_its_reason(louna: Louna) -> None:
    one = tammelas(question(louna))
    client = louna.client("director")
    fields = {"answer": "no", "date": "14.1.2025"}
    assert client.post(f"/waiting/{one.pk}/", fields).status_code == 422
    client.post(f"/waiting/{one.pk}/", fields | {"comment": "Määräraha puuttuu"})
    page = louna.client("coordinator").get("/waiting/").content.decode()
    one.refresh_from_db()
    assert one.comment == "Määräraha puuttuu"
    assert "Toimenpideohjelma 2025" in page


@pytest.mark.parametrize(
    ("who", "status"), [("other-director", 404), ("staff", 403), ("reader", 403)]
)
def test_nobody_else_answers_for_the_municipality(louna: Louna, who: str, status: int) -> None:
    one = tammelas(question(louna))
    client = louna.client(who)
    assert client.post(f"/waiting/{one.pk}/yes/").status_code == status
    assert client.get(f"/waiting/{one.pk}/").status_code == status
    one.refresh_from_db()
    assert one.state == Confirmation.State.AWAITING


def test_the_coordinator_withdraws_and_puts_again(louna: Louna) -> None:
    found = question(louna)
    client = louna.client("coordinator")
    client.post(f"/questions/{found.pk}/withdraw/")
    page = louna.client("director").get("/waiting/").content.decode()
    assert "Peruttu kysymys" in page
    assert "/yes/" not in page
    client.post(f"/questions/{found.pk}/again/")
    assert "/yes/" in louna.client("director").get("/waiting/").content.decode()
    assert louna.client("director").post(f"/questions/{found.pk}/withdraw/").status_code == 403


def test_nothing_waiting_is_said(louna: Louna) -> None:
    assert "ei nyt odota" in louna.client("director").get("/waiting/").content.decode()
