"""The minutes: compiled, alike in every format, frozen, delivered, public without the internal."""

import datetime as dt
import hashlib
import io
import re
import zipfile

import pytest
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer
from kimppa.core.ratification.models import Confirmation
from kimppa.core.releases.actions import freeze_versions
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Delivery, Release
from kimppa.documents.docx import render_docx
from kimppa.documents.html import render_html
from kimppa.documents.pdf import render_pdf
from kimppa.documents.tests.readback import needs_pdfinfo, of_docx, of_html, of_pdf, squeezed
from kimppa.meetings.agenda import actions
from kimppa.meetings.minutes.content import facts_of, public, words_sha256
from kimppa.meetings.minutes.document import document
from kimppa.meetings.minutes.releases import MINUTES
from kimppa.meetings.models import Item, Meeting
from kimppa.meetings.session.actions import close_item, note_attendance
from kimppa.meetings.tests.test_agenda import undo_last

SECRETS = ("Henkilöstön tilanne", "Virkailija Vieras", "Irma Isännöitsijä", "Luottamuksellinen",
           "Kallis meille", "Pentti Päättäjä")  # fmt: skip


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    """A meeting of today that was held: a decision with a no, a task, an internal item."""
    start = dt.datetime.combine(clock.today(), dt.time(10), clock.ZONE)
    meeting = actions.add_meeting(by=SYSTEM, name="Johtajien kokous", start=start, place="Teams")
    places = louna.municipalities
    rows = dict.fromkeys(places.values(), ("present", ""))
    rows |= {places["834"]: ("absent", ""), places["981"]: ("remote", "Virkailija Vieras")}
    note_attendance(by=SYSTEM, meeting=meeting, rows=rows)
    naxos = add(meeting, "Naxosin jatko", presenter="Irma Isännöitsijä")
    actions.attach(by=SYSTEM, item=naxos, title="Luottamuksellinen", data=b"a", name="a.txt")
    question = {"level": "director", "municipalities": list(places.values())}
    question["agreed"] = [place for code, place in places.items() if code not in ("834", "169")]
    close_item(by=SYSTEM, item=naxos, kind="decision", words="Naxos irtisanotaan.",
               question=question, task="Irtisano Naxos", due=dt.date(2025, 1, 30),
               owner=person("Pentti Päättäjä"))  # fmt: skip
    refusing = Confirmation.objects.get(
        municipality=places["169"], ratification__title="Naxosin jatko"
    )
    answer(by=SYSTEM, confirmation=refusing, yes=False, comment="Kallis meille")
    inner = add(meeting, "Henkilöstön tilanne", internal=True)
    close_item(by=SYSTEM, item=inner, kind="information", words="Henkilöstön tilanne kerrottiin.")
    add(meeting, "Muut asiat")
    actions.hold(by=SYSTEM, meeting=meeting)
    return meeting


def add(meeting: Meeting, title: str, **values: object) -> Item:
    return actions.add_item(by=SYSTEM, meeting=meeting, title=title, **values)


def person(name: str) -> Person:
    return Person.objects.create(email="pentti@louna.example", name=name)


def freeze(client: Client, meeting: Meeting) -> str:
    url = f"/meetings/{meeting.pk}/minutes/"
    seen = client.get(url).context["form"]["seen"].value()
    return client.post(f"{url}freeze/", {"seen": seen}, follow=True).content.decode()


def test_the_minutes_are_compiled_from_the_meeting(louna: Louna, meeting: Meeting) -> None:
    page = browser(louna.directors["061"]).get(f"/meetings/{meeting.pk}/minutes/").content.decode()
    for words in (
        "Muistio: Johtajien kokous 1/2025",
        f"Läsnä (3): </strong>Forssa ({louna.directors['061'].name}), Humppila (",
        "Läsnä etänä (1): </strong>Ypäjä (Virkailija Vieras)",
        "Poissa (1): </strong>Tammela",
        "Päätös: </strong>Naxos irtisanotaan.",
        "Vahvistettu johtajan kyllällä 14.1.2025: </strong>Forssa, Humppila, Ypäjä",
        "Vastasi ei: </strong>Jokioinen (14.1.2025: Kallis meille)",
        "Vastausta odotetaan: </strong>Tammela",
        "Irtisano Naxos · Pentti Päättäjä · viimeistään 30.1.2025",
        "Henkilöstön tilanne kerrottiin.",
        "Ei käsitelty.",
    ):
        assert words in page, words


def test_opening_words_are_added_and_undone(louna: Louna, meeting: Meeting) -> None:
    client, url = browser(louna.coordinator), f"/meetings/{meeting.pk}/minutes/"
    form = {"opening": "Puheenjohtaja avasi kokouksen.", "closing": "Kiitettiin."}
    page = client.post(f"{url}words/", form, follow=True).content.decode()
    assert "<p>Puheenjohtaja avasi kokouksen.</p>" in page
    batch = AuditEvent.objects.filter(action="meetings.minutes-words").latest("pk").batch
    client.post(f"/undo/{batch}/")
    meeting.refresh_from_db()
    assert (meeting.opening, meeting.closing) == ("", "")
    assert browser(louna.directors["061"]).post(f"{url}words/", form).status_code == 403


@needs_pdfinfo
def test_the_page_the_pdf_and_the_word_file_say_the_same(louna: Louna, meeting: Meeting) -> None:
    (draft,) = MINUTES.drafts(meeting)
    with translation.override("fi"):
        for facts in (dict(draft.facts), public(draft.facts)):
            whole = document(facts, Stamp(dt.date(2025, 1, 14), 1))
            page = squeezed(iter(whole.title)) + of_html(render_html(whole))
            assert of_pdf(render_pdf(whole)) == page
            assert of_docx(render_docx(whole)) == page


def test_frozen_and_delivered_in_three_presses(louna: Louna, meeting: Meeting) -> None:
    client, url = browser(louna.coordinator), f"/meetings/{meeting.pk}/minutes/"
    assert "Toimita 5 kirjastonjohtajalle" in freeze(client, meeting)
    page = client.post(f"{url}deliver/", follow=True).content.decode()
    assert "Toimitettu 5 kirjastonjohtajalle" in page
    release = Release.objects.get(kind="minutes")
    for shared, endings in ((False, ["docx", "json", "pdf"]), (True, ["docx", "pdf"])):
        files = release.files.filter(public=shared)
        assert sorted(file.name.rpartition(".")[2] for file in files) == endings
    given = Delivery.objects.get(release=release, municipality=louna.municipalities["834"])
    director = browser(louna.directors["834"])
    assert director.get(f"/deliveries/{given.pk}/").status_code == 200
    page = client.get(url).content.decode()
    assert "Avattu" in page
    assert "Jäädytä versio" not in page


def test_a_correction_after_delivery_is_the_next_version(louna: Louna, meeting: Meeting) -> None:
    client, url = browser(louna.coordinator), f"/meetings/{meeting.pk}/minutes/"
    freeze(client, meeting)
    client.post(f"{url}deliver/")
    close_item(by=SYSTEM, item=Item.objects.get(title="Muut asiat"), kind="information",
               words="Ei muita asioita.")  # fmt: skip
    page = client.get(url).content.decode()
    assert "Jäädytä versio 2" in page
    assert "Ei muita asioita." in page
    assert "Kerro, miksi tarvitaan uusi versio" in freeze(client, meeting)


def test_nothing_is_frozen_of_a_meeting_that_is_not_held(louna: Louna, meeting: Meeting) -> None:
    actions.reopen(by=SYSTEM, meeting=meeting)
    assert "Merkitse kokous ensin pidetyksi." in freeze(browser(louna.coordinator), meeting)
    assert not Release.objects.filter(kind="minutes").exists()
    later = dt.datetime.combine(clock.today() + dt.timedelta(days=9), dt.time(10), clock.ZONE)
    coming = actions.add_meeting(by=SYSTEM, name="Johtajien kokous", start=later)
    assert browser(louna.coordinator).get(f"/meetings/{coming.pk}/minutes/").status_code == 404


@needs_pdfinfo
def test_swedish_minutes_call_municipalities_by_their_swedish_names(
    louna: Louna, meeting: Meeting
) -> None:
    Municipality.objects.filter(code="834").update(name_sv="Tammela på svenska")
    facts = facts_of(meeting, None)
    text = {}
    for language in ("fi", "sv"):
        with translation.override(language):
            text[language] = render_html(document(facts, Stamp(clock.today())))
    assert "Tammela på svenska" in text["sv"]
    assert "Tammela på svenska" not in text["fi"]


def test_what_is_approved_does_not_change_by_other_names_or_where_an_item_goes_on(
    louna: Louna, meeting: Meeting
) -> None:
    before = words_sha256(facts_of(meeting, None))
    Municipality.objects.filter(code="834").update(name_sv="Tammela på svenska")
    actions.add_meeting(by=SYSTEM, name=meeting.name, start=meeting.start + dt.timedelta(days=28))
    actions.copy_on(by=SYSTEM, item=meeting.items.get(title="Muut asiat"))
    facts = facts_of(meeting, None)
    assert facts["items"][-1]["moved_to"] == f"2/{meeting.day.year}"
    assert words_sha256(facts) == before


def test_nothing_internal_leaves_by_the_public_version(louna: Louna, meeting: Meeting) -> None:
    for role in (*louna.staff.values(), *louna.readers.values()):
        page = browser(role).get(f"/meetings/{meeting.pk}/minutes/").content.decode()
        assert "Muistio ei ole vielä valmis" in page
        assert browser(role).get(f"/meetings/{meeting.pk}/minutes/public.pdf").status_code == 404
    client = browser(louna.coordinator)
    freeze(client, meeting)
    client.post(f"/meetings/{meeting.pk}/minutes/deliver/")
    release = Release.objects.get(kind="minutes")
    for role in (*louna.staff.values(), *louna.readers.values()):
        reader, url = browser(role), f"/meetings/{meeting.pk}/minutes/"
        (place,) = [row.municipality for row in role.current_memberships]
        given = Delivery.objects.get(release=release, municipality=place)
        page = reader.get(url).content.decode()
        assert "Naxos irtisanotaan." in page
        pdf = b"".join(reader.get(f"{url}public.pdf"))
        docx = b"".join(reader.get(f"{url}public.docx"))
        texts = [page, of_pdf(pdf), of_docx(docx), raw(docx)]
        for secret in SECRETS:
            for text in texts:
                assert squeezed(iter(secret)) not in squeezed(iter(text)), secret
        for address in (
            f"{url}draft.pdf", f"/meetings/minutes/{release.pk}/file.pdf",
            f"/deliveries/{given.pk}/", f"/deliveries/{given.pk}/{release.files.all()[0].name}",
        ):  # fmt: skip
            assert reader.get(address).status_code in (403, 404), address
        for address in ("/api/releases", "/api/deliveries", "/deliveries/", "/search/?q=muistio"):
            assert f"/deliveries/{given.pk}/" not in reader.get(address).content.decode()


@needs_pdfinfo
def test_directors_get_the_whole_and_a_public_version_to_pass_on(
    louna: Louna, meeting: Meeting
) -> None:
    client = browser(louna.coordinator)
    freeze(client, meeting)
    client.post(f"/meetings/{meeting.pk}/minutes/deliver/")
    given = Delivery.objects.get(municipality=louna.municipalities["061"])
    letter = OutgoingMail.objects.get(key=f"delivery-{given.pk}").body
    assert "Välitettäväksi samalla sivulla on julkinen versio" in letter
    assert "Voit välittää sen" not in letter
    page = Client(headers={"accept-language": "fi"}).get(f"/d/{given.token}").content.decode()
    whole, _, rest = page.partition("Välitettäväksi: julkinen versio")
    assert "Älä välitä niitä eteenpäin" in whole
    assert "Liitä mukaan julkinen versio" in rest
    assert "Liitä mukaan tiedostot" not in page
    assert "liitteenä on asiakirjan ”Muistio: Johtajien kokous 1/2025” julkinen versio" in rest
    names = re.findall(rf'/d/{given.token}/([^"/]+)"', rest)
    assert sorted(name.rpartition(".")[2] for name in names) == ["docx", "pdf"]
    for name in names:
        data = b"".join(Client().get(f"/d/{given.token}/{name}"))
        text = raw(data) if name.endswith(".docx") else of_pdf(data)
        assert "irtisanotaan" in text
        for secret in SECRETS:
            assert squeezed(iter(secret)) not in squeezed(iter(text)), secret
    checked = Client().post("/tarkista/", {"sha256": hashlib.sha256(data).hexdigest()}, follow=True)
    assert "Muistio: Johtajien kokous 1/2025" in checked.content.decode()


def raw(docx: bytes) -> str:
    """All texts inside the file, also those that Word hides."""
    with zipfile.ZipFile(io.BytesIO(docx)) as parts:
        return "".join(parts.read(name).decode(errors="ignore") for name in parts.namelist())


def test_published_minutes_are_read_by_everybody_without_what_is_internal(
    louna: Louna, meeting: Meeting
) -> None:
    client, url = browser(louna.coordinator), f"/meetings/{meeting.pk}/minutes/"
    page = f"/muistiot/{meeting.pk}/"
    assert Client().get(page).status_code == 404
    refused = client.post(f"{url}publish/", follow=True).content.decode()
    assert "Jäädytä muistio ensin lopullisena." in refused
    freeze_versions(by=SYSTEM, kind=MINUTES, document=meeting)
    assert Client().get(page).status_code == 404
    client.post(f"{url}publish/")
    assert page in client.get(url).content.decode()
    public = Client(headers={"accept-language": "fi"}).get(page).content.decode()
    assert "Naxos irtisanotaan." in public
    assert not [secret for secret in SECRETS if secret in public]
    assert Client().get(f"{page}muistio.pdf")["Content-Type"] == "application/pdf"
    assert Client().get(f"{page}muistio.json").status_code == 404
    undo_last(client, "meetings.minutes-publish")
    assert Client().get(page).status_code == 404
