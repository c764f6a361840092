"""One customer's data: found by the address, given out, erased."""

from collections.abc import Callable

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.mail.models import OutgoingMail
from kimppa.feedback.models import Contact, Ticket
from kimppa.feedback.tests.conftest import signed_in, text_of

type Arrived = Callable[..., Ticket]


def test_a_customers_data_are_given_out_and_erased(louna: Louna, arrived: Arrived) -> None:
    mine = arrived("Numeroni on 040 123 4567", name="Mimmi", email="mimmi@example.org")
    other = arrived("Muu asia", email="muu@example.org")
    client = signed_in(louna.coordinator)
    client.post(f"/feedback/{mine.pk}/answer/", {"text": "Kiitos"})
    client.post(f"/feedback/{mine.pk}/note/", {"text": "Meidän kesken"})
    OutgoingMail.objects.update(state="sent")
    sent = {"email": "MIMMI@example.org"}
    assert "1 palaute" in text_of(client.post("/feedback/person/", sent))
    told = client.post("/feedback/person/export/", sent).json()
    (one,) = told["feedback"]
    assert [said["text"] for said in one["messages"]] == ["Numeroni on 040 123 4567", "Kiitos"]
    assert one["name"] == "Mimmi"
    page = text_of(client.post("/feedback/person/erase/", sent, follow=True))
    assert "poistettiin" in page
    assert list(Contact.objects.values_list("email", flat=True)) == ["muu@example.org"]
    assert (
        "mimmi" not in str([*OutgoingMail.objects.values(), *AuditEvent.objects.values()]).lower()
    )
    mine.refresh_from_db()
    assert (mine.subject, mine.state) == ("", "closed")
    assert other.messages.exists()
    assert "Osoitteesta ei ole tietoja" in text_of(client.post("/feedback/person/", sent))


def test_an_empty_address_finds_nobody(louna: Louna, arrived: Arrived) -> None:
    arrived("Nimetön")
    client = signed_in(louna.coordinator)
    assert client.post("/feedback/person/", {"email": ""}).status_code == 422
    client.post("/feedback/person/erase/", {"email": ""})
    assert Ticket.objects.open().exists()
