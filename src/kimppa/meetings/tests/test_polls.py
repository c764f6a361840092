"""Days that are ticked: by link, at the desk, to the meetings that come of them."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.area import dues
from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.dates.actions import (
    answer_days,
    ask_days,
    confirm_days,
    mark_weeks,
    move_due,
    remind,
    withdraw_poll,
)
from kimppa.meetings.dates.queries import standings_of
from kimppa.meetings.models import Ballot, BallotLink, BusyWeeks, Meeting, Poll
from kimppa.meetings.tests.test_agenda import browser, undo_last
from kimppa.ui.proposals import address_of

DUE = dt.date(2025, 1, 24)


def at(month: int, day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(2025, month, day, hour, tzinfo=clock.ZONE)


def ask(meetings: list[list[dt.datetime]] | None = None) -> Poll:
    days = meetings or [[at(3, 26), at(3, 27)], [at(5, 14)]]
    return ask_days(by=SYSTEM, meetings=days, due=DUE, name="Johtajien kokous", minutes=90)


@pytest.fixture
def poll(louna: Louna) -> Poll:
    return ask()


def link_of(poll: Poll, code: str) -> str:
    return address_of(BallotLink.objects.get(poll=poll, municipality__code=code))


def tick(poll: Poll, letters: str, **more: str) -> dict[str, str]:
    """`"yin"`: the answers about the days in turn."""
    words = {"y": "yes", "i": "if_needed", "n": "no"}
    days = {f"day_{day.pk}": words[a] for day, a in zip(poll.days.all(), letters, strict=True)}
    return {**days, **more}


def answer(poll: Poll, code: str, letters: str) -> None:
    ballot = poll.ballots.get(municipality__code=code)
    ticks = {name.removeprefix("day_"): each for name, each in tick(poll, letters).items()}
    answer_days(by=SYSTEM, ballot=ballot, answers=ticks)


def letters() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith="poll").order_by("pk"))


def codes() -> list[str]:
    return list(Ballot.objects.values_list("municipality__code", flat=True))


def test_each_director_gets_one_letter_with_a_link_of_the_municipality(poll: Poll) -> None:
    mails = letters()
    assert len(mails) == len(codes()) == len({mail.to for mail in mails})
    for mail in mails:
        assert "/kokouspaivat/" in mail.body
        assert "24.1.2025" in mail.body


def test_days_are_ticked_by_link_and_changed_until_the_last_day(poll: Poll) -> None:
    address, client = link_of(poll, "834"), Client()
    assert "ke 26.3.2025" in client.get(address).content.decode()
    refused = client.post(address, {"name": "Sijainen"})
    assert refused.status_code == 422
    assert Ballot.objects.filter(answered_at__isnull=False).count() == 0
    sent = tick(
        poll, "yin", name="Sijainen Salla", comment="Juna tulee kymmeneltä", weeks="8, 27–28"
    )
    page = client.post(address, sent, follow=True).content.decode()
    assert "Vastattu" in page
    ballot = poll.ballots.get(municipality__code="834")
    assert list(ballot.answers.values()) == ["yes", "if_needed", "no"]
    assert (ballot.name, ballot.comment) == ("Sijainen Salla", "Juna tulee kymmeneltä")
    assert BusyWeeks.objects.get().weeks == [8, 27, 28]
    client.post(address, tick(poll, "yyy"))
    ballot.refresh_from_db()
    assert set(ballot.answers.values()) == {"yes"}


def test_two_who_answer_one_ballot_see_both_texts_and_the_answer_counts_once(poll: Poll) -> None:
    address, client = link_of(poll, "834"), Client()
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())
    assert seen
    client.post(address, tick(poll, "yyy", comment="Johtaja", seen=seen[1]))
    late = client.post(address, tick(poll, "nnn", comment="Sijainen", seen=seen[1]))
    assert late.status_code == 422
    assert "Johtaja" in late.content.decode()
    assert poll.ballots.get(municipality__code="834").comment == "Johtaja"
    best = standings_of(poll).meetings[0][1][0]
    assert [place.code for place in best.yes] == ["834"]


def test_a_link_says_plainly_why_nothing_can_be_answered(poll: Poll) -> None:
    address, client = link_of(poll, "834"), Client()
    sent = tick(poll, "yyy")
    with clock.standing_on(DUE + dt.timedelta(days=1)):
        late = client.post(address, sent).content.decode()
        assert "Vastausaika päättyi 24.1.2025" in late
        assert "paakayttaja@louna.example" in late
        director = browser(poll.links.get(municipality__code="834").person)
        own = director.get(
            f"/meetings/polls/answers/{poll.ballots.get(municipality__code='834').pk}/"
        )
        assert "paakayttaja@louna.example" in own.text
        assert "Siirrä viimeistä päivää" not in own.text
        coordinator = browser(Person.objects.get(email="paakayttaja@louna.example"))
        silent = coordinator.get(f"/meetings/polls/answers/{poll.ballots.first().pk}/")
        assert "Siirrä viimeistä päivää" in silent.text
        assert f'href="/meetings/polls/{poll.pk}/"' in silent.text
        page = coordinator.get(f"/meetings/polls/{poll.pk}/").text
        assert "Vastauksia otetaan taas, kun pääkäyttäjä siirtää päivää" in page
        assert "Muuta viimeistä vastauspäivää" in page
        ballot = poll.ballots.get(municipality__code="834")
        with pytest.raises(ValidationError, match=r"oli 24\.1\.2025.*paakayttaja@louna"):
            answer_days(by=SYSTEM, ballot=ballot, answers={})
        assert ballot.answered_at is None
        move_due(by=SYSTEM, poll=poll, due=DUE + dt.timedelta(days=7))
        client.post(address, sent)
    ballot.refresh_from_db()
    assert ballot.answered_at
    withdraw_poll(by=SYSTEM, poll=poll)
    assert "ei enää kysytä" in client.get(address).content.decode()
    BallotLink.objects.update(expires_at=dt.datetime.now(dt.UTC))
    assert client.get(address).status_code == 410
    assert client.post(address, sent).status_code == 410
    assert client.get("/kokouspaivat/1.abc~def/").status_code == 410


def test_whoever_has_left_answers_no_more_and_the_next_director_is_reminded(
    louna: Louna, poll: Poll
) -> None:
    address, place = link_of(poll, "834"), louna.municipalities["834"]
    Membership.objects.filter(person=louna.directors["834"]).update(
        valid_to=clock.today() - dt.timedelta(days=1)
    )
    assert Client().get(address).status_code == 410
    heir = Person.objects.create_person(email="uusi@louna.example", name="Uusi Johtaja")
    Membership.objects.create(person=heir, role=Role.DIRECTOR, municipality=place)
    with clock.standing_on(clock.today() + dt.timedelta(days=1)):
        remind(by=SYSTEM, poll=poll)
    mail = OutgoingMail.objects.get(person=heir)
    assert "puuttuu vielä" in mail.body
    link = BallotLink.objects.get(person=heir)
    Client().post(address_of(link), tick(poll, "yyy"))
    assert poll.ballots.get(municipality=place).answered_at


def test_the_silent_are_reminded_once_a_day_and_the_coordinator_hears_when_all_have_answered(
    louna: Louna, poll: Poll
) -> None:
    client = browser(louna.coordinator)
    with pytest.raises(ValidationError):
        remind(by=SYSTEM, poll=poll)
    answer(poll, "834", "yyy")
    with clock.standing_on(clock.today() + dt.timedelta(days=1)):
        client.post(f"/meetings/polls/{poll.pk}/remind/")
        assert len(letters()) == 2 * len(codes()) - 1
        undo_last(client, "meetings.poll-remind")
        assert len(letters()) == len(codes())
        for code in codes():
            assert not OutgoingMail.objects.filter(key__startswith="polled-").exists()
            if code != "834":
                answer(poll, code, "iny")
    mail = OutgoingMail.objects.get(key__startswith="polled-")
    assert mail.to == louna.coordinator.email
    answer(poll, "834", "nnn")
    assert OutgoingMail.objects.filter(key__startswith="polled-").count() == 1


def test_a_waiting_answer_stands_once_among_what_is_due(louna: Louna, poll: Poll) -> None:
    def titles(person: Person) -> list[str]:
        until = dt.date(2025, 2, 28)
        return [due.title for due in dues(clock.today(), until, person) if "/polls/" in due.url]

    director = louna.directors["834"]
    assert titles(louna.coordinator) == ["Seuraa vastauksia kokouspäivistä: Johtajien kokous"]
    assert titles(director) == ["Vastaa, mitkä päivät sopivat: Johtajien kokous"]
    answer(poll, "834", "yyy")
    assert titles(director) == []
    for code in codes():
        answer(poll, code, "yyy")
    assert titles(louna.coordinator) == ["Vahvista kokouspäivät: Johtajien kokous"]


def test_no_day_is_the_best_before_anybody_has_answered(louna: Louna, poll: Poll) -> None:
    client, page = browser(louna.coordinator), f"/meetings/polls/{poll.pk}/"
    assert "Paras" not in client.get(page).text
    Client().post(link_of(poll, "834"), tick(poll, "yyy"))
    assert "Paras" in client.get(page).text


def test_one_click_confirms_the_best_days_and_undo_takes_all_back(louna: Louna, poll: Poll) -> None:
    for code in codes():
        answer(poll, code, "iyy" if code == "834" else "yyy")
    client = browser(louna.coordinator)
    page = client.get(f"/meetings/polls/{poll.pk}/").content.decode()
    checked = dict(re.findall(r'name="(meeting_\d)"[^>]*value="(\d+)"[^>]*checked', page))
    assert len(checked) == 2
    client.post(f"/meetings/polls/{poll.pk}/confirm/", checked)
    starts = sorted(Meeting.objects.values_list("start", flat=True))
    assert starts == [at(3, 27), at(5, 14)]
    poll.refresh_from_db()
    assert poll.state == Poll.State.CONFIRMED
    assert "vahvistettu" in Client().get(link_of(poll, "834")).content.decode()
    undo_last(client, "meetings.poll-confirm")
    poll.refresh_from_db()
    assert (poll.state, Meeting.objects.count()) == (Poll.State.OPEN, 0)


def test_two_days_of_one_meeting_and_none_at_all_are_refused(poll: Poll) -> None:
    first, second, _third = poll.days.all()
    for days in ([first, second], []):
        with pytest.raises(ValidationError):
            confirm_days(by=SYSTEM, poll=poll, days=days)


def test_the_year_is_planned_asked_about_and_taken_back(louna: Louna) -> None:
    mark_weeks(by=SYSTEM, year=2025, weeks={louna.municipalities["834"]: [5, 6, 7]})
    client = browser(louna.coordinator)
    question = "first=20.1.2025&last=31.3.2025&count=2&gap=3&weekday=2&time=10.00&weeks=9"
    plan = client.get(f"/meetings/plan/?{question}").content.decode()
    assert "/meetings/polls/add/?" in plan
    page = client.get(f"/meetings/polls/add/?{question}").content.decode()
    days = re.search(r'<textarea name="days"[^>]*>([^<]*)', page)
    assert days
    lines = days[1].strip().splitlines()
    assert len(lines) == 2
    assert all(line.count(";") == 1 for line in lines)
    weeks = {dt.date(*map(int, part.split()[0].split(".")[::-1])).isocalendar().week
             for line in lines for part in line.split("; ")}  # fmt: skip
    assert not weeks & {5, 6, 7, 9}
    form = {"name": "Kokous", "days": days[1], "due": "20.1.2025", "minutes": "90"}
    client.post("/meetings/polls/add/", form)
    assert Poll.objects.get().ballots.count() == len(letters())
    undo_last(client, "meetings.poll-ask")
    assert Poll.objects.get().state == Poll.State.WITHDRAWN
    assert letters() == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("32.1.2025 10.00", "Rivi 1: ”32.1.2025 10.00” ei ole päivä"),
        ("5.2.2025", "Rivi 1: ”5.2.2025” on ilman kellonaikaa"),
        ("5.2.2025 10.00\n1.1.2025 10", "Rivi 2: ”1.1.2025 10” ei ole edessäpäin"),
        ("30.3.2025 3.30", "kelloja siirretään"),
        ("5.2.2025 10; 5.2.2025", "on kahdesti"),
        ("\n".join(f"{day}.2.2025 10" for day in range(1, 26)), "enintään 24 riviä"),
        (";".join(f"{day}.2.2025 10" for day in range(1, 9)), "yhdestä 6 päivään"),
        ("   ", ""),
    ],
)
def test_days_that_cannot_be_read_are_named(louna: Louna, days: str, words: str) -> None:
    form = {"name": "Kokous", "days": days, "due": "20.1.2025", "minutes": "90"}
    page = browser(louna.coordinator).post("/meetings/polls/add/", form)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Poll.objects.exists()


def test_a_director_answers_at_the_desk_for_the_own_municipality_alone(
    louna: Louna, poll: Poll
) -> None:
    client = browser(louna.directors["834"])
    own = poll.ballots.get(municipality__code="834")
    other = poll.ballots.exclude(municipality__code="834")[0]
    client.post(f"/meetings/polls/answers/{own.pk}/", tick(poll, "yyn"))
    own.refresh_from_db()
    assert own.answered_by == louna.directors["834"]
    assert client.get(f"/meetings/polls/answers/{other.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        answer_days(by=louna.directors["834"], ballot=other, answers={})
    undo_last(client, "meetings.ballot")
    own.refresh_from_db()
    assert own.answered_at is None


def test_a_director_marks_weeks_and_a_fault_is_named(louna: Louna) -> None:
    client, place = browser(louna.directors["834"]), louna.municipalities["834"]
    page = client.post("/meetings/weeks/", {f"weeks_{place.pk}": "8, 54"})
    assert "Tämä ei ole viikko: 54" in page.content.decode()
    client.post("/meetings/weeks/", {f"weeks_{place.pk}": "27-31, 8"})
    assert 'value="8, 27–31"' in client.get("/meetings/weeks/").content.decode()


def test_forty_municipalities_are_asked_and_shown(louna: Louna) -> None:
    for number in range(40 - len(louna.municipalities)):
        Municipality.objects.create(
            code=f"9{number:02}", name_fi=f"Kunta {number}", position=number
        )
    poll = ask()
    assert poll.ballots.count() == 40
    for code in codes():
        answer(poll, code, "yin")
    page = browser(louna.coordinator).get(f"/meetings/polls/{poll.pk}/").content.decode()
    assert "40: " in page
    assert "40/40" in page
