"""From a library's proposal to evidence, and back."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from conftest import Louna
from kimppa.core import clock
from kimppa.core.area import counted, summaries
from kimppa.core.audit.actions import batch
from kimppa.core.audit.undo import events_of, undo
from kimppa.core.consortium.models import Branch
from kimppa.core.evidence.models import Evidence
from kimppa.core.files.pictures import accept
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.core.tests.test_pictures import drawn
from kimppa.publishing import actions, demo
from kimppa.publishing.actions import ItemInput
from kimppa.publishing.counting import balance, knows
from kimppa.publishing.keyfigures import key_figures
from kimppa.publishing.models import Item
from kimppa.publishing.tests.conftest import Make, at, signed_in

DAY = {"start": at("2025-02-05 17:00"), "end": at("2025-02-05 18:30")}


def evidence_of(item: Item) -> Evidence | None:
    return Evidence.objects.standing().filter(area="publishing", object_id=item.origin[1]).first()


def sent(louna: Louna, **values: object) -> Item:
    told = {"title_fi": "Lukupiiri", "municipality": louna.municipalities["834"], **DAY} | values
    return actions.create_item(by=louna.staff["834"], kind="event", content=ItemInput(told))


def test_staff_propose_the_coordinator_publishes_and_it_is_evidence(louna: Louna) -> None:
    item = sent(louna)
    actions.propose(by=louna.staff["834"], item=item)
    with pytest.raises(PermissionDenied):
        actions.publish(by=louna.directors["834"], item=item)
    actions.publish(by=louna.coordinator, item=item)
    work = evidence_of(item)
    assert work is not None
    assert (work.topic, work.title, work.for_all) == ("events", "Lukupiiri", False)
    assert [one.code for one in work.municipalities.all()] == ["834"]
    assert Item.objects.public().filter(pk=item.pk).exists()


def test_taking_back_the_publishing_takes_back_the_evidence(louna: Louna, make: Make) -> None:
    item = make()
    actions.withdraw(by=louna.coordinator, item=item)
    assert evidence_of(item) is None
    assert not Item.objects.public().filter(pk=item.pk).exists()
    actions.publish(by=louna.coordinator, item=item)
    assert evidence_of(item) is not None


def test_undo_publishes_again_what_is_over_by_now(
    louna: Louna, make: Make, settings: Settings
) -> None:
    item = make(start=at("2025-02-05 17:00"), end=at("2025-02-05 18:30"))
    moment = item.published_at
    settings.KIMPPA_TODAY = "2025-03-01"
    with batch("over"):
        actions.withdraw(by=louna.coordinator, item=item)
    undo(by=louna.coordinator, events=events_of("over"))
    item.refresh_from_db()
    assert item.status == Item.Status.PUBLISHED
    assert abs(item.published_at - moment) < dt.timedelta(milliseconds=1)  # the log's precision
    assert evidence_of(item) is not None


def test_a_joint_event_is_work_for_all(louna: Louna, make: Make) -> None:
    item = make(joint=True)
    work = evidence_of(item)
    assert work is not None
    assert work.for_all
    for town in louna.municipalities.values():
        assert item in Item.objects.concerning(town)


def test_what_becomes_joint_afterwards_is_work_for_all_from_then_on(
    louna: Louna, make: Make
) -> None:
    item = make("Oma")
    given = ItemInput({"joint": True, "title_fi": "Yhteinen"})
    actions.change_item(by=louna.coordinator, item=item, content=given)
    work = evidence_of(item)
    assert work is not None
    assert (work.title, work.for_all) == ("Yhteinen", True)


def test_an_event_of_some_municipalities_counts_for_those_only(louna: Louna, make: Make) -> None:
    item = make("Kahden", town="061", joint=True, joint_with="981")
    make("Kaikkien", town="061", joint=True)
    actions.set_participants(by=louna.coordinator, item=item, participants=40)
    assert item.partners == ["061", "981"]
    work = evidence_of(item)
    assert work is not None
    assert sorted(town.code for town in work.municipalities.all()) == ["061", "981"]
    with translation.override("fi"):
        told = {
            code: dict(summaries(["events"], 2025, place)["events"][0].joint)
            for code, place in louna.municipalities.items()
        }
        whole = dict(summaries(["events"], 2025, None)["events"][0].joint)
    assert {code: int(said["yhteiset tapahtumat"]) for code, said in told.items()} == {
        "061": 2, "103": 1, "169": 1, "834": 1, "981": 2
    }  # fmt: skip
    assert whole == {"yhteiset tapahtumat": "2"}
    events = counted(["publishing:events", "publishing:participants"], 2025)
    joint = {place.code: place.pk for place in louna.municipalities.values()}
    assert events["publishing:participants"].joint[joint["834"]] == 0
    assert events["publishing:participants"].joint[joint["981"]] == 40
    assert events["publishing:events"].total == 2
    for code, place in louna.municipalities.items():
        assert (item in Item.objects.concerning(place)) == (code in item.partners)
    (own,) = key_figures(2025, [louna.municipalities["834"]])["834"]
    assert own.lines == ("1 yhteinen.",)
    given = ItemInput({"joint": False})
    actions.change_item(by=louna.coordinator, item=item, content=given)
    item.refresh_from_db()
    assert item.partners == []


def test_one_municipality_alone_is_nobody_to_share_with(louna: Louna, make: Make) -> None:
    item = make("Oma", town="061")
    with pytest.raises(ValidationError) as refusal:
        actions.change_item(
            by=louna.coordinator, item=item, content=ItemInput({"joint": True, "joint_with": "061"})
        )
    assert "joint_with" in refusal.value.message_dict


def test_a_joint_event_is_told_those_who_were_there(louna: Louna, make: Make) -> None:
    joined, left = louna.municipalities["834"], louna.municipalities["981"]
    save_row(joined, by=SYSTEM, valid_from=dt.date(2025, 1, 10))
    save_row(left, by=SYSTEM, valid_to=dt.date(2025, 1, 10))
    for day, title in ((9, "Ennen"), (10, "Silloin"), (11, "Jälkeen")):
        clock.set_day(dt.date(2025, 1, day))
        make(title, town="061", joint=True)
        make(f"{title} oma", town="834")
    with translation.override("en"):
        told = [
            dict(summaries(["events"], 2025, town)["events"][0].every_figure)
            for town in (joined, left, louna.municipalities["061"])
        ]
    assert [one["joint events"] for one in told] == ["2", "2", "3"]
    assert [one.get("own events") for one in told] == ["3", None, None]
    events = counted(["publishing:events"], 2025)["publishing:events"]
    assert (events.total, events.own[joined.pk], events.own[left.pk]) == (6, 3, 0)
    assert (events.joint[joined.pk], events.joint[left.pk]) == (2, 2)


def test_who_has_left_keeps_its_row_in_the_years_balance(louna: Louna, make: Make) -> None:
    make("Oma", town="981")
    save_row(louna.municipalities["981"], by=SYSTEM, valid_to=dt.date(2025, 6, 30))
    clock.set_day(dt.date(2026, 1, 14))
    assert [one.reached.events for one in balance(2025) if one.municipality][-1] == 1


def test_what_is_given_back_says_why(louna: Louna) -> None:
    item = sent(louna)
    actions.propose(by=louna.staff["834"], item=item)
    with pytest.raises(ValidationError):
        actions.send_back(by=louna.coordinator, item=item, note=" ")
    actions.send_back(by=louna.coordinator, item=item, note="Lisää kuvaus")
    item.refresh_from_db()
    assert (item.status, item.note) == ("draft", "Lisää kuvaus")


def test_its_own_library_calls_off_what_it_may_not_rewrite(louna: Louna, make: Make) -> None:
    item = make()
    with pytest.raises(PermissionDenied):
        actions.change_item(by=louna.staff["834"], item=item, content=ItemInput({"title_fi": "x"}))
    with pytest.raises(PermissionDenied):
        actions.call_off(by=louna.staff["981"], item=item)
    actions.call_off(by=louna.staff["834"], item=item)
    assert not Item.objects.public().exists()
    actions.restore(by=louna.staff["834"], item=item)
    assert Item.objects.public().filter(pk=item.pk).exists()


def test_others_municipality_and_what_is_of_all_are_not_for_staff(louna: Louna) -> None:
    with pytest.raises(PermissionDenied):
        sent(louna, municipality=louna.municipalities["981"])
    with pytest.raises(PermissionDenied):
        sent(louna, municipality=None, joint=True)


def test_what_is_over_is_not_published(louna: Louna) -> None:
    old = sent(louna, start=at("2025-01-02 10:00"), end=at("2025-01-02 11:00"))
    with pytest.raises(ValidationError):
        actions.publish(by=louna.coordinator, item=old)


def test_what_is_over_is_noted_as_held_and_counts_for_the_statistics_alone(louna: Louna) -> None:
    """Staff may send it afterwards; it was held, and nobody was told of it."""
    old = sent(louna, start=at("2025-01-02 10:00"), end=at("2025-01-02 11:00"))
    page = signed_in(louna.coordinator)
    shown = page.get(old.get_absolute_url()).content.decode()
    assert "Merkitse pidetyksi" in shown
    assert "/publish/" not in shown
    page.post(f"{old.get_absolute_url()}hold/")
    old.refresh_from_db()
    assert (old.status, old.published_at) == ("held", None)
    signed_in(louna.staff["834"]).post(
        f"{old.get_absolute_url()}participants/", {"participants": 7}
    )
    known = {row.variable: row.value for row in knows(2025)}
    assert known["TAP_tot_p"] == 7
    assert not any(row.reached.events for row in balance(2025))
    assert not Evidence.objects.filter(topic="events").exists()
    assert not Item.objects.public().exists()
    coming = sent(louna)
    with pytest.raises(ValidationError, match="ei ole vielä ohi"):
        actions.note_held(by=louna.coordinator, item=coming)
    actions.unnote_held(by=louna.coordinator, item=old)
    assert not list(knows(2025))


def test_last_years_event_is_copied_to_the_same_weekday(louna: Louna, make: Make) -> None:
    item = make(start=at("2025-02-05 17:00"), rule="FREQ=WEEKLY;COUNT=3", categories=("pelit",))
    copy = actions.copy_item(by=louna.staff["834"], item=item)
    assert copy.status == "draft"
    assert copy.start == at("2026-02-04 17:00")
    assert copy.start.weekday() == item.start.weekday()
    assert (copy.rule, [one.slug for one in copy.keywords.all()]) == ("", ["pelit"])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"end": at("2025-02-05 16:00")}, "end"),
        ({"end": at("2027-02-05 16:00")}, "end"),
        ({"rule": "FREQ=DAILY;COUNT=10000"}, "rule"),
        ({"start": None}, "start"),
        ({"title_fi": "x" * 5_000_000}, "title_fi"),
        ({"registration": "javascript:alert(1)"}, "registration"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    louna: Louna, values: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as told:
        sent(louna, **values)
    assert field in told.value.message_dict
    assert not Item.objects.filter(example=False).exists()


def test_an_event_stands_in_a_library_of_its_own_municipality(louna: Louna) -> None:
    place = louna.municipalities["834"]
    elsewhere = Branch.objects.exclude(municipality=place)[0]
    with pytest.raises(ValidationError) as told:
        sent(louna, branch=elsewhere)
    assert "branch" in told.value.message_dict
    own = Branch.objects.filter(municipality=place)[0]
    assert sent(louna, branch=own).branch == own


@pytest.mark.parametrize("year", range(2022, 2026))
def test_a_copy_is_at_the_same_time_on_the_wall(louna: Louna, year: int) -> None:
    """Whether or not the clocks were changed between the days of the two."""
    for shown in ("03-25 23:30", "03-29 17:00", "10-26 23:30", "10-29 17:00"):
        begin = at(f"{year}-{shown}")
        key = sent(louna, start=begin, end=begin + dt.timedelta(hours=1)).pk
        item = Item.objects.get(pk=key)  # its times as the database has them
        copy = actions.copy_item(by=louna.staff["834"], item=item)
        for old, new in ((item.start, copy.start), (item.end, copy.end)):
            wall = [moment.astimezone(begin.tzinfo).replace(tzinfo=None) for moment in (old, new)]
            assert wall[1] - wall[0] == dt.timedelta(weeks=52)


def test_a_picture_needs_words(louna: Louna) -> None:
    told = {"title_fi": "A", "municipality": louna.municipalities["834"], **DAY}
    with pytest.raises(ValidationError) as refused:
        actions.create_item(
            by=louna.staff["834"], kind="event", content=ItemInput(told, picture=accept(drawn()))
        )
    assert "alt_fi" in refused.value.message_dict
    told["alt_fi"] = "Sininen kuva"
    made = actions.create_item(
        by=louna.staff["834"], kind="event", content=ItemInput(told, picture=accept(drawn()))
    )
    assert made.image is not None
    assert made.image.media_type == "image/jpeg"


def test_a_removed_draft_is_put_back_whole_and_once(louna: Louna, tammela: Branch) -> None:
    told = {
        "title_fi": "Satutunti", "municipality": tammela.municipality, "branch": tammela,
        "rule": "FREQ=WEEKLY;COUNT=3", "exceptions": ["2025-02-12"], "alt_fi": "Sininen", **DAY,
    }  # fmt: skip
    given = ItemInput(told, ("satutunti",), ("lapset",), ("Kevät",), picture=accept(drawn()))
    item = actions.create_item(by=louna.staff["834"], kind="event", content=given)
    shown = Client(headers={"Accept-Language": "fi"})
    shown.force_login(louna.staff["834"])
    before = shown.get(item.get_absolute_url()).content.decode()
    page = shown.post(f"/publishing/{item.pk}/remove/", follow=True)
    assert not Item.objects.filter(pk=item.pk).exists()
    undo = next(m.extra_tags.removeprefix("undo:") for m in page.context["messages"])
    other = Client()
    other.force_login(louna.staff["981"])
    assert other.post(undo).status_code == 404
    assert "Kumottu: Satutunti" in shown.post(undo, follow=True).content.decode()
    assert facts(shown.get(item.get_absolute_url()).content.decode()) == facts(before)
    assert "on jo palautettu" in shown.post(undo, follow=True).content.decode()
    assert Item.objects.get(pk=item.pk).occurrences.count() == 3


def facts(page: str) -> str:
    return page[page.index('<dl class="k-facts') : page.index("</main>")].partition("<form")[0]


def test_the_demos_joint_events_name_their_decision(louna: Louna) -> None:
    demo.load()
    held = Item.objects.filter(kind="event", joint=True, example=True)
    assert held.filter(decision__topic="events").count() == held.count() > 5
    one = held.get(title_fi="Kevään kirjat")
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(louna.staff["981"])
    page = client.get(one.get_absolute_url()).content.decode()
    assert "Louna-johtajien kokous 3/2024, 10.10.2024, § 7" in page


def test_the_reach_counts_events_by_audience_and_subject(louna: Louna, make: Make) -> None:
    boss = louna.coordinator
    for title, came in (("Eka", 10), ("Toka", 5), ("Kolmas", None)):
        item = make(title, categories=("satutunti",), audiences=("lapset",))
        actions.set_participants(by=boss, item=item, participants=came)
    make("Muiden", town="981", categories=("pelit",))
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(boss)
    page = client.get("/publishing/balance/?vuosi=2025&kunta=834").content.decode()
    told = dict(rows_of(page))
    assert told["Tammela"] == ["0", "3", "15", "7,5"]
    assert told["satutunti"] == ["3", "2", "15", "7,5"]
    assert told["lapset"] == ["3", "2", "15", "7,5"]
    assert "pelit" not in told


def test_a_reader_gets_the_own_municipality_and_what_was_joint(louna: Louna, make: Make) -> None:
    """The rest of the balance is not the reader's; a joint event is not "no events"."""
    make("Muiden", town="834")
    make("Yhteinen", town="834", joint=True)
    reader = louna.staff["981"]
    reader.memberships.update(role="reader")
    page = signed_in(reader).get("/publishing/balance/?vuosi=2025").content.decode()
    rows = dict(rows_of(page))
    assert [cells[:2] for cells in (rows["Ypäjä"], rows["Yhteiset"])] == [["0", "0"], ["0", "1"]]
    assert "Tammela" not in rows
    assert "Vuoden tapahtumista ei ole kerrottu, kenelle tai mistä ne olivat." in page
    director = signed_in(louna.directors["981"]).get("/publishing/balance/?vuosi=2025")
    assert dict(rows_of(director.content.decode()))["Tammela"][:2] == ["0", "1"]


def rows_of(page: str) -> list[tuple[str, list[str]]]:
    """The first cell of each row, and the others."""
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in page.split("<tr")]
    plain = [[re.sub(r"<[^>]*>", "", cell).strip() for cell in row] for row in rows if row]
    return [(row[0], row[1:]) for row in plain]
