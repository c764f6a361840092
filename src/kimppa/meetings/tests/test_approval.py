"""The minutes approved and corrected by personal links."""

import datetime as dt

import pytest
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.models import Release
from kimppa.meetings.agenda import actions
from kimppa.meetings.models import Approval, Correction, Item, Meeting
from kimppa.meetings.session.actions import close_item, note_attendance


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    """A meeting of today that was held without Tammela, with one decision."""
    start = dt.datetime.combine(clock.today(), dt.time(10), clock.ZONE)
    meeting = actions.add_meeting(by=SYSTEM, name="Johtajien kokous", start=start)
    item = actions.add_item(by=SYSTEM, meeting=meeting, title="Naxosin jatko")
    close_item(by=SYSTEM, item=item, kind="decision", words="Naxos irtisanotan.")
    rows = dict.fromkeys(louna.municipalities.values(), ("present", ""))
    note_attendance(by=SYSTEM, meeting=meeting, rows=rows | {
        louna.municipalities["834"]: ("absent", "")
    })  # fmt: skip
    actions.hold(by=SYSTEM, meeting=meeting)
    return meeting


@pytest.fixture
def links(louna: Louna, meeting: Meeting) -> dict[str, str]:
    """The personal addresses of those who took part, by their municipalities' codes."""
    client = browser(louna.coordinator)
    assert (
        "Lähetä hyväksyttäväksi" in client.get(f"/meetings/{meeting.pk}/minutes/").content.decode()
    )
    page = client.post(f"/meetings/{meeting.pk}/minutes/ask/", follow=True).content.decode()
    assert "Muistio lähetettiin 4 henkilön hyväksyttäväksi." in page
    return {
        row.municipality.code: f"/muistio/{row.token}/"
        for row in Approval.objects.select_related("municipality")
    }


def approve(link: str, seen: str = "") -> str:
    client = Client()
    seen = seen or client.get(link).context["seen"]
    return client.post(link, {"seen": seen}, follow=True).content.decode()


def minutes_page(louna: Louna, meeting: Meeting) -> str:
    return browser(louna.coordinator).get(f"/meetings/{meeting.pk}/minutes/").content.decode()


def freeze(louna: Louna, meeting: Meeting, **values: str) -> str:
    client, url = browser(louna.coordinator), f"/meetings/{meeting.pk}/minutes/"
    seen = client.get(url).context["form"]["seen"].value()
    return client.post(f"{url}freeze/", {"seen": seen, **values}, follow=True).content.decode()


def test_each_who_took_part_gets_a_letter_with_a_link(
    louna: Louna, meeting: Meeting, links: dict[str, str]
) -> None:
    assert links.keys() == {"061", "103", "169", "981"}
    letter = OutgoingMail.objects.get(to=louna.directors["981"].email, key__startswith="minutes-")
    assert links["981"] in letter.body
    assert "Hyväksyttäväksi: Muistio: Johtajien kokous 1/2025" in letter.subject
    assert "Naxos irtisanotan." in Client().get(links["981"]).content.decode()
    again = browser(louna.coordinator).post(
        f"/meetings/{meeting.pk}/minutes/ask/", follow=True
    ).content.decode()  # fmt: skip
    assert "Tänään ei ole ketään, jolle kirjoittaa." in again
    assert OutgoingMail.objects.filter(key__startswith="minutes-").count() == 4


def test_asking_is_undone_with_its_letters(louna: Louna, links: dict[str, str]) -> None:
    batch = AuditEvent.objects.filter(action="meetings.approval-sent").latest("pk").batch
    browser(louna.coordinator).post(f"/undo/{batch}/")
    assert not Approval.objects.exists()
    assert Client().get(links["981"]).status_code == 404


def test_a_second_approval_is_said_and_not_counted(
    louna: Louna, meeting: Meeting, links: dict[str, str]
) -> None:
    seen = Client().get(links["981"]).context["seen"]
    assert "Muistio on hyväksytty kunnan puolesta: Ypäjä" in approve(links["981"])
    assert "Ypäjä on jo hyväksynyt muistion" in approve(links["981"], seen)
    assert Approval.objects.exclude(approved_at=None).count() == 1
    assert AuditEvent.objects.filter(action="meetings.approve").count() == 1
    page = Client().get(links["981"]).content.decode()
    assert "Hyväksyn kunnan puolesta" not in page
    Client().post(links["981"], {"back": "1"})
    assert not Approval.objects.exclude(approved_at=None).exists()


def test_a_text_that_was_corrected_is_not_approved_any_more(
    louna: Louna, meeting: Meeting, links: dict[str, str]
) -> None:
    seen = Client().get(links["061"]).context["seen"]
    approve(links["061"])
    close_item(by=SYSTEM, item=Item.objects.get(title="Naxosin jatko"), kind="decision",
               words="Naxos irtisanotaan.")  # fmt: skip
    assert "Hyväksyi aiemman tekstin" in minutes_page(louna, meeting)
    assert "Muistio on muuttunut sen jälkeen" in approve(links["061"], seen)
    approve(links["061"])
    assert "Hyväksyi aiemman tekstin" not in minutes_page(louna, meeting)


def test_corrections_are_listed_and_taken_or_left_with_a_reason(
    louna: Louna, meeting: Meeting, links: dict[str, str]
) -> None:
    item = Item.objects.get(title="Naxosin jatko")
    form = {"item": item.pk, "text": "Sanassa on virhe: irtisanotaan."}
    assert "Kiitos" in Client().post(links["981"], form, follow=True).content.decode()
    Client().post(links["061"], {"item": "", "text": "Lisätään kahvit."})
    assert Client().post(links["061"], {"item": "", "text": " "}).status_code == 422
    first, second = Correction.objects.all()
    assert "Ota tai jätä ensin ehdotetut korjaukset." in freeze(louna, meeting)
    client = browser(louna.coordinator)
    client.post(f"/meetings/corrections/{first.pk}/take/")
    refused = client.post(f"/meetings/corrections/{second.pk}/leave/", {"reason": ""})
    assert refused.status_code == 422
    reason = {"reason": "Kahvi ei kuulu muistioon."}
    page = client.post(f"/meetings/corrections/{second.pk}/leave/", reason, follow=True)
    for words in ("Sanassa on virhe: irtisanotaan.", "Otettu", "Jätetty ennalleen",
                  "Jätettiin: Kahvi ei kuulu muistioon."):  # fmt: skip
        assert words in page.content.decode()
        assert words in Client().get(links["103"]).content.decode()
    assert "1 versio on jäädytetty" in freeze(louna, meeting)


def test_a_stale_link_says_so(louna: Louna, meeting: Meeting, links: dict[str, str]) -> None:
    seen = Client().get(links["103"]).context["seen"]
    freeze(louna, meeting, provisional="on")
    assert "Hyväksyn kunnan puolesta" in Client().get(links["103"]).content.decode()
    freeze(louna, meeting, reason="Lopullinen")
    assert "Lähetä hyväksyttäväksi" not in minutes_page(louna, meeting)
    page = Client().get(links["103"]).content.decode()
    assert "Tämä muistio on lopullinen: versio 2" in page
    assert "Hyväksyn kunnan puolesta" not in page
    answer = Client().post(links["103"], {"seen": seen})
    assert answer.status_code == 422
    assert "Muistio on lopullinen." in answer.content.decode()
    assert Client().post(links["103"], {"text": "Myöhässä", "item": ""}).status_code == 422
    assert not Correction.objects.exists()
    assert Release.objects.filter(kind="minutes").count() == 2


def test_the_link_of_who_has_left_is_closed(
    louna: Louna, meeting: Meeting, links: dict[str, str]
) -> None:
    director = louna.directors["169"]
    director.is_active = False
    director.save()
    answer = Client().get(links["169"])
    assert answer.status_code == 410
    assert "Naxos" not in answer.content.decode()
    assert Client().post(links["169"], {"seen": "x"}).status_code == 410


def test_before_freezing_it_is_said_who_has_not_approved(louna: Louna, meeting: Meeting) -> None:
    page = minutes_page(louna, meeting)
    assert "Keneltäkään ei ole pyydetty hyväksyntää: Forssa, Humppila, Jokioinen, Ypäjä." in page
    browser(louna.coordinator).post(f"/meetings/{meeting.pk}/minutes/ask/")
    approve(f"/muistio/{Approval.objects.get(municipality__code='103').token}/")
    page = minutes_page(louna, meeting)
    assert "Muistiota ei ole hyväksynyt nykyisellään: Forssa, Jokioinen, Ypäjä." in page


def test_who_was_not_noted_is_asked_to_approve_too(louna: Louna, meeting: Meeting) -> None:
    meeting.attendances.filter(municipality__code="169").delete()
    browser(louna.coordinator).post(f"/meetings/{meeting.pk}/minutes/ask/")
    codes = set(Approval.objects.values_list("municipality__code", flat=True))
    assert codes == {"061", "103", "169", "981"}


def test_another_version_is_public_once_it_is_delivered(louna: Louna, meeting: Meeting) -> None:
    client, url = browser(louna.coordinator), f"/meetings/{meeting.pk}/minutes/"
    freeze(louna, meeting)
    client.post(f"{url}publish/")
    item = meeting.items.get()
    close_item(by=SYSTEM, item=item, kind="decision", words="Naxos jatkuu vuoden.")
    freeze(louna, meeting, reason="Päätös korjattu")

    def public() -> str:
        return Client().get(f"/muistiot/{meeting.pk}/").content.decode()

    assert "Naxos irtisanotan." in public()
    assert "Naxos jatkuu vuoden." not in public()
    client.post(f"{url}deliver/")
    assert "Naxos jatkuu vuoden." in public()
