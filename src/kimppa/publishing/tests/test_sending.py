"""What is proposed by a personal link: letters, corrections, changes of what is public."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.privacy.retention import prune
from kimppa.core.proposals.actions import make_link, refuse_proposal, token_of
from kimppa.publishing import actions
from kimppa.publishing.area import due as due_days
from kimppa.publishing.models import Item, ItemChange, SendingLink
from kimppa.publishing.tests.conftest import signed_in
from kimppa.publishing.tests.test_pages import FILLED, shown

ADDRESS = "seura@esimerkki.example"


def sent(louna: Louna) -> tuple[Item, str]:
    """An event that came by a link with an address for answers, and its receipt."""
    town = louna.municipalities["834"]
    link = make_link(
        SendingLink, by=louna.coordinator, municipality=town, holder="Seura", email=ADDRESS
    )
    receipt = visitor().post(f"/laheta/{token_of(link)}/", FILLED)["Location"]
    return Item.objects.get(title_fi=FILLED["title_fi"]), receipt


def visitor() -> Client:
    return Client(headers={"Accept-Language": "fi"})


def letters() -> list[str]:
    return [mail.subject for mail in OutgoingMail.objects.filter(to=ADDRESS).order_by("pk")]


def waiting(item: Item) -> ItemChange:
    return item.changes.get(state="waiting")


def publish(louna: Louna, item: Item) -> Item:
    actions.publish(by=louna.coordinator, item=item)
    item.refresh_from_db()
    return item


def test_the_sender_hears_what_is_missing_corrects_it_and_hears_that_it_is_public(
    louna: Louna,
) -> None:
    item, receipt = sent(louna)
    actions.send_back(by=louna.coordinator, item=item, note="Kellonaika puuttuu")
    mail = OutgoingMail.objects.get(to=ADDRESS)
    assert "Kellonaika puuttuu" in mail.body
    assert receipt in mail.body
    assert "Kellonaika puuttuu" in shown(visitor(), receipt)
    corrected = visitor().post(f"{receipt}korjaa/", FILLED | {"begins": "16.00"})
    assert corrected["Location"] == receipt
    item.refresh_from_db()
    assert (item.status, item.starts_local) == ("proposed", "5.2.2025 16.00")
    publish(louna, item)
    assert [subject.partition(":")[0] for subject in letters()] == [
        "Ei hyväksytty sellaisenaan",
        "Hyväksytty",
    ]


def test_who_wants_it_at_once_hears_of_proposals_the_others_by_their_rhythm(louna: Louna) -> None:
    boss = louna.coordinator
    boss.rhythm = "at-once"
    boss.save()
    item, receipt = sent(louna)
    publish(louna, item)
    visitor().post(f"{receipt}korjaa/", FILLED | {"title_fi": "Lukukoira käy"})
    mails = OutgoingMail.objects.filter(to=boss.email).order_by("pk")
    assert [mail.subject for mail in mails] == ["Ehdotus: Lukukoira tulee"] * 2
    pages = [item.get_absolute_url(), waiting(item).get_absolute_url()]
    assert all(url in mail.body for url, mail in zip(pages, mails, strict=True))
    assert "Seura" in mails[0].body


def test_a_proposed_change_is_due_a_week_from_its_sending(louna: Louna) -> None:
    item, receipt = sent(louna)
    publish(louna, item)
    visitor().post(f"{receipt}korjaa/", FILLED | {"title_fi": "Lukukoira käy"})
    year = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    with translation.override("fi"):
        days = {due.title: due.date for due in due_days(*year, louna.coordinator)}
    assert days["Päätä muutosehdotuksesta: Lukukoira tulee"] == dt.date(2025, 1, 21)


def test_what_is_public_changes_when_the_shown_difference_is_accepted(louna: Louna) -> None:
    item, receipt = sent(louna)
    publish(louna, item)
    visitor().post(f"{receipt}korjaa/", FILLED | {"title_fi": "Lukukoira käy"})
    change = waiting(item)
    assert "Lukukoira tulee" in shown(visitor(), f"/tapahtumat/{item.key}/")
    boss = signed_in(louna.coordinator)
    assert not OutgoingMail.objects.filter(to=louna.coordinator.email).exists()
    page = shown(boss, change.get_absolute_url())
    assert "<del>tulee</del><ins>käy</ins>" in page
    (seen,) = re.findall(r'name="difference" value="(\w+)"', page)
    boss.post(f"{change.get_absolute_url()}accept/", {"difference": seen})
    assert "Lukukoira käy" in shown(visitor(), f"/tapahtumat/{item.key}/")
    assert "Hyväksytty" in shown(visitor(), receipt)
    assert len(letters()) == 2


def test_what_has_changed_since_it_was_shown_is_not_accepted_unseen(louna: Louna) -> None:
    item, receipt = sent(louna)
    publish(louna, item)
    correction = f"{receipt}korjaa/"
    visitor().post(correction, FILLED | {"title_fi": "Lukukoira käy"})
    url = waiting(item).get_absolute_url()
    boss = signed_in(louna.coordinator)
    (seen,) = re.findall(r'name="difference" value="(\w+)"', shown(boss, url))
    Item.objects.filter(pk=item.pk).update(title_fi="Koira tuli jo")
    answer = boss.post(f"{url}accept/", {"difference": seen})
    assert answer.status_code == 422
    assert "Koira" in answer.content.decode()
    item.refresh_from_db()
    assert item.title_fi == "Koira tuli jo"
    (now,) = re.findall(r'name="difference" value="(\w+)"', answer.content.decode())
    boss.post(f"{url}accept/", {"difference": now})
    item.refresh_from_db()
    assert item.title_fi == "Lukukoira käy"


def test_a_refusal_is_told_with_its_reason_and_taken_back(louna: Louna) -> None:
    item, receipt = sent(louna)
    publish(louna, item)
    visitor().post(f"{receipt}korjaa/", FILLED | {"price": "5 €"})
    change, boss = waiting(item), signed_in(louna.coordinator)
    url = change.get_absolute_url()
    assert boss.post(f"{url}refuse/", {"reason": " "}).status_code == 422
    page = boss.post(f"{url}refuse/", {"reason": "Maksuton"}, follow=True).content.decode()
    assert "Maksuton" in OutgoingMail.objects.filter(to=ADDRESS).order_by("pk")[1].body
    (undo,) = re.findall(r'action="(/[^"]*undo/[^"]*)"', page)
    boss.post(undo)
    change.refresh_from_db()
    assert (change.state, change.reason, len(letters())) == ("waiting", "", 1)


def test_the_sender_withdraws_what_waits(louna: Louna) -> None:
    item, receipt = sent(louna)
    publish(louna, item)
    visitor().post(f"{receipt}korjaa/", FILLED | {"price": "5 €"})
    change = waiting(item)
    visitor().post(f"{receipt}peru/")
    change.refresh_from_db()
    assert (change.state, Item.objects.filter(pk=item.pk).exists()) == ("withdrawn", True)
    with pytest.raises(ValidationError):
        actions.accept_change(by=louna.coordinator, proposal=change)
    actions.withdraw(by=louna.coordinator, item=item)
    visitor().post(f"{receipt}peru/")
    assert not Item.objects.filter(pk=item.pk).exists()


def test_a_second_change_takes_the_place_of_the_first_and_none_is_no_proposal(
    louna: Louna,
) -> None:
    item, receipt = sent(louna)
    publish(louna, item)
    path = f"{receipt}korjaa/"
    assert visitor().post(path, FILLED).status_code == 422
    for price in ("5 €", "6 €"):
        visitor().post(path, FILLED | {"price": price})
    assert waiting(item).content == {"price": "6 €"}


def test_only_its_own_link_and_those_who_publish_may(louna: Louna) -> None:
    item, receipt = sent(louna)
    publish(louna, item)
    town = louna.municipalities["834"]
    other = make_link(SendingLink, by=louna.coordinator, municipality=town, holder="Seura")
    for page in ("korjaa", "peru"):
        path = f"/laheta/{token_of(other)}/{item.key}/{page}/"
        assert visitor().post(path, FILLED).status_code == 404
    visitor().post(f"{receipt}korjaa/", FILLED | {"price": "5 €"})
    with pytest.raises(PermissionDenied):
        actions.accept_change(by=louna.staff["834"], proposal=waiting(item))
    with pytest.raises(PermissionDenied):
        refuse_proposal(by=louna.directors["834"], proposal=waiting(item), reason="Ei")


def test_a_link_that_ended_a_year_ago_is_forgotten_with_its_holder(louna: Louna) -> None:
    item, receipt = sent(louna)
    publish(louna, item)
    visitor().post(f"{receipt}korjaa/", FILLED | {"price": "5 €"})
    SendingLink.objects.update(revoked_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=364))
    assert prune() == 0
    SendingLink.objects.update(revoked_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=366))
    assert prune() > 0
    item.refresh_from_db()
    assert (item.link, waiting(item).link) == (None, None)
    assert ADDRESS not in str(list(SendingLink.objects.values()))
