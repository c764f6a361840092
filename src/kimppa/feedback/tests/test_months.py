"""The theme list of a month: counted, told without anybody's words, frozen, delivered."""

import datetime as dt
import io
from collections.abc import Callable

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from conftest import Louna
from kimppa.core.consortium.finland import listed
from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.core.releases.drafts import fingerprint
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.tasks.models import Task
from kimppa.documents.docx import render_docx
from kimppa.documents.html import render_html
from kimppa.documents.pdf import render_pdf
from kimppa.documents.tests.readback import (
    needs_pdfinfo,
    of_docx,
    of_html,
    of_pdf,
    page_count,
    squeezed,
)
from kimppa.feedback.actions.forwards import forward, hand_over
from kimppa.feedback.actions.tickets import close
from kimppa.feedback.models import Ticket
from kimppa.feedback.months.content import Facts
from kimppa.feedback.months.document import document
from kimppa.feedback.months.month import Month
from kimppa.feedback.months.releases import THEMES, ThemeList
from kimppa.feedback.tests.conftest import signed_in, text_of
from kimppa.feedback.themes import Theme

type Arrived = Callable[..., Ticket]

NOW, BEFORE = Month(2025, 1), Month(2024, 12)
PAGE = "/feedback/months/2025/1/"
SECRET = "Varaus katosi, sanoi Ilmari Ilmiö"


def prepare(month: Month) -> ThemeList:
    (draft,) = THEMES.drafts(month)
    return draft


def freeze_month(month: Month, *, provisional: bool = False) -> Release:
    (release,) = freeze_versions(by=SYSTEM, kind=THEMES, document=month, provisional=provisional)
    return release


def deliver_month(month: Month) -> list[Delivery]:
    return deliver_versions(by=SYSTEM, kind=THEMES, document=month)


def at(day: int, month: int = 1, year: int = 2025) -> dt.datetime:
    return dt.datetime(year, month, day, 10, tzinfo=dt.UTC)


def row(facts: Facts, table: str, name: str) -> Facts:
    """The one row of that name."""
    (found,) = [one for one in facts[table] if one["name"] == name]
    return found


@pytest.fixture
def told(louna: Louna, arrived: Arrived) -> Louna:
    """December's late answer, and January's: Tammela twice, Ypäjä once, one common to all."""
    late = arrived(SECRET, at=at(2, 12, 2024), theme="technical")
    close(by=SYSTEM, ticket=late, at=at(8))
    soon = arrived("Sovellus kaatuu", at=at(7), theme="technical")
    close(by=SYSTEM, ticket=soon, at=at(9))
    arrived("Lainani näkyvät väärin", "981", at=at(8), theme="account")
    common = arrived("Kiitos", "", service="ekirjasto", at=at(9), theme="general")
    forward(by=SYSTEM, ticket=common, to="Tuki", follow_up_on=dt.date(2025, 2, 1))
    again = arrived("Kansi on väärä", at=at(10), theme="metadata")
    hand_over(by=SYSTEM, ticket=again, topic="catalogue-integrity", title="Ilmarin kansi")
    return louna


def place(facts: Facts, code: str) -> Facts:
    return next(place for place in facts["places"] if place["code"] == code)


def test_a_month_is_counted_by_service_theme_and_municipality(told: Louna) -> None:
    facts = prepare(NOW).facts
    assert [one["name"] for one in facts["places"]] == [
        *(one.name for one in sorted(told.municipalities.values(), key=lambda m: m.position)),
        "Kaikille yhteistä",
    ]
    fault = row(facts, "told", "Louna-Finna: Tekninen vika")
    assert (fault["together"], fault["earlier"], fault["by"]) == (1, 1, {"834": 1})
    assert facts["together"] == {
        "arrived": 4,
        "earlier": 1,
        "handled": 2,
        "in_time": 1,
        "days": 19.5,
        "waiting": 3,
        "forwarded": 1,
    }
    assert [place(facts, code)["arrived"] for code in ("834", "981", "")] == [2, 1, 1]
    assert place(facts, "834")["in_time"] == 1
    assert place(facts, "061")["days"] is None
    assert facts["done"] == [{"name": "Luettelon yhtenäisyys", "new": 1, "done": 0, "open": 1}]
    assert prepare(BEFORE).facts["together"]["waiting"] == 1


def test_a_task_that_is_done_later_is_told_in_its_own_month(told: Louna) -> None:
    task = Task.objects.get(area="feedback", object_id__startswith="ticket-")
    task.state, task.closed_at = Task.State.DONE, at(3, 2)
    task.save()
    assert prepare(NOW).facts["done"][0] | {"name": ""} == {
        "name": "", "new": 1, "done": 0, "open": 1
    }  # fmt: skip
    (later,) = prepare(Month(2025, 2)).facts["done"]
    assert (later["new"], later["done"], later["open"]) == (0, 1, 0)


def test_the_page_says_what_came_what_was_done_and_what_waits(told: Louna) -> None:
    page = text_of(signed_in(told.coordinator).get(PAGE))
    for words in (
        "Tammikuussa tuli neljä palautetta, kuukautta aiemmin yksi.",
        "Kaksi palautetta käsiteltiin, niistä yksi luvatussa ajassa.",
        "Luettelon yhtenäisyys: yksi tehtävä annettiin.",
        "Yksi palaute välitettiin palvelun omistajalle.",
        "Kolme palautetta odottaa vastausta: Tammela 1, Ypäjä 1, Kaikille yhteistä 1.",
        "Yksi tehtävä on kesken: Luettelon yhtenäisyys 1.",
    ):
        assert words in page


@needs_pdfinfo
def test_the_page_the_pdf_and_a_word_file_say_the_same(told: Louna) -> None:
    with translation.override("fi"):
        whole = document(prepare(NOW).facts, Stamp(dt.date(2025, 2, 3), 1))
    page = squeezed(iter(whole.title)) + of_html(render_html(whole))
    assert of_pdf(render_pdf(whole)) == page
    assert of_docx(render_docx(whole)) == page


def test_no_word_of_a_customer_and_no_title_of_a_task_is_told(told: Louna) -> None:
    release = freeze_month(NOW, provisional=True)
    for word in ("Ilmari", "katosi", "kaatuu", "kansi on", "Tuki"):
        assert word not in release.facts
    page = text_of(signed_in(told.coordinator).get(PAGE))
    assert "Ilmari" not in page
    assert "Louna-Finna: Tekninen vika" in page


def test_freezing_delivering_and_taking_back(told: Louna) -> None:
    client = signed_in(told.coordinator)
    seen = fingerprint([prepare(NOW)])
    refused = client.post(f"{PAGE}freeze/", {"seen": seen})
    assert refused.status_code == 422
    assert "Kuukausi ei ole vielä päättynyt" in text_of(refused)
    done = {"seen": seen, "provisional": "on"}
    page = text_of(client.post(f"{PAGE}freeze/", done, follow=True))
    assert "1 versio on jäädytetty" in page
    assert "Toimita 5 kirjastonjohtajalle" in page
    release = Release.objects.get()
    page = text_of(client.post(f"/feedback/months/versions/{release.pk}/", follow=True))
    assert "Versio on peruttu" in page
    assert not Release.objects.exists()

    client.post(f"{PAGE}freeze/", done)
    page = text_of(client.post(f"{PAGE}deliver/", follow=True))
    assert "Toimitettu 5 kirjastonjohtajalle" in page
    assert "Alustava" in page
    assert "Ei vielä avattu" in page
    assert Evidence.objects.standing().filter(topic="feedback", kind="provisional").count() == 5
    client.post(f"{PAGE}deliver/")
    assert Delivery.objects.count() == 5
    release = Release.objects.get()
    page = text_of(client.post(f"/feedback/months/versions/{release.pk}/", follow=True))
    assert Release.objects.exists()
    assert "Versio 1 toimitettu alustavana" in page


def test_what_changes_after_a_delivery_is_a_new_version_with_a_reason(
    told: Louna, arrived: Arrived
) -> None:
    freeze_month(BEFORE)
    deliver_month(BEFORE)
    client = signed_in(told.coordinator)
    address = "/feedback/months/2024/12/"
    assert "Jäädytä versio" not in text_of(client.get(address))
    old = fingerprint([prepare(BEFORE)])
    arrived("Unohtui kirjata", at=at(20, 12, 2024))
    page = text_of(client.get(address))
    assert "Jäädytä versio 2" in page
    assert "eroa edelliseen versioon" in page
    late = client.post(f"{address}freeze/", {"seen": old, "reason": "Yksi puuttui"})
    assert "Luvut ovat muuttuneet" in text_of(late)
    seen = fingerprint([prepare(BEFORE)])
    assert client.post(f"{address}freeze/", {"seen": seen}).status_code == 422
    given = {"seen": seen, "reason": "Yksi puuttui"}
    page = text_of(client.post(f"{address}freeze/", given, follow=True))
    assert "Syy: Yksi puuttui" in page
    assert "Toimita 5 kirjastonjohtajalle" in page


def test_nobody_gets_a_list_that_cannot_reach_all(told: Louna) -> None:
    with pytest.raises(ValidationError, match="jäädytetty"):
        deliver_month(NOW)
    freeze_month(NOW, provisional=True)
    told.directors["981"].memberships.all().delete()
    with pytest.raises(ValidationError, match="Ypäjä"):
        deliver_month(NOW)
    assert not Delivery.objects.exists()


def test_an_empty_month_teaches_and_is_not_frozen(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    page = text_of(client.get("/feedback/months/2024/7/"))
    assert "Tyhjästä kuukaudesta ei tarvita listaa" in page
    assert "Jäädytä" not in page
    with pytest.raises(ValidationError, match="ei tullut"):
        freeze_month(Month(2024, 7))
    for wrong in ("2025/2", "2024/13", "2024/0", "0/1", "9999/12"):
        assert client.get(f"/feedback/months/{wrong}/").status_code == 404


def test_the_pages_of_the_demo(examples: Louna) -> None:
    director = signed_in(examples.directors["834"])
    page = text_of(director.get("/feedback/months/"))
    assert "marraskuu 2024" in page
    assert "Versio 1 toimitettu" in page
    coordinator = signed_in(examples.coordinator)
    for address in ("/feedback/months/", "/feedback/months/2024/11/"):
        coordinator.get(address)
        with CaptureQueriesContext(connection) as told:
            page = text_of(coordinator.get(address))
        assert len(told) <= 12, address
    assert "Esimerkki" in page
    assert (
        "Toimita" not in text_of(director.get("/feedback/months/2024/11/")).partition("Forssa")[2]
    )
    for link in ("?told-format=xlsx", "?places-format=xlsx"):
        assert f'href="{link}"' in coordinator.get("/feedback/months/2024/11/").content.decode()
        excel = director.get(f"/feedback/months/2024/11/{link}")
        assert "spreadsheet" in excel["Content-Type"]


def test_the_file_is_one_page_of_pdf_ua(examples: Louna) -> None:
    client = signed_in(examples.coordinator)
    release = Release.objects.get(kind="themes")
    data = client.get(f"/feedback/months/versions/{release.pk}/pdf/").content
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "fi-FI"
        with pdf.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
            assert told["dc:title"] == "Asiakaspalautteen teemalista, marraskuu 2024"
    assert client.get("/feedback/months/2024/11/draft/")["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("handed", [2, 5])
def test_a_full_month_of_five_municipalities_is_one_page(
    louna: Louna, arrived: Arrived, handed: int
) -> None:
    """Of many themes the rarest are told together, so that the page holds and the sums too."""
    for service in ("finna", "ekirjasto"):
        for theme in Theme:
            ticket = arrived(f"{service} {theme}", service=service, theme=theme, at=at(7))
    topics = ("catalogue-integrity", "finna-platform", "accessibility", "meetings", "guidance")
    for topic in topics[:handed]:
        hand_over(by=SYSTEM, ticket=ticket, topic=topic, title="Tehtävä")
    draft = prepare(NOW)
    facts = draft.facts
    assert "harvinaisempaa yhteensä" in facts["told"][-1]["name"]
    assert sum(one["together"] for one in facts["told"]) == 2 * len(Theme)
    pdf = THEMES.files(draft, Stamp(dt.date(2025, 2, 3), 2, "Yksi puuttui", provisional=True))[0]
    assert page_count(pdf.data) == 1


def test_forty_municipalities_are_rows_of_one_table(louna: Louna, arrived: Arrived) -> None:
    """Those with something to count, so that a quiet month of a large consortium stays short."""
    codes = [code for code in listed() if code not in louna.municipalities][:40]
    for code in codes:
        louna.municipalities[code] = Municipality.objects.create(
            code=code, name_fi=listed()[code].fi
        )
    for code in codes[:30]:
        arrived("Sovellus kaatuu", code, at=at(7), theme="technical")
    draft = prepare(NOW)
    page = signed_in(louna.coordinator).get(PAGE).content.decode()
    assert f'<th scope="row" class="doc-left">{listed()[codes[29]].fi}</th>' in page
    assert f">{listed()[codes[35]].fi}</th>" not in page
    pdf = THEMES.files(draft, Stamp(dt.date(2025, 2, 3), 1))[0]
    assert page_count(pdf.data) == 1
