"""One meeting from two writers to the report: nothing is lost and nothing counts twice."""

import datetime as dt

from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.evidence.queries import tallies
from kimppa.core.offers.queries import open_offers
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer, withdraw
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.core.tasks.actions import complete_task
from kimppa.core.tasks.models import Task
from kimppa.meetings.agenda import actions
from kimppa.meetings.area import summary
from kimppa.meetings.minutes.releases import MINUTES
from kimppa.meetings.models import Approval, Correction, Item, Meeting
from kimppa.meetings.session.actions import close_item
from tests.lines import make_lines


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


def meeting_in(days: int) -> Meeting:
    start = dt.datetime.combine(clock.today() + dt.timedelta(days), dt.time(10), clock.ZONE)
    return actions.add_meeting(by=SYSTEM, name="Johtajien kokous", start=start)


def test_two_writers_a_no_a_correction_the_delivery_and_the_report(louna: Louna) -> None:
    meeting, following = meeting_in(0), meeting_in(28)
    titles = ("Naxosin jatko", "Hankkeet")
    naxos, projects = (
        actions.add_item(by=SYSTEM, meeting=meeting, title=title, topic="eresource-selection")
        for title in titles
    )
    write_twice(louna, naxos)
    decide_with_a_no(louna, naxos)
    client = browser(louna.coordinator)
    client.post(f"/meetings/items/{projects.pk}/next/")
    client.post(f"/meetings/{meeting.pk}/hold/")
    correct_by_link_and_deliver(louna, meeting, naxos)

    assert [item.title for item in Item.objects.filter(meeting=following)] == ["Hankkeet"]
    offers = [offer.title for _area, offer in open_offers(louna.coordinator)]
    assert "Irtisano Naxos" in offers
    (sentence,) = summary(["meetings"], 2025, None)["meetings"]
    assert sentence.text == "Johtajat kokoontuivat yhden kerran, tammikuussa."
    no = Confirmation.objects.get(state=Confirmation.State.NO)
    answer(by=SYSTEM, confirmation=no, yes=True)
    (sentence,) = summary(["meetings"], 2025, None)["meetings"]
    words = "Johtajat kokoontuivat yhden kerran, tammikuussa, ja tekivät yhden päätöksen"
    assert sentence.text == f"{words}."
    complete_task(by=SYSTEM, task=Task.objects.get(title="Irtisano Naxos"))
    (sentence,) = summary(["meetings"], 2025, None)["meetings"]
    assert sentence.text == f"{words}, joka on toteutettu."


def write_twice(louna: Louna, naxos: Item) -> None:
    """The later of two writers sees both texts."""
    first, second = browser(louna.coordinator), browser(louna.coordinator)
    close = f"/meetings/items/{naxos.pk}/close/"
    seen = first.get(naxos.get_absolute_url()).context["closing"][0].form["seen"].value()
    first.post(close, {"kind": "information", "words": "Käyttöluvut katsottiin.", "seen": seen})
    later = {"kind": "information", "words": "Naxos irtisanotan.", "seen": seen}
    refused = second.post(close, later)
    assert refused.status_code == 422
    assert "Käyttöluvut katsottiin." in refused.content.decode()
    second.post(f"/meetings/items/{naxos.pk}/open-again/")


def decide_with_a_no(louna: Louna, naxos: Item) -> None:
    """Four said yes in the meeting, Tammela says no afterwards."""
    places = [place.pk for place in louna.municipalities.values()]
    away = louna.municipalities["834"].pk
    form = {"kind": "decision", "words": "Naxos irtisanotan.", "confirm": "director",
            "asked": places, "yes": [pk for pk in places if pk != away],
            "task": "Irtisano Naxos", "due": "10.1.2025"}  # fmt: skip
    browser(louna.coordinator).post(f"/meetings/items/{naxos.pk}/close/", form)
    asked = Confirmation.objects.get(ratification__title=naxos.title, municipality=away)
    no = {"answer": "no", "date": "14.1.2025", "comment": "Sitä käytetään meillä."}
    browser(louna.directors["834"]).post(f"/waiting/answers/{asked.pk}/", no)


def correct_by_link_and_deliver(louna: Louna, meeting: Meeting, naxos: Item) -> None:
    """Ypäjä finds a slip, the coordinator mends it, freezes and delivers."""
    client, url = browser(louna.coordinator), f"/meetings/{meeting.pk}/minutes/"
    client.post(f"{url}ask/")
    link = f"/muistio/{Approval.objects.get(municipality__code='981').token}/"
    page = Client().get(link).content.decode()
    assert "Vastasi ei: </strong>Tammela (14.1.2025: Sitä käytetään meillä.)" in page
    Client().post(link, {"item": naxos.pk, "text": "Kirjoitusvirhe: irtisanotaan."})
    mended = {"kind": "decision", "words": "Naxos irtisanotaan."}
    client.post(f"/meetings/items/{naxos.pk}/close/", mended)
    client.post(f"/meetings/corrections/{Correction.objects.get().pk}/take/")
    form = client.get(url).context["form"]
    client.post(f"{url}freeze/", {"seen": form["seen"].value()})
    page = client.post(f"{url}deliver/", follow=True).content.decode()
    assert "Toimitettu 5 kirjastonjohtajalle" in page
    assert "Naxos irtisanotaan." in browser(louna.directors["061"]).get(url).content.decode()


def test_what_is_internal_or_waits_for_a_yes_is_not_told_as_decided(louna: Louna) -> None:
    meeting = meeting_in(0)
    places = list(louna.municipalities.values())
    question = {"level": "director", "municipalities": places}
    for title, internal, asked in (
        ("Aukioloajat", False, None),
        ("Palkat", True, None),
        ("Lainausraja", False, question),
        ("Maksut", False, question | {"agreed": places}),
    ):
        item = actions.add_item(by=SYSTEM, meeting=meeting, title=title, internal=internal)
        close_item(by=SYSTEM, item=item, kind="decision", words=f"{title} vahvistettiin.",
                   question=asked)  # fmt: skip
    actions.hold(by=SYSTEM, meeting=meeting)
    (sentence,) = summary(["meetings"], 2025, louna.municipalities["061"])["meetings"]
    assert sentence.text.endswith("ja tekivät kaksi päätöstä.")
    waiting = Ratification.objects.get(title="Lainausraja")
    withdraw(by=SYSTEM, ratification=waiting)
    (sentence,) = summary(["meetings"], 2025, louna.municipalities["061"])["meetings"]
    assert sentence.text.endswith("ja tekivät kolme päätöstä.")


def test_a_meeting_and_its_minutes_count_once_for_a_line(louna: Louna) -> None:
    (duty,) = make_lines(2025, "meetings")
    meeting = meeting_in(0)
    item = actions.add_item(by=SYSTEM, meeting=meeting, title="Avaus")
    close_item(by=SYSTEM, item=item, kind="information", words="Avattiin.")
    actions.hold(by=SYSTEM, meeting=meeting)

    def counted() -> dict[str, int]:
        return {row.kind: row.count for row in tallies(2025) if row.duty_id == duty.pk}

    freeze_versions(by=SYSTEM, kind=MINUTES, document=meeting)
    assert counted() == {"work": 1}
    places = list(louna.municipalities.values())
    deliver_versions(by=SYSTEM, kind=MINUTES, document=meeting, municipalities=places[:4])
    assert counted()["work"] == 1
    deliver_versions(by=SYSTEM, kind=MINUTES, document=meeting)
    assert counted() == {"delivery": 1}
