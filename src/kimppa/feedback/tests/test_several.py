"""What is done with feedback that is ticked in the list."""

from collections.abc import Callable

from conftest import Louna
from kimppa.feedback.models import Ticket
from kimppa.feedback.tests.conftest import signed_in, take_back, text_of

type Arrived = Callable[..., Ticket]


def test_several_are_given_to_somebody_or_closed_at_once_and_undone(
    louna: Louna, arrived: Arrived
) -> None:
    tickets = [arrived("Haku on rikki."), arrived("Varaus ei onnistu.")]
    client, staff = signed_in(louna.coordinator), louna.staff["834"]
    page = client.get("/feedback/").content.decode()
    for ticket in tickets:
        assert f'name="row" value="{ticket.pk}"' in page
    chosen = {"row": [ticket.pk for ticket in tickets], "next": "/feedback/"}
    told = client.post("/feedback/assign/", chosen, follow=True)
    assert "Valitse ensin henkilö." in text_of(told)
    told = client.post("/feedback/assign/", chosen | {"assignee": staff.pk}, follow=True)
    assert "Annettu: 2" in text_of(told)
    assert Ticket.objects.filter(assignee=staff).count() == 2
    take_back(client, told)
    assert Ticket.objects.filter(assignee=None).count() == 2
    told = client.post("/feedback/close/", chosen, follow=True)
    assert "Suljettu: 2" in text_of(told)
    assert not Ticket.objects.exclude(state=Ticket.State.CLOSED).exists()
    take_back(client, told)
    assert Ticket.objects.exclude(state=Ticket.State.CLOSED).count() == 2


def test_of_several_the_one_that_the_person_does_not_handle_stops_all(
    louna: Louna, arrived: Arrived
) -> None:
    tickets = [arrived(), arrived("Varaus ei onnistu.", code="981")]
    chosen = {"row": [ticket.pk for ticket in tickets], "assignee": louna.staff["834"].pk}
    told = signed_in(louna.coordinator).post("/feedback/assign/", chosen, follow=True)
    assert "ei käsittele tätä palautetta" in text_of(told)
    assert not Ticket.objects.exclude(assignee=None).exists()
