"""A wish becomes an order or gets an answer; an ended one is on the list of records to withdraw."""

import datetime as dt
from decimal import Decimal
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person, Service
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.models import Evidence
from kimppa.core.imports.actions import bring, take
from kimppa.eresources.licences.actions import add_card, add_licence
from kimppa.eresources.models import BudgetLine, Licence, Order, Principle
from kimppa.eresources.orders import actions
from kimppa.eresources.orders.queries import line_of
from kimppa.eresources.terms.principles import Principle as Compared
from kimppa.eresources.terms.principles import Rule, Title, broken
from kimppa.eresources.usage.imports import IMPORTER

pytestmark = pytest.mark.django_db


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


def plain(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def line(louna: Louna) -> BudgetLine:
    """A line of 100 euros and a ceiling of 40 by the directors' decision."""
    decision = Decision.objects.get(topic="eresource-selection")
    by = louna.coordinator
    actions.add_principle(by=by, rule=Rule.CEILING, limit=Decimal(40), decision=decision)
    return actions.add_line(
        by=by, year=2025, name="Äänikirjat", amount=Decimal(100), decision=decision
    )


def test_an_order_against_a_principle_needs_a_reason_and_ends_in_the_list(
    louna: Louna, line: BudgetLine
) -> None:
    staff, coordinator = browser(louna.staff["981"]), browser(louna.coordinator)
    place = louna.municipalities["981"].pk
    wish = {"title": "Sinuhe", "material": "audiobooks", "municipality": place}
    staff.post("/eresources/orders/add/", wish)
    order = Order.objects.get()
    terms = {
        "title": "Sinuhe",
        "material": "audiobooks",
        "line": line.pk,
        "price": "45,50",
        "loans": "26",
        "loans_used": "0",
        "ends_on": "31.1.2025",
        "record": "123456",
    }
    address = f"/eresources/orders/{order.pk}/"
    page = coordinator.post(f"{address}place/", terms).content.decode()
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Tämä on periaatetta vastaan: Hinta enintään: 40,00 €" in page
    coordinator.post(f"{address}place/", terms | {"exception": "Kolme varaajaa jonossa."})
    order.refresh_from_db()
    assert order.state == Order.State.ORDERED
    page = plain(coordinator, address)
    assert "Kolme varaajaa jonossa." in page
    assert "54,50 €" in page  # left on the line
    assert Evidence.objects.standing().filter(title__contains="Sinuhe").count() == 1
    assert "Sinuhe" in plain(coordinator, "/eresources/orders/?list=ending")
    coordinator.post(f"{address}end/")
    assert "123456" in plain(coordinator, "/eresources/orders/?list=withdraw")
    coordinator.post(f"{address}withdraw/")
    assert "123456" not in plain(coordinator, "/eresources/orders/?list=withdraw")


def test_an_order_is_undone_with_its_work(louna: Louna, line: BudgetLine) -> None:
    client = browser(louna.coordinator)
    order = actions.add_wish(by=louna.coordinator, title="Sinuhe")
    client.post(
        f"/eresources/orders/{order.pk}/place/",
        {"title": "Sinuhe", "material": "books", "price": "10", "line": line.pk, "loans_used": "0"},
    )
    assert line_of(line).free == 90
    batch = AuditEvent.objects.filter(action="eresources.order").latest("pk").batch
    client.post(f"/undo/{batch}/")
    order.refresh_from_db()
    assert order.state == Order.State.WISH
    assert not Evidence.objects.standing().filter(title__contains="Sinuhe").exists()


def test_a_line_is_not_overdrawn_and_a_move_names_its_decision(
    louna: Louna, line: BudgetLine
) -> None:
    by, decision = louna.coordinator, line.decision
    order = actions.add_wish(by=by, title="Kallis")
    with pytest.raises(ValidationError):
        actions.place_order(by=by, order=order, line=line, price=Decimal(101), exception="x")
    other = actions.add_line(by=by, year=2025, name="Lehdet", amount=50, decision=decision)
    actions.add_move(by=by, origin=other, target=line, amount=Decimal(20), decision=decision)
    assert (line_of(line).available, line_of(other).free) == (120, 30)
    with pytest.raises(ValidationError):
        actions.add_move(by=by, origin=other, target=line, amount=Decimal(31), decision=decision)
    page = plain(browser(louna.directors["981"]), "/eresources/money/")
    assert "Lehdet 2025 → Äänikirjat 2025" in page


def test_a_wish_is_shown_to_its_own_and_answered_with_words(louna: Louna) -> None:
    wish = actions.add_wish(
        by=louna.staff["981"], title="Oma toive", municipality=louna.municipalities["981"]
    )
    pages = [
        browser(person).get(f"/eresources/orders/{wish.pk}/").status_code
        for person in (louna.staff["981"], louna.directors["834"], louna.coordinator)
    ]
    assert pages == [200, 404, 200]
    with pytest.raises(ValidationError):
        actions.decline(by=louna.coordinator, order=wish, answer=" ")
    actions.decline(by=louna.coordinator, order=wish, answer="E-kirjastossa on jo.")
    assert "E-kirjastossa on jo." in plain(
        browser(louna.staff["981"]), f"/eresources/orders/{wish.pk}/"
    )


def test_only_the_coordinator_orders_and_decides_on_money(louna: Louna, line: BudgetLine) -> None:
    order = actions.add_wish(by=louna.coordinator, title="Sinuhe")
    director = louna.directors["061"]
    with pytest.raises(PermissionDenied):
        actions.place_order(by=director, order=order)
    with pytest.raises(PermissionDenied):
        actions.add_line(by=director, year=2025, name="X", amount=1, decision=line.decision)
    with pytest.raises(PermissionDenied):
        actions.add_wish(by=louna.staff["981"], title="X", municipality=louna.municipalities["061"])


def test_each_rule_is_compared_and_alternatives_are_one() -> None:
    rules = [
        Compared(1, Rule.CEILING, limit=Decimal(40)),
        Compared(2, Rule.LANGUAGE, value="fin"),
        Compared(3, Rule.LANGUAGE, value="swe"),
        Compared(4, Rule.HELD),
        Compared(5, Rule.MATERIAL, value="audiobooks"),
    ]

    def keys(price: Decimal | None, material: str, language: str, *, held: bool) -> list[int]:
        title = Title(price, material, language, held)
        return [principle.key for principle in broken(title, rules)]

    assert keys(Decimal(40), "audiobooks", "swe", held=False) == []
    assert keys(Decimal("40.01"), "audiobooks", "fin", held=False) == [1]
    assert keys(None, "audiobooks", "eng", held=True) == [2, 3, 4]
    assert keys(None, "books", "", held=False) == [5]


def test_a_principle_needs_what_it_compares_with(louna: Louna, line: BudgetLine) -> None:
    with pytest.raises(ValidationError):
        actions.add_principle(by=louna.coordinator, rule=Rule.LANGUAGE, decision=line.decision)
    ended = Principle.objects.get()
    last, decision = dt.date(2025, 1, 13), line.decision
    actions.end_principle(by=louna.coordinator, principle=ended, valid_to=last, decision=decision)
    order = actions.add_wish(by=louna.coordinator, title="Kallis")
    actions.place_order(by=louna.coordinator, order=order, line=line, price=Decimal(50))
    assert order.state == Order.State.ORDERED


def refused(client: Client, address: str, **values: object) -> str:
    """What the page says of a form that is not taken."""
    response = client.post(address, values)
    assert response.status_code == 422
    return unescape(response.content.decode())


def test_money_that_cannot_be_is_refused_at_its_field(louna: Louna, line: BudgetLine) -> None:
    desk, decision = browser(louna.coordinator), line.decision_id
    add = "/eresources/money/line/add/"
    good = {"year": "2025", "name": "Musiikki", "amount": "1 000,50", "decision": decision}
    for wrong in ("-5", "12,345", "20 SEK", "1.000,50", ""):
        refused(desk, add, **good | {"amount": wrong})
    for wrong in ("0", "99999"):
        refused(desk, add, **good | {"year": wrong})
    desk.post(add, good)
    assert BudgetLine.objects.get(name="Musiikki").amount == Decimal("1000.50")
    rule = {"rule": "language", "language": "suomi", "decision": decision}
    assert "ei ole kielen koodi" in refused(desk, "/eresources/money/principle/add/", **rule)


def test_a_card_with_orders_stays_and_says_why(louna: Louna, line: BudgetLine) -> None:
    service = Service.objects.get(slug="e-aanikirjat")
    licence = add_licence(by=louna.coordinator, service=service, kinds=["audiobooks"])
    order = actions.add_wish(by=louna.coordinator, title="Sinuhe", material="audiobooks")
    actions.place_order(by=louna.coordinator, order=order, licence=licence)
    address = f"/eresources/licences/{licence.pk}/remove/"
    page = browser(louna.coordinator).post(address, follow=True).content.decode()
    assert "Siihen on tilattu nimekkeitä" in page
    assert Licence.objects.filter(pk=licence.pk).exists()


def test_two_hundred_orders_are_read_page_by_page(louna: Louna, line: BudgetLine) -> None:
    Order.objects.bulk_create(
        Order(title=f"Nimeke {n}", state="ordered", line=line, price=1) for n in range(200)
    )
    desk = browser(louna.directors["834"])
    desk.get("/eresources/orders/")
    with CaptureQueriesContext(connection) as queries:
        page = plain(desk, "/eresources/orders/")
    assert page.count("Nimeke ") < 200
    assert len(queries) <= 20


def test_what_e_kirjasto_lends_stands_against_the_principle_by_itself(
    louna: Louna, line: BudgetLine
) -> None:
    """Its newest file of loans has the ISBN; nobody has to look it up."""
    actions.add_principle(by=louna.coordinator, rule=Rule.HELD, decision=line.decision)
    e_kirjasto = add_card(
        by=louna.coordinator,
        service=Service.objects.get(slug="ekirjasto"),
        municipalities=louna.municipalities.values(),
        period={"start": dt.date(2024, 4, 23), "tax": "none"},
        kinds=["books"],
    )
    content = (
        "Nimeke,Tunniste,Kirjasto,Sijainti,Formaatti,Kaikki lainat\n"
        "Sinuhe,9789510000014,Louna,061,Book,4\n"
    )
    name, options = "circulation_events_2024-05-01-to-2024-12-31.csv", {"licence": e_kirjasto.pk}
    upload = bring(by=louna.coordinator, importer=IMPORTER, content=content.encode(), name=name,
                   options=options)  # fmt: skip
    take(by=louna.coordinator, importer=IMPORTER, upload=upload)
    desk = browser(louna.coordinator)
    for isbn, text in (("978-951-0-00001-4", True), ("9789510000021", False)):
        order = actions.add_wish(by=louna.coordinator, title="Sinuhe", isbn=isbn)
        page = unescape(desk.get(order.get_absolute_url()).content.decode())
        assert ("tiedoston E-kirjasto 1.5.2024–31.12.2024 mukaan" in page) is text
        form = {"title": "Sinuhe", "isbn": isbn, "material": "books", "loans_used": "0"}
        place = f"{order.get_absolute_url()}place/"
        if text:
            assert "Tämä on periaatetta vastaan: Ei mitään" in refused(desk, place, **form)
        else:
            assert desk.post(place, form).status_code == 302


def test_a_wrong_isbn_is_told_when_it_is_wished_for(louna: Louna) -> None:
    form = {"title": "Sinuhe", "isbn": "9789510000018", "material": "books"}
    page = refused(browser(louna.coordinator), "/eresources/orders/add/", **form)
    assert "”9789510000018” ei ole ISBN" in page


def test_lines_of_the_next_year_are_seen_as_soon_as_they_are_decided(
    louna: Louna, line: BudgetLine
) -> None:
    desk = browser(louna.coordinator)
    year, decision = line.year + 1, line.decision_id
    form = {"year": year, "name": "Musiikki", "amount": "700", "decision": decision}
    page = desk.post("/eresources/money/line/add/", form, follow=True).content.decode()
    assert f"Musiikki {year}" in page
    assert str(line) in page
