"""The frame of a page: navigation by role, year and municipality, language, colours, errors."""

import re

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kimppa.core import memo
from kimppa.core.area import Area, NavItem
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import Heading
from kimppa.ui import context, navigation, undo
from kimppa.ui.guard import needs
from kimppa.ui.selection import selected

pytestmark = pytest.mark.django_db
SECTIONS = [("1", "Systems", "finna-platform"), ("2", "Statistics", "web-visits")]


@pytest.fixture
def client(louna) -> Client:
    """Signed in as the coordinator; an agreement of 2024 and one of 2023 exist."""
    for year in (2023, 2024):
        for place, (section, title, topic) in enumerate(SECTIONS):
            Duty.objects.create(
                agreement_year=year,
                section=section,
                section_title=title,
                clause=f"{section}.1",
                position=place,
                text=title,
                topic=topic,
                example=True,
            )
    client = Client(headers={"accept-language": "en"})
    client.force_login(louna.coordinator)
    return client


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def request_of(person: Person, path: str = "/", session: dict | None = None):
    request = RequestFactory().get(path)
    request.user = Person.objects.get(pk=person.pk)
    request.session = {} if session is None else session
    return request


def test_the_style_page_shows_everything_and_nothing_inline(client: Client) -> None:
    response = client.get("/ui/")
    html = response.content.decode()
    assert response.status_code == 200
    assert "style=" not in html
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert not re.search(r"\son\w+=", html)
    policy = response["Content-Security-Policy"]
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_every_id_of_a_page_is_its_own(client: Client) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get("/ui/").content.decode())
    assert {i for i in ids if ids.count(i) > 1} == set()


def test_strangers_do_not_see_the_style_page(louna, settings) -> None:
    settings.LOGIN_URL = "/sign-in/"
    assert Client().get("/ui/").status_code == 302


@pytest.mark.parametrize(("language", "first", "next_time"), [("fi", 5, 2), ("en", 6, 3)])
def test_the_frame_asks_twice_until_something_is_written(
    louna, language: str, first: int, next_time: int
) -> None:
    """Once more where a name is missing in the reader's language: which is the house's own."""
    for person in (louna.coordinator, louna.directors["981"], louna.staff["981"]):
        for most in (first, next_time):
            request = request_of(person)
            with (
                translation.override(language),
                memo.single_stamp(),
                CaptureQueriesContext(connection) as queries,
            ):
                html = render_to_string(
                    "ui/page.html", {"frame": context.frame(request)}, request=request
                )
            assert person.name in html
            assert len(queries) <= most, [query["sql"] for query in queries]


def test_a_page_has_its_landmarks_and_one_heading(client: Client) -> None:
    html = client.get("/ui/").content.decode()
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert 'href="#sisalto"' in html
    assert 'id="sisalto"' in html
    assert "<header" in html
    assert "<footer" in html
    assert "<title>" in html


def test_year_and_municipality_are_chosen_remembered_and_kept_apart(client, louna) -> None:
    session: dict = {}
    start = selected(request_of(louna.coordinator, session=session))
    assert (start.year, start.municipality) == (2024, None)
    chosen = selected(request_of(louna.coordinator, "/?vuosi=2023&kunta=981&muista=1", session))
    assert (chosen.year, chosen.municipality.code) == (2023, "981")
    later = selected(request_of(louna.coordinator, "/other/", session))
    assert (later.year, later.municipality.code) == (2023, "981")
    only_here = selected(request_of(louna.coordinator, "/report/?kunta=061", session))
    assert only_here.municipality.code == "061"
    assert selected(request_of(louna.coordinator, "/", session)).municipality.code == "981"
    back = selected(request_of(louna.coordinator, "/?kunta=kaikki&muista=1", session))
    assert (back.year, back.municipality) == (2023, None)
    assert selected(request_of(louna.coordinator, "/?vuosi=1999&kunta=xx")).year == 2024


def test_each_role_starts_from_and_keeps_to_its_own(client, louna) -> None:
    director, reader = louna.directors["981"], louna.readers["981"]
    assert selected(request_of(director)).municipality.code == "981"
    assert selected(request_of(director, "/?kunta=kaikki")).municipality is None
    assert selected(request_of(director, "/?kunta=061")).municipality.code == "981"
    assert selected(request_of(reader, "/?kunta=kaikki")).municipality.code == "981"


def test_who_has_left_is_no_party_to_a_later_agreement(client, louna) -> None:
    Municipality.objects.filter(code="981").update(valid_to="2023-12-31")
    director = signed_in(louna.directors["981"])
    for path in ("/?vuosi=2024", "/"):
        html = director.get(path).text
        years = html.partition('class="k-choices"')[2].partition("</ul>")[0]
        assert "vuosi=2023" in years
        assert "vuosi=2024" not in years
    assert selected(request_of(louna.coordinator, "/?kunta=981&vuosi=2024")).year == 2023
    assert selected(request_of(louna.directors["061"], "/?vuosi=2024")).year == 2024


def test_a_year_is_changed_by_a_link_that_keeps_the_other_parameters(client: Client) -> None:
    html = client.get("/ui/?state=done&vuosi=2023&page=3").content.decode()
    choices = html.partition('class="k-choices"')[2].partition("</div>")[0]
    assert '?state=done&amp;vuosi=2024&amp;muista=1"' in choices
    assert re.search(r'vuosi=2023&amp;muista=1" aria-current="true"', choices)
    assert "Show" not in choices


ROOMS = (
    Area("finna", "Finna", nav=(NavItem("Web library", "ui:look"),), topics=("finna-platform",)),
    Area(
        "events",
        "Events",
        nav=(NavItem("Send an event", "ui:look", Permission.DO_TASKS),),
        topics=("events",),
    ),
    Area("audit", "Audit", nav=(NavItem("Secret", "ui:look", Permission.VIEW_AUDIT),)),
)
HEADINGS = [Heading(2024, section, title, topic) for section, title, topic in SECTIONS]


def test_rooms_stand_beneath_their_sections(louna) -> None:
    groups = navigation.navigation(louna.coordinator, HEADINGS, ROOMS, "/elsewhere/")
    by_title = {group.title: [link.title for link in group.links] for group in groups}
    assert "Web library" in by_title["Systems"]
    assert by_title["Other rooms"] == ["Send an event", "Secret"]
    assert not any(group.open for group in groups if group.title == "Systems")
    at = navigation.navigation(louna.coordinator, HEADINGS, ROOMS[:1], "/ui/")
    assert next(group for group in at if group.title == "Systems").open


def test_staff_see_what_they_can_do_and_not_what_they_may_not(louna) -> None:
    groups = navigation.navigation(louna.staff["981"], HEADINGS, ROOMS, "/")
    titles = [link.title for group in groups for link in group.links]
    assert "Send an event" in titles
    assert "Web library" not in titles
    assert "Secret" not in titles


def test_a_director_does_the_work_of_the_library_too_and_a_reader_does_not(louna) -> None:
    for person, expected in ((louna.directors["981"], True), (louna.readers["981"], False)):
        groups = navigation.navigation(person, HEADINGS, ROOMS, "/")
        titles = [link.title for group in groups for link in group.links]
        assert ("Send an event" in titles) is expected
        assert "Secret" not in titles
        assert [link.title for link in groups[-1].links] == ["Web library"]
        assert groups[-1].folded


def test_staff_who_may_send_events_find_them_in_the_menu(client: Client, louna) -> None:
    for person, expected in (
        (louna.staff["981"], True), (louna.directors["981"], True), (louna.readers["981"], False),
    ):  # fmt: skip
        client.force_login(person)
        menu = client.get("/").content.decode().partition("<main")[0]
        assert ('href="/publishing/"' in menu) is expected


def test_pages_that_do_not_exist_are_left_out() -> None:
    assert navigation.address("nowhere:at-all") == ""


def test_the_language_is_kept_with_the_person(client: Client, louna) -> None:
    response = client.post("/ui/language/", {"language": "sv", "next": "/ui/"})
    assert response.status_code == 302
    assert response["Location"] == "/ui/"
    assert Person.objects.get(pk=louna.coordinator.pk).language == "sv"
    client.post("/ui/language/", {"language": "xx", "next": "/ui/"})
    assert Person.objects.get(pk=louna.coordinator.pk).language == "sv"
    assert 'lang="sv"' in client.get("/ui/").content.decode()


def test_a_visitor_chooses_a_language_too(louna) -> None:
    response = Client().post("/ui/language/", {"language": "en", "next": "/healthz"})
    assert response.cookies["django_language"].value == "en"


def test_colours_follow_the_device_until_chosen(client: Client) -> None:
    assert 'data-color-scheme="auto"' in client.get("/ui/").content.decode()
    response = client.post("/ui/scheme/", {"scheme": "dark", "next": "/ui/?vuosi=2023"})
    assert response["Location"] == "/ui/?vuosi=2023"
    assert 'data-color-scheme="dark"' in client.get("/ui/").content.decode()
    client.post("/ui/scheme/", {"scheme": "auto", "next": "/ui/"})
    assert 'data-color-scheme="auto"' in client.get("/ui/").content.decode()


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "x y"])
def test_the_way_back_stays_in_the_house(client: Client, address: str) -> None:
    response = client.post("/ui/scheme/", {"scheme": "dark", "next": address})
    assert not response["Location"].startswith(("https:", "//"))


def test_a_message_offers_the_way_back() -> None:
    request = RequestFactory().get("/")
    request.session = {}
    request._messages = CookieStorage(request)
    undo.done(request, "Saved <b>", undo="/undo/7/")
    undo.done(request, "Sent")
    first, second = get_messages(request)
    assert undo.address(first) == "/undo/7/"
    assert undo.address(second) == ""
    html = render_to_string("ui/frame/messages.html", {"messages": [first, second]}, request)
    assert html.count("<form") == 1
    assert 'method="post" action="/undo/7/"' in html
    assert "Saved &lt;b&gt;" in html


def test_the_guard_lets_in_by_permission(louna) -> None:
    @needs(Permission.MANAGE_PEOPLE)
    def view(request, number: int) -> HttpResponse:
        return HttpResponse(str(number))

    assert view(request_of(louna.coordinator), 7).content == b"7"
    with pytest.raises(PermissionDenied):
        view(request_of(louna.staff["981"]), 7)


def test_error_pages_say_what_to_do(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert b'id="sisalto"' in response.content
    assert response.content.count(b"<li>") >= 3


@pytest.mark.parametrize("name", ["400.html", "500.html", "403_csrf.html"])
def test_failure_pages_need_no_request_and_no_database(
    name: str, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0), translation.override("en"):
        html = render_to_string(name)
    assert "<h1>" in html
    assert "<form" not in html
    assert html.count("<li>") >= 2


def test_forbidden_says_why(louna) -> None:
    html = render_to_string("403.html", {"exception": "Only for <coordinators>"})
    assert "Only for &lt;coordinators&gt;" in html
    assert "ask the coordinator" in html


def test_a_room_of_two_sections_stands_under_that_of_its_first_topic(louna) -> None:
    headings = [
        Heading(2024, "1", "Systems", "film-service"),
        Heading(2024, "4", "E-resources", "eresource-selection"),
    ]
    room = Area(
        "films",
        "Films",
        nav=(NavItem("The films", "ui:look", Permission.VIEW),),
        topics=("eresource-selection", "film-service"),
    )
    groups = navigation.sections(louna.coordinator, headings, [room])
    (group,) = (group for group in groups if "The films" in [link.title for link in group.links])
    assert group.number == "4"
