"""Feedback for programs: what the caller handles, never who sent it."""

from conftest import Louna
from kimppa.feedback.models import Ticket
from tests.api.conftest import Program
from tests.tokens import secret_of


def test_programs_read_what_their_owner_handles(examples: Louna) -> None:
    def program(person: object) -> Program:
        return Program(secret_of(person))

    staff = program(examples.staff["834"])
    found = staff.items("/api/feedback/tickets?municipality=834&state=open")
    tickets = Ticket.objects.open().filter(queue__municipality__code="834").order_by("pk")
    assert [one["id"] for one in found] == [one.pk for one in tickets]
    ticket = tickets.get(contact__isnull=False)
    told = staff.get(f"/api/feedback/tickets/{ticket.pk}").json()
    assert "[puhelinnumero]" in told["messages"][0]["text"]
    assert "asiakas@example.org" not in str(told)
    other = program(examples.staff["981"])
    assert other.get(f"/api/feedback/tickets/{ticket.pk}").status_code == 404
    assert program(examples.readers["981"]).items("/api/feedback/tickets") == []
