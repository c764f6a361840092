"""What the room tells the others: sentences, days, evidence; and what it forgets."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.core.search.models import SearchDocument
from kimppa.feedback.actions.answers import answer
from kimppa.feedback.actions.forwards import forward
from kimppa.feedback.actions.reminders import warn_due
from kimppa.feedback.actions.retention import forget_due
from kimppa.feedback.actions.tickets import close, reopen, reopen_for
from kimppa.feedback.area import due, summary
from kimppa.feedback.models import Contact, Message, Ticket
from kimppa.feedback.tests.conftest import letters, signed_in, take_back, text_of
from tests.lines import told as told_of

type Arrived = Callable[..., Ticket]


def test_each_municipality_gets_a_sentence_with_figures(examples: Louna) -> None:
    for place in examples.municipalities.values():
        told = summary(["feedback@finna"], 2024, place)["feedback@finna"][0]
        assert "kirjaston asiakkailta tuli" in told.text
        assert dict(told.figures)["käsitelty"] != "0"
        assert told.example
    forssa = summary(["feedback@finna"], 2024, examples.municipalities["061"])["feedback@finna"]
    assert forssa[0].text == (
        "Forssan kirjaston asiakkailta tuli kolme palautetta. Kaikkiin vastattiin, keskimäärin "
        "kuudessa päivässä; yhteen vasta luvatun ajan jälkeen."
    )
    assert forssa[0].headline == ("3", "palautetta")


def test_common_feedback_is_told_those_who_were_there(louna: Louna, arrived: Arrived) -> None:
    for day in (dt.date(2024, 6, 30), dt.date(2024, 7, 1), dt.date(2024, 7, 2)):
        clock.set_day(day)
        arrived(f"Yhteinen {day}", code="")
    arrived("Oma", code="834")
    joined, left = louna.municipalities["834"], louna.municipalities["981"]
    save_row(joined, by=SYSTEM, valid_from=dt.date(2024, 7, 1))
    save_row(left, by=SYSTEM, valid_to=dt.date(2024, 6, 30))

    def told(place: Municipality) -> tuple[str, str]:
        """Its own, and what named no municipality: never one number."""
        sentence = summary(["feedback"], 2024, place)["feedback"][0]
        own, common = dict(sentence.figures), dict(sentence.joint)
        return own.get("palautetta", "0"), common["palautetta, jossa ei nimetty kuntaa"]

    places = (joined, left, louna.municipalities["061"])
    assert [told(place) for place in places] == [("1", "2"), ("0", "1"), ("0", "3")]


def test_of_all_no_customers_are_own_and_what_waits_is_counted(
    louna: Louna, arrived: Arrived
) -> None:
    clock.set_day(dt.date(2024, 6, 3))
    tickets = [arrived(f"Palaute {n}", code=code) for n, code in enumerate(("061", "834", "", ""))]
    clock.set_day(dt.date(2024, 6, 5))
    for ticket in tickets[:2]:
        Ticket.objects.filter(pk=ticket.pk).update(answered_at=clock.now())
    text = summary(["feedback"], 2024, None)["feedback"][0].text
    assert text.startswith(
        "Asiakkailta tuli neljä palautetta. Kaksi niistä odottaa vielä vastausta;"
    )


def test_the_e_librarys_feedback_is_of_its_own_line(examples: Louna) -> None:
    asked = ["feedback", "feedback@finna", "feedback@ekirjasto", "elibrary@ekirjasto"]
    told = summary(asked, 2024, None)
    assert dict(told["elibrary@ekirjasto"][0].figures)["palautetta"] == "3"
    assert dict(told["feedback@finna"][0].figures)["palautetta"] == "9"
    assert told["feedback"][0].joint[0][1] == "1"  # the authors' site
    assert "feedback@ekirjasto" not in told


def test_feedback_is_passed_on_to_national_support_by_one_press(
    louna: Louna, arrived: Arrived
) -> None:
    """With a letter where the service register tells the address; the report counts it."""
    client = signed_in(louna.coordinator)
    first, second, other = (arrived(f"Sovellus kaatuu {n}", service="ekirjasto") for n in "123")
    page = text_of(client.post(f"/feedback/{first.pk}/support/", follow=True))
    assert "Palvelurekisterissä ei ole sen osoitetta" in page
    assert "Siirretty valtakunnalliseen tukeen" in page
    assert "valtakunnallinen tuki, Kansalliskirjasto, kysy uudelleen 28.1.2025" in page
    assert not letters()
    Service.objects.filter(slug="ekirjasto").update(support="tuki@ekirjasto.example")
    client.post(f"/feedback/{second.pk}/support/")
    (letter,) = letters()
    assert letter.to == "tuki@ekirjasto.example"
    assert "Sovellus kaatuu 2" in letter.body
    close(by=louna.coordinator, ticket=other)
    asked = summary(["elibrary@ekirjasto"], 2025, None)["elibrary@ekirjasto"]
    assert asked[1].text == "Valtakunnalliseen tukeen siirrettiin kaksi palautetta."
    take_back(client, client.get(f"/feedback/{second.pk}/"))
    assert "Siirrä valtakunnalliseen tukeen" in text_of(client.get(f"/feedback/{second.pk}/"))
    assert "valtakunnalliseen" not in text_of(client.get(f"/feedback/{arrived().pk}/"))


def test_handled_feedback_is_evidence_of_the_right_line(louna: Louna, arrived: Arrived) -> None:
    for place, topic in enumerate(("feedback", "elibrary")):
        Duty.objects.create(
            agreement_year=2024,
            clause="1.10",
            position=place,
            text="E-kirjasto",
            topic=topic,
            service=Service.objects.get(slug="ekirjasto"),
        )
    clock.set_day(dt.date(2024, 12, 16))
    close(by=louna.coordinator, ticket=arrived())
    close(by=louna.coordinator, ticket=arrived("Toinen"))
    close(by=louna.coordinator, ticket=arrived("Sovellus kaatuu", service="ekirjasto"))
    rows = Evidence.objects.filter(area="feedback").order_by("topic", "service__slug")
    told = [(row.topic, row.service.slug, int(row.figures.get().value)) for row in rows]
    expected = [("elibrary", "ekirjasto", 1), ("feedback", "ekirjasto", 1)]
    assert told == [*expected, ("feedback", "finna", 2)]
    assert told_of(["feedback@finna"], 2024)["feedback@finna"]


def test_without_such_a_duty_the_e_librarys_counts_for_its_topic_alone(
    louna: Louna, arrived: Arrived
) -> None:
    close(by=louna.coordinator, ticket=arrived(service="ekirjasto"))
    assert Evidence.objects.get(area="feedback").topic == "elibrary"


def test_the_statutory_day_stands_in_the_year_clock(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived(theme="accessibility")
    start, end = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    (found,) = due(start, end, louna.staff["834"])
    assert (found.date, found.done) == (dt.date(2025, 1, 28), False)
    assert not [*due(start, end, louna.staff["981"])]
    close(by=louna.coordinator, ticket=ticket)
    assert next(due(start, end, louna.coordinator)).done


def test_what_to_do_says_what_it_is_about_and_whether_it_can_be_answered(
    louna: Louna, arrived: Arrived
) -> None:
    tickets = [
        arrived(theme="technical", email="m@example.org"),
        arrived("Kiitos.", theme="general"),
        arrived("Kuvilla ei ole tekstejä", theme="accessibility", email="n@example.org"),
    ]
    dues = due(dt.date(2025, 1, 1), dt.date(2025, 12, 31), louna.coordinator)
    words = {one.url: (one.title, str(one.verb)) for one in dues}
    assert [words[ticket.get_absolute_url()] for ticket in tickets] == [
        (f"Vastaa palautteeseen: Tekninen vika (nro {tickets[0].pk})", "Vastaa"),
        (f"Käsittele palaute: Yleinen (nro {tickets[1].pk})", "Käsittele"),
        (f"Vastaa saavutettavuuspalautteeseen nro {tickets[2].pk}", "Vastaa"),
    ]


def test_a_letter_warns_when_the_day_is_near_and_when_it_is_here(
    louna: Louna, arrived: Arrived
) -> None:
    arrived(theme="accessibility")
    days = [dt.date(2025, 1, 22), *(dt.date(2025, 1, day) for day in (23, 24, 28, 29))]
    counts = []
    for day in days:
        clock.set_day(day)
        warn_due()
        counts.append(len(letters()))
    assert counts == [0, 1, 1, 2, 2]
    assert letters()[0].to == louna.coordinator.email
    assert "28.1.2025" in letters()[0].subject


def test_the_sender_is_forgotten_and_later_every_word(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived("Nimeni on Mimmi Mallikas, 040 123 4567", email="mimmi@example.org")
    answer(by=louna.coordinator, ticket=ticket, text="Kiitos")
    OutgoingMail.objects.update(state="sent")
    clock.set_day(dt.date(2025, 2, 13))
    forget_due()
    assert Contact.objects.count() == 1  # the thirtieth day
    clock.set_day(dt.date(2025, 2, 14))
    forget_due()
    assert not Contact.objects.exists()
    assert not Message.objects.exclude(original="").exists()
    assert "mimmi" not in str([*OutgoingMail.objects.values()])
    assert Message.objects.filter(text__contains="[puhelinnumero]").exists()
    clock.set_day(dt.date(2027, 1, 15))
    forget_due()
    ticket.refresh_from_db()
    assert not Message.objects.exists()
    assert (ticket.subject, ticket.more) == ("", {})
    assert ticket.answered_at is not None
    assert not SearchDocument.objects.filter(kind="feedback.ticket").exists()
    logged = str([*AuditEvent.objects.filter(model="feedback.ticket").values()])
    assert "Mimmi" not in logged
    assert "mimmi" not in logged
    assert summary(["feedback@finna"], 2025, None)
    with pytest.raises(ValidationError):
        reopen(by=louna.coordinator, ticket=ticket)


def test_a_statutory_day_stands_beside_the_day_to_ask_again(louna: Louna, arrived: Arrived) -> None:
    """Passing it on does not put off the day of the law."""
    ticket = arrived(theme="accessibility")
    day = dt.date(2025, 2, 10)
    forward(by=louna.coordinator, ticket=ticket, to="Toimittaja", follow_up_on=day)
    told = list(due(dt.date(2025, 1, 1), dt.date(2025, 2, 28), louna.coordinator))
    assert [(one.date.isoformat(), one.done) for one in told] == [
        ("2025-01-28", False),
        ("2025-02-10", False),
    ]
    assert "saavutettavuus" in told[0].title
    assert "Toimittaja" in told[1].title


def test_what_was_answered_in_time_is_never_past_its_statutory_day(
    louna: Louna, arrived: Arrived, settings: Settings
) -> None:
    ticket = arrived(theme="accessibility", email="m@example.org")
    answer(by=louna.coordinator, ticket=ticket, text="Korjattu.")
    reopen_for(ticket, by=SYSTEM, at=clock.now())
    settings.KIMPPA_TODAY = "2025-01-29"
    client = signed_in(louna.coordinator)
    for path in ("/feedback/", f"/feedback/{ticket.pk}/"):
        page = text_of(client.get(path))
        assert "Lakisääteinen päivä on ohi" not in page
        assert "laki edellyttää" not in page


def test_covered_words_without_a_sender_are_shown_and_forgotten_too(
    louna: Louna, arrived: Arrived, settings: Settings
) -> None:
    ticket = arrived("Soittakaa 040 123 4567")
    client = signed_in(louna.coordinator)
    assert "040 123 4567" in text_of(client.get(f"/feedback/{ticket.pk}/sender/"))
    close(by=louna.coordinator, ticket=ticket)
    settings.KIMPPA_TODAY = "2025-02-20"
    forget_due()
    assert ticket.messages.get().original == ""
    assert client.get(f"/feedback/{ticket.pk}/sender/").status_code == 404
    # What was stored before uncovered words had their time goes as well.
    ticket.messages.update(original="Soittakaa 040 123 4567")
    forget_due()
    assert ticket.messages.get().original == ""


def test_an_answer_that_did_not_go_is_told_on_the_first_page(
    louna: Louna, arrived: Arrived
) -> None:
    ticket = arrived(email="maija@example.org")
    client = signed_in(louna.coordinator)
    client.post(f"/feedback/{ticket.pk}/answer/", {"text": "Hyllyssä."})
    assert "ei lähtenyt" not in text_of(client.get("/feedback/"))
    OutgoingMail.objects.update(state=OutgoingMail.State.FAILED)
    assert "1 palautteen kirje ei lähtenyt" in text_of(client.get("/feedback/"))
