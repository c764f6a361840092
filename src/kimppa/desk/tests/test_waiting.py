"""Ratifications as people meet them: one click, a municipal decision, a no, the way back."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from kimppa.core.allocation.actions import create_key, put_to_municipalities
from kimppa.core.consortium.models import Municipality
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer, ask, withdraw
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.ratification.queries import count_answers
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.reading import undo_address
from kimppa.desk.waiting.tables import missing

WAITING = "/waiting/"


def asked(louna: Louna, level: str = "director", **more: object) -> Ratification:
    return ask(
        by=SYSTEM,
        origin=("desk", f"test-{Ratification.objects.count()}"),
        title="Verkkokäyntien jakoperuste",
        level=level,
        municipalities=[louna.tammela, louna.ypaja],
        **more,  # type: ignore[arg-type]
    )


def of(ratification: Ratification, place: Municipality) -> Confirmation:
    return ratification.confirmations.get(municipality=place)


def decision(**more: object) -> dict[str, object]:
    return {
        "answer": "yes",
        "date": "13.1.2025",
        "body": "Sivistyslautakunta",
        "section": "7",
        "comment": "",
    } | more


def test_one_click_confirms_and_one_takes_it_back(louna: Louna) -> None:
    ratification = asked(louna)
    own, director = of(ratification, louna.tammela), louna.client("director")
    assert "Verkkokäyntien jakoperuste" in director.get(WAITING).text
    page = director.post(f"/waiting/answers/{own.pk}/yes/", follow=True).text
    assert count_answers(ratification).yes == 1
    director.post(undo_address(page))
    assert count_answers(ratification).yes == 0


def test_of_many_that_are_missing_the_first_are_named_and_the_rest_counted() -> None:
    def question(count: int) -> SimpleNamespace:
        answers = [
            SimpleNamespace(municipality=SimpleNamespace(name=f"Kunta {n}"), state="awaiting")
            for n in range(1, count + 1)
        ]
        return SimpleNamespace(open=True, confirmations=SimpleNamespace(all=lambda: answers))

    with translation.override("fi"):
        assert missing(question(2)) == "Kunta 1, Kunta 2"
        assert missing(question(40)) == "Kunta 1, Kunta 2, Kunta 3 ja 37 muuta"


def test_each_button_says_which_question_it_answers(louna: Louna) -> None:
    for level in ("director", "municipal"):
        asked(louna, level)
    page = louna.client("director").get(WAITING).text
    for action in ("Tammela vahvistaa", "Kirjaa kunnan päätös: Tammela"):
        assert f'{action}<span class="ds-sr-only">: Verkkokäyntien jakoperuste</span>' in page


@pytest.mark.parametrize(
    ("who", "status"), [("other-director", 404), ("staff", 403), ("reader", 403)]
)
@pytest.mark.parametrize("page", ["", "yes/", "take-back/"])
def test_only_the_own_director_answers(louna: Louna, who: str, status: int, page: str) -> None:
    own = of(asked(louna), louna.tammela)
    response = louna.client(who).post(f"/waiting/answers/{own.pk}/{page}", decision())
    assert response.status_code == status
    own.refresh_from_db()
    assert own.state == "awaiting"


def test_an_answer_needs_the_token_of_the_own_page(louna: Louna) -> None:
    own, strict = of(asked(louna), louna.tammela), Client(enforce_csrf_checks=True)
    strict.force_login(louna.people["director"])
    assert strict.post(f"/waiting/answers/{own.pk}/yes/").status_code == 403
    own.refresh_from_db()
    assert own.state == "awaiting"


@pytest.mark.parametrize("who", ["staff", "reader"])
def test_others_of_the_municipality_read_only(louna: Louna, who: str) -> None:
    ratification = asked(louna)
    page = louna.client(who).get(WAITING).text
    assert ratification.title in page
    assert "/yes/" not in page
    one = louna.client(who).get(f"/waiting/{ratification.pk}/").text
    assert "Tammela" in one
    assert "take-back" not in one


def test_a_question_to_others_does_not_exist_here(louna: Louna) -> None:
    only = ask(by=SYSTEM, origin=("desk", "x"), title="Ypäjän asia", municipalities=[louna.ypaja])
    director = louna.client("director")
    assert director.get(f"/waiting/{only.pk}/").status_code == 404
    assert "Ypäjän asia" not in director.get(WAITING).text


def test_what_other_municipalities_said_is_not_shown(louna: Louna) -> None:
    ratification = asked(louna)
    answer(
        by=louna.people["other-director"],
        confirmation=of(ratification, louna.ypaja),
        yes=False,
        comment="Osuus on liian suuri",
    )
    address = f"/waiting/{ratification.pk}/"
    assert "Osuus on liian suuri" not in louna.client("director").get(address).text
    assert "Osuus on liian suuri" in louna.client("coordinator").get(address).text


def test_a_municipal_decision_is_kept_with_its_document(louna: Louna) -> None:
    own = of(asked(louna, "municipal"), louna.tammela)
    director, address = louna.client("director"), f"/waiting/answers/{own.pk}/"
    assert director.post(f"{address}yes/").headers["Location"] == address
    refused = director.post(address, decision(body="", section=""))
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"body", "section"}
    extract = SimpleUploadedFile("ote.pdf", b"%PDF-1.7 ote")
    director.post(address, decision(document=extract))
    own.refresh_from_db()
    assert (own.state, own.body, own.section) == ("yes", "Sivistyslautakunta", "7")
    file = director.get(f"{address}document")
    assert file.content == b"%PDF-1.7 ote"
    assert file.headers["Content-Disposition"] == 'attachment; filename="ote.pdf"'
    assert louna.client("other-director").get(f"{address}document").status_code == 404


def test_correcting_an_answer_keeps_the_document(louna: Louna) -> None:
    own = of(asked(louna, "municipal"), louna.tammela)
    director, address = louna.client("director"), f"/waiting/answers/{own.pk}/"
    director.post(address, decision(document=SimpleUploadedFile("ote.pdf", b"%PDF-1.7")))
    director.post(address, decision(section="8"))
    own.refresh_from_db()
    assert own.section == "8"
    assert own.document is not None


@pytest.mark.parametrize(
    ("level", "words", "status"),
    [("municipal", "(tarvitaan, kun vastaus on kyllä)", 422), ("director", "(vapaaehtoinen)", 302)],
)
def test_body_and_section_are_marked_needed_where_they_are(
    louna: Louna, level: str, words: str, status: int
) -> None:
    own = of(asked(louna, level), louna.tammela)
    director, address = louna.client("director"), f"/waiting/answers/{own.pk}/"
    page = director.get(address).text
    for label in ("Päättävä toimielin", "§"):
        assert f'{label} <span class="k-optional">{words}</span>' in page
    assert director.post(address, decision(body="", section="")).status_code == status


def test_a_document_of_another_kind_or_too_large_is_refused(louna: Louna) -> None:
    own = of(asked(louna, "municipal"), louna.tammela)
    director, address = louna.client("director"), f"/waiting/answers/{own.pk}/"
    for file in (
        SimpleUploadedFile("ohjelma.exe", b"MZ"),
        SimpleUploadedFile("ote.pdf", b"0" * (20 * 1024 * 1024 + 1)),
    ):
        response = director.post(address, decision(document=file))
        assert response.status_code == 422
        assert "document" in response.context["form"].errors
    own.refresh_from_db()
    assert own.state == "awaiting"


def test_a_no_needs_its_reason(louna: Louna) -> None:
    own = of(asked(louna), louna.tammela)
    director, address = louna.client("director"), f"/waiting/answers/{own.pk}/"
    assert director.post(address, decision(answer="no")).status_code == 422
    director.post(address, decision(answer="no", comment="Väärä väkiluku"))
    own.refresh_from_db()
    assert (own.state, own.comment) == ("no", "Väärä väkiluku")


@pytest.mark.parametrize("where", ["matter", "list"])
def test_yes_and_no_lead_back_to_the_same_page(louna: Louna, where: str) -> None:
    ratification = asked(louna)
    page = WAITING if where == "list" else f"/waiting/{ratification.pk}/"
    own, director = of(ratification, louna.tammela), louna.client("director")
    form = f"/waiting/answers/{own.pk}/?next={page}"
    assert form in director.get(page).text
    said_yes = director.post(f"/waiting/answers/{own.pk}/yes/", {"next": page})
    assert said_yes.headers["Location"] == page
    said_no = director.post(form, decision(answer="no", comment="Väärä väkiluku"))
    assert said_no.headers["Location"] == page
    assert "Vastasi ei" in director.get(f"/waiting/{ratification.pk}/").text


def test_an_answer_of_tomorrow_is_refused_at_its_field(louna: Louna) -> None:
    own = of(asked(louna), louna.tammela)
    response = louna.client("director").post(
        f"/waiting/answers/{own.pk}/", decision(date="15.1.2025")
    )
    assert response.context["form"].errors.keys() == {"date"}


def test_the_coordinator_asks_records_for_a_municipality_and_withdraws(louna: Louna) -> None:
    coordinator = louna.client("coordinator")
    page = coordinator.post(
        "/waiting/new/",
        {
            "title": "Uusi jakoperuste",
            "text": "",
            "level": "municipal",
            "topic": "",
            "due": "31.1.2025",
            "municipalities": ["kaikki"],
        },
        follow=True,
    ).text
    made = Ratification.objects.get(title="Uusi jakoperuste")
    assert count_answers(made).total == 2
    own = of(made, louna.ypaja)
    coordinator.post(f"/waiting/answers/{own.pk}/", decision())
    listed = coordinator.get(WAITING).text
    assert "1/2" in listed
    assert "Tammela" in listed
    coordinator.post(undo_address(page))
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    assert "Uusi jakoperuste" not in louna.client("director").get(WAITING).text
    coordinator.post(f"/waiting/{made.pk}/put-again/")
    assert "Uusi jakoperuste" in louna.client("director").get(WAITING).text


def test_a_question_due_yesterday_is_refused(louna: Louna) -> None:
    response = louna.client("coordinator").post(
        "/waiting/new/",
        {"title": "X", "level": "director", "due": "13.1.2025", "municipalities": ["kaikki"]},
    )
    assert response.context["form"].errors.keys() == {"due"}


@pytest.mark.parametrize("who", ["director", "staff", "reader"])
def test_only_the_coordinator_asks_and_withdraws(louna: Louna, who: str) -> None:
    ratification, client = asked(louna), louna.client(who)
    assert client.get("/waiting/new/").status_code == 403
    assert client.post(f"/waiting/{ratification.pk}/withdraw/").status_code == 403
    ratification.refresh_from_db()
    assert ratification.withdrawn_at is None


def test_states_can_be_filtered(louna: Louna) -> None:
    refused, open_ = asked(louna), asked(louna)
    for place in (louna.tammela, louna.ypaja):
        answer(by=SYSTEM, confirmation=of(refused, place), yes=False, comment="Ei")
    for state, expected in (("open", [open_]), ("refused", [refused]), ("ratified", [])):
        table = louna.client("coordinator").get(WAITING, {"state": state}).context["table"]
        assert list(table.page) == expected
    assert louna.client("coordinator").get(WAITING, {"format": "xlsx"}).status_code == 200


@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_twenty_municipalities_cost_few_queries(
    louna: Louna, who: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    places = [
        Municipality.objects.create(code=f"7{n:02}", name_fi=f"Kunta {n}", position=n + 10)
        for n in range(18)
    ]
    for n in range(20):
        made = asked(louna)
        Confirmation.objects.bulk_create(
            Confirmation(ratification=made, municipality=place) for place in places
        )
        if n % 2:
            answer(by=SYSTEM, confirmation=of(made, louna.tammela), yes=True)
    client = louna.client(who)
    with django_assert_max_num_queries(12):
        assert client.get(WAITING).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(f"/waiting/{made.pk}/").status_code == 200


def test_undoing_a_corrected_answer_gives_the_earlier_one_back(louna: Louna) -> None:
    own = of(asked(louna), louna.tammela)
    director, address = louna.client("director"), f"/waiting/answers/{own.pk}/"
    director.post(f"{address}yes/", follow=True)
    page = director.post(address, decision(answer="no", comment="Sittenkin ei"), follow=True).text
    own.refresh_from_db()
    assert own.state == "no"
    director.post(undo_address(page))
    own.refresh_from_db()
    assert (own.state, own.comment) == ("yes", "")


def test_a_question_on_a_key_shows_the_own_share_by_each_key(louna: Louna) -> None:
    key = create_key(
        by=SYSTEM,
        name="Väkiluku",
        kind="population",
        as_of=dt.date(2025, 1, 1),
        weights={louna.tammela: 6000, louna.ypaja: 2000},
    )
    question = put_to_municipalities(by=SYSTEM, key=key)
    director = louna.client("director")
    for page in (director.get(WAITING).text, director.get(f"{WAITING}{question.pk}/").text):
        shown = page.replace("\xa0", " ")
        assert "Tällä jakoperusteella Tammelan osuus olisi 75,0 %." in shown
        assert "<dt>Väkiluku</dt><dd>75,0 %</dd><dt>Tasaosuudet</dt><dd>50,0 %</dd>" in shown
        assert "Ypäjän osuus" not in shown
    coordinator = louna.client("coordinator").get(f"{WAITING}{question.pk}/").text
    assert "Tammelan osuus olisi 75,0" in coordinator
    assert "Ypäjän osuus olisi 25,0" in coordinator
    withdraw(by=SYSTEM, ratification=question)
    assert "osuus olisi" not in director.get(f"{WAITING}{question.pk}/").text


def test_a_question_that_no_room_knows_shows_its_words_alone(louna: Louna) -> None:
    asked(louna, text="Jaetaanko väkiluvun mukaan?")
    page = louna.client("director").get(WAITING).text
    assert "Jaetaanko väkiluvun mukaan?" in page
    assert "k-effect" not in page
