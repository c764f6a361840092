"""What people see and do of the agreement card."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.permissions import SYSTEM
from kimppa.core.yearclock.actions import subscribe
from kimppa.documents.xlsx import read_xlsx
from kimppa.eresources import demo
from kimppa.eresources.licences import actions
from kimppa.eresources.licences.queries import card
from kimppa.eresources.models import CostShare, Licence, UsageFile

pytestmark = pytest.mark.django_db


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


@pytest.fixture
def room(louna: Louna) -> Louna:
    """The demo's agreements."""
    demo.load()
    return louna


def licence(slug: str) -> Licence:
    return Licence.objects.get(service__slug=slug)


def test_a_card_of_a_known_name_is_told_and_a_key_can_be_made(room: Louna) -> None:
    client = browser(room.coordinator)
    page = client.get("/eresources/licences/add/").content.decode()
    assert 'href="/figures/keys/">Tee jakoperuste' in page
    form = {"name": "cineast", "tax": "none"}
    page = client.post("/eresources/licences/add/", form).content.decode()
    assert "Palvelulla Cineast on jo kortti" in page
    page = client.get("/search/?q=jakoavain").content.decode()
    assert 'href="/figures/keys/"' in page


def test_the_first_page_tells_what_to_do_and_what_is_not_known(room: Louna) -> None:
    page = browser(room.coordinator).get("/eresources/").content.decode()
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Kysy jatkosta: Naxos" in page
    assert "pe 31.1. · 17 pv" in page
    assert "ei tiedossa" in page
    assert "Humppila" in page


def test_an_instance_without_e_resources_has_one_next_step(louna: Louna) -> None:
    page = browser(louna.coordinator).get("/eresources/").content.decode()
    assert page.count("/eresources/licences/add/") == 1
    assert "k-do" not in page


def test_a_card_is_filled_in_at_once_and_undone_by_one_press(louna: Louna) -> None:
    client = browser(louna.coordinator)
    key = AllocationKey.objects.first()
    assert key
    form = {
        "name": "Viddla",
        "vendor": "Viddla Oy",
        "kinds": ["films"],
        "municipalities": [m.pk for m in Municipality.objects.all()],
        "start": "1.1.2025",
        "end": "31.12.2025",
        "notice_on": "30.9.2025",
        "goes_on": "on",
        "model": "flat",
        "price": "1 000,01",
        "tax": "general",
        "tax_included": "on",
        "key": key.pk,
    }
    page = client.post("/eresources/licences/add/", form, follow=True).content.decode()
    assert "Viddla" in page
    assert "Summa täsmää hintaan sentilleen" in page
    added = Licence.objects.get(service__name_fi="Viddla")
    shares = CostShare.objects.filter(period__licence=added)
    assert sum(share.amount for share in shares) == Decimal("1000.01")
    batch = AuditEvent.objects.filter(action="eresources.add").latest("pk").batch
    client.post(f"/undo/{batch}/")
    assert not Licence.objects.filter(pk=added.pk).exists()


def test_a_missing_share_is_named_with_its_euros_and_mended_by_the_key(room: Louna) -> None:
    client = browser(room.coordinator)
    page = client.get("/eresources/costs/").content.decode()
    assert "Humppilan osuus puuttuu." in page
    assert "395,56" in page
    period = licence("e-lehdet").periods.get()
    client.post(f"/eresources/periods/{period.pk}/share-out/")
    assert "395,56" not in client.get("/eresources/costs/").content.decode()
    assert card(licence("e-lehdet")).faults == []


def test_a_share_of_who_has_left_is_named(room: Louna) -> None:
    naxos = licence("naxos")
    member = naxos.members.get(municipality__code="981")
    actions.change_member(by=room.coordinator, member=member, valid_to="2024-04-30")
    assert {fault.kind for fault in card(naxos).faults} == {"left"}


def test_typed_shares_that_do_not_sum_are_refused(room: Louna) -> None:
    period = licence("naxos").periods.get()
    with (
        translation.override("fi"),
        pytest.raises(ValidationError, match=r"puuttuu 1\\xa0859,00"),
    ):
        actions.type_shares(by=room.coordinator, period=period, amounts={"061": Decimal(1)})
    amounts = {"061": Decimal(1000), "981": Decimal(860)}
    actions.type_shares(by=room.coordinator, period=period, amounts=amounts)
    assert {s.municipality.code: s.amount for s in period.shares.all()} == amounts


def test_the_basis_of_an_invoice_is_a_pdf_and_a_workbook(room: Louna) -> None:
    period = licence("cineast").periods.get()
    client = browser(room.coordinator)
    pdf = client.get(f"/eresources/periods/{period.pk}/basis/pdf/")
    assert pdf.getvalue().startswith(b"%PDF-")
    book = client.get(f"/eresources/periods/{period.pk}/basis/xlsx/").getvalue()
    sheets = read_xlsx(io.BytesIO(book).getvalue())
    rows = sheets[0].rows
    assert sum(Decimal(str(row[6])) for row in rows[1:]) == 4200
    notes = " ".join(str(cell) for row in sheets[1].rows for cell in row)
    assert "Väkiluku" in notes or "väkiluku" in notes
    assert "16.5.2024" in notes


def test_papers_are_shown_to_directors_who_belong(room: Louna) -> None:
    audiobooks = licence("e-aanikirjat")
    paper = actions.add_document(
        by=room.coordinator, licence=audiobooks, title="Tarjous", data=b"a", name="tarjous.txt"
    )
    answers = [
        browser(person).get(f"/eresources/documents/{paper.pk}/").status_code
        for person in (room.coordinator, room.directors["834"], room.directors["981"])
    ]
    assert answers == [200, 200, 404]
    assert browser(room.staff["834"]).get(f"/eresources/documents/{paper.pk}/").status_code == 404


def test_only_the_coordinator_writes(room: Louna) -> None:
    naxos, director = licence("naxos"), room.directors["061"]
    period = naxos.periods.get()
    with pytest.raises(PermissionDenied):
        actions.change_licence(by=director, licence=naxos, note="Ours")
    with pytest.raises(PermissionDenied):
        actions.share_out(by=director, period=period)
    with pytest.raises(PermissionDenied):
        actions.remove_licence(by=director, licence=naxos)


def test_removing_a_card_is_taken_back_whole(room: Louna) -> None:
    naxos, client = licence("naxos"), browser(room.coordinator)
    client.post(f"/eresources/licences/{naxos.pk}/remove/")
    assert Licence.objects.filter(pk=naxos.pk).exists()  # its use has been counted
    UsageFile.objects.filter(licence=naxos).delete()
    before = sorted(naxos.periods.get().shares.values_list("municipality", "amount"))
    client.post(f"/eresources/licences/{naxos.pk}/remove/")
    assert not Licence.objects.filter(pk=naxos.pk).exists()
    batch = AuditEvent.objects.filter(action="eresources.remove").latest("pk").batch
    client.post(f"/undo/{batch}/")
    again = licence("naxos")
    assert sorted(again.periods.get().shares.values_list("municipality", "amount")) == before


def test_a_period_within_another_is_refused_with_its_days(louna: Louna) -> None:
    licence = actions.add_licence(
        by=SYSTEM, service=Service.objects.get(slug="naxos"), kinds=["music"]
    )
    year = {"start": dt.date(2024, 5, 1), "end": dt.date(2025, 4, 30), "tax": "general"}
    actions.add_period(by=SYSTEM, licence=licence, **year)
    client = browser(louna.coordinator)
    form = {"start": "1.6.2024", "end": "31.12.2024", "model": "flat", "tax": "general"}
    response = client.post(f"/eresources/licences/{licence.pk}/period/", form)
    assert response.status_code == 422
    assert "1.5.2024–30.4.2025" in response.content.decode()
    form |= {"start": "1.5.2025", "end": "30.4.2025"}
    response = client.post(f"/eresources/licences/{licence.pk}/period/", form)
    assert "päättyy ennen kuin se alkaa" in response.content.decode()
    assert licence.periods.count() == 1


def test_the_card_leads_to_what_the_service_register_says(room: Louna) -> None:
    """Statements, the vendor and the source of statistics are kept in one place."""
    values = {
        "privacy_notice": "https://cineast.example/tietosuoja",
        "statement": "https://cineast.example/saavutettavuus",
        "statistics_source": "Toimittajan raportti",
    }
    Service.objects.filter(slug="cineast").update(**values)
    page = browser(room.coordinator).get(licence("cineast").get_absolute_url()).content.decode()
    for text in (*values.values(), "Tietosuojaseloste", "Saavutettavuusseloste"):
        assert text in page


def test_renewals_stand_in_the_year_clock_and_in_the_calendar(room: Louna) -> None:
    page = browser(room.coordinator).get("/year-clock/").content.decode()
    assert "Kysy jatkosta: Naxos" in page
    feed = subscribe(by=room.coordinator)
    calendar = Client().get(f"/calendar/{feed.token}.ics").content.decode()
    assert "Naxos" in calendar.replace("\r\n ", "")
