"""A director reads the draft of the own report and comments on its lines."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from conftest import Louna
from kimppa.report import actions
from kimppa.report.models import Comment, Paragraph, Report
from kimppa.report.tests.conftest import signed_in
from kimppa.report.tests.test_release import deliver, freeze

SHARED = "/report/2024/shared/"


@pytest.fixture
def shown(agreed: Louna, report: Report) -> Report:
    actions.share_draft(by=agreed.coordinator, report=report)
    report.refresh_from_db()
    return report


def row(report: Report, town: str, clause: str = "3.1") -> Paragraph:
    return report.paragraphs.get(clause=clause, municipality__code=town)


def text(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_a_director_reads_only_the_own_draft_and_only_when_it_is_shown(
    agreed: Louna, report: Report
) -> None:
    client = signed_in(agreed.directors["981"])
    assert "Pääkäyttäjä kirjoittaa raporttia vielä" in text(client, SHARED)
    assert "raportti ei kerro, mitä palvelut maksoivat" not in text(client, SHARED)
    actions.share_draft(by=agreed.coordinator, report=report)
    page = text(client, f"{SHARED}?kunta=834")
    assert "Ypäjän" in page or "Ypäjä" in page
    assert "raportti ei kerro, mitä palvelut maksoivat" in page
    assert "Tammela ·" not in page
    assert client.get("/report/2024/").headers["Location"] == SHARED
    actions.unshare_draft(by=agreed.coordinator, report=Report.objects.get())
    assert "raportti ei kerro, mitä palvelut maksoivat" not in text(client, SHARED)


def test_a_comment_stands_at_its_line_until_it_is_handled(agreed: Louna, shown: Report) -> None:
    director, desk = signed_in(agreed.directors["981"]), signed_in(agreed.coordinator)
    line = row(shown, "981")
    director.post(f"/report/words/{line.pk}/comment/", {"text": "Mainitaanko tarinapolku?"})
    assert "Mainitaanko tarinapolku?" in text(director, SHARED)
    page = text(desk, "/report/2024/?kunta=981")
    assert "Mainitaanko tarinapolku?" in page
    assert "Kommentteja odottaa:" in page
    assert "Mainitaanko" not in text(desk, "/report/2024/?kunta=834")
    desk.post(f"/report/comment/{Comment.objects.get().pk}/handle/")
    assert "Kommentteja odottaa:" not in text(desk, "/report/2024/?kunta=981")


def test_a_comment_is_a_task_of_the_coordinator_until_it_is_handled(
    agreed: Louna, shown: Report
) -> None:
    director, desk = signed_in(agreed.directors["981"]), signed_in(agreed.coordinator)
    line = row(shown, "981")
    director.post(f"/report/words/{line.pk}/comment/", {"text": "Mainitaanko tarinapolku?"})
    page = text(desk, "/tasks/")
    assert "Käsittele kommentti raporttiin: 3.1" in page
    assert "Mainitaanko tarinapolku?" in page
    address = re.search(r'href="(/report/2024/[^"]*)#', page)
    assert address is not None
    assert "Mainitaanko tarinapolku?" in text(desk, address[1].replace("&amp;", "&"))
    assert "kommentti raporttiin" not in text(director, "/tasks/")
    desk.post(f"/report/comment/{Comment.objects.get().pk}/handle/")
    assert "kommentti raporttiin" not in text(desk, "/tasks/")


def test_the_home_of_a_director_leads_to_the_draft_while_it_is_shown(
    agreed: Louna, report: Report
) -> None:
    director = agreed.directors["981"]
    link = f'href="{SHARED}"'
    assert link not in text(signed_in(director), "/?vuosi=2024")
    actions.share_draft(by=agreed.coordinator, report=report)
    home = text(signed_in(director), "/?vuosi=2024")
    assert link in home
    assert "Luonnos: lue ja kommentoi" in home
    assert link not in text(signed_in(agreed.staff["981"]), "/?vuosi=2024")
    freeze(agreed, report)
    deliver(agreed, report)
    assert link not in text(signed_in(director), "/?vuosi=2024")


def test_the_others_lines_are_not_commented_on(agreed: Louna, shown: Report) -> None:
    director = agreed.directors["981"]
    client = signed_in(director)
    others, common = row(shown, "834"), shown.paragraphs.get(clause="3.1", municipality=None)
    for line in (others, common):
        address = f"/report/words/{line.pk}/comment/"
        assert client.post(address, {"text": "Ei."}).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.add_comment(by=director, paragraph=line, text="Ei.")
    assert not Comment.objects.exists()


def test_nobody_comments_on_a_draft_that_is_not_shown(agreed: Louna, report: Report) -> None:
    director, line = agreed.directors["981"], row(report, "981")
    with pytest.raises(PermissionDenied):
        actions.add_comment(by=director, paragraph=line, text="Liian aikaisin.")
    answer = signed_in(director).post(f"/report/words/{line.pk}/comment/", {"text": "x"})
    assert answer.status_code == 404


def test_an_empty_comment_is_refused(agreed: Louna, shown: Report) -> None:
    with pytest.raises(ValidationError):
        actions.add_comment(by=agreed.directors["981"], paragraph=row(shown, "981"), text=" ")


@pytest.mark.parametrize("role", ["staff", "readers"])
def test_staff_and_readers_do_not_see_a_shown_draft(
    agreed: Louna, shown: Report, role: str
) -> None:
    for person in getattr(agreed, role).values():
        assert signed_in(person).get(SHARED).status_code == 403


def test_a_delivered_report_is_opened_and_no_longer_commented_on(
    agreed: Louna, shown: Report
) -> None:
    director, line = agreed.directors["981"], row(shown, "981")
    freeze(agreed, shown)
    deliver(agreed, shown)
    page = text(signed_in(director), SHARED)
    assert "toimitettiin" in page
    assert "raportti ei kerro, mitä palvelut maksoivat" not in page
    assert "/deliveries/" in page.split("<main")[1]
    with pytest.raises(ValidationError, match="toimitettu"):
        actions.add_comment(by=director, paragraph=line, text="Myöhässä.")


def test_freezing_names_the_comments_that_wait(agreed: Louna, shown: Report) -> None:
    line = row(shown, "981")
    actions.add_comment(by=agreed.directors["981"], paragraph=line, text="Mainitaanko?")
    desk = signed_in(agreed.coordinator)
    words = "Kirjastonjohtajien kommentit odottavat käsittelyä"
    assert words in text(desk, "/report/2024/freeze/")
    actions.handle_comment(by=agreed.coordinator, comment=Comment.objects.get())
    assert words not in text(desk, "/report/2024/freeze/")
