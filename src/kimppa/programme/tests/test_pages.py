"""What the pages show and do."""

import datetime as dt
import re

from django.forms import Form
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.ratification.models import Confirmation
from kimppa.core.releases.models import Delivery
from kimppa.programme import actions
from kimppa.programme.models import Action, Comment, Programme, Step, Update


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def taken_back(client: Client, action: str) -> str:
    """Take the newest press of the action back; what the page says then."""
    event = AuditEvent.objects.filter(action=action).latest("pk")
    return text_of(client.post(reverse("ui:undo", args=[event.pk]), follow=True))


def test_the_programme_page_tells_the_state_in_a_sentence(
    louna: Louna, programme: Programme
) -> None:
    page = text_of(signed_in(louna.coordinator).get("/programme/2024/?kunta=kaikki"))
    # No events have been published here, so the action that counts them lacks its target too.
    sentence = (
        "Ohjelman 24 toimenpiteestä on 14 valmiina, kuusi aikataulussa, kaksi myöhässä ja kaksi "
        "tavoitteestaan jäljessä."
    )
    assert sentence in page
    assert "Louna-johtajien kokous 1/2024, § 3" in page
    assert "Esimerkki" in page


def test_filters_stand_in_the_address(louna: Louna, programme: Programme) -> None:
    client = signed_in(louna.coordinator)
    page = text_of(client.get("/programme/2024/?status=late"))
    assert "2024-20" in page
    assert "2024-01" not in page.partition("Toimenpiteet 2024")[2]
    page = text_of(client.get("/programme/2024/?topic=migration"))
    assert "Vaihto Mikromarcista Quriaan" in page
    assert "Louna-johtajien kokoukset" not in page
    assert client.get("/programme/2024/?vuosi=2023").status_code == 302


def test_a_municipality_reads_its_own_programme(louna: Louna, programme: Programme) -> None:
    row = programme.actions.get(number="2024-09")
    actions.change_action(
        by=louna.coordinator, action=row, municipalities=[louna.municipalities["834"]]
    )
    page = text_of(signed_in(louna.directors["981"]).get("/programme/2024/"))
    assert "Cineast" not in page
    assert "Ohjelman 23 toimenpiteestä on" in page
    page = text_of(signed_in(louna.directors["834"]).get("/programme/2024/"))
    assert "Cineast" in page


def test_the_coordinator_writes_an_update_and_takes_it_back(
    louna: Louna, programme: Programme
) -> None:
    client = signed_in(louna.coordinator)
    url = reverse("programme:action-update", args=[2024, "2024-02"])
    client.post(url, {"text": "Käyttöönottopäivä 5.5.", "date": "14.1.2025"}, follow=True)
    update = Update.objects.get(text="Käyttöönottopäivä 5.5.")
    assert not update.public
    taken_back(client, "programme.write-update")
    assert not Update.objects.filter(pk=update.pk).exists()


def test_a_refused_update_keeps_what_was_typed(louna: Louna, programme: Programme) -> None:
    url = reverse("programme:action-update", args=[2024, "2024-02"])
    response = signed_in(louna.coordinator).post(url, {"text": "Tärkeä rivi", "date": "1.1.2031"})
    assert response.status_code == 422
    assert "Tärkeä rivi" in response.content.decode()
    assert "Päivä on vasta tulossa" in text_of(response)


def test_an_override_without_a_reason_is_refused_on_the_page(
    louna: Louna, programme: Programme
) -> None:
    url = reverse("programme:action-status", args=[2024, "2024-02"])
    page = signed_in(louna.coordinator).get(reverse("programme:action", args=[2024, "2024-02"]))
    (status,) = re.findall(r'<select name="status".*?</select>', page.text, re.DOTALL)
    # A browser sends the first choice where none is chosen: the reason alone must set nothing.
    assert "selected" not in status.replace('<option value="" selected>', "")
    assert re.findall(r'<option value="(\w*)"', status)[0] == ""
    response = signed_in(louna.coordinator).post(url, {"status": "done"})
    assert response.status_code == 422
    assert Action.objects.get(number="2024-02").status_override == ""
    good = {"status": "done", "reason": "Sovittu"}
    signed_in(louna.coordinator).post(url, good)
    assert Action.objects.get(number="2024-02").status_reason == "Sovittu"


def test_both_texts_are_shown_when_the_working_text_differs(
    louna: Louna, programme: Programme
) -> None:
    row = programme.actions.get(number="2024-02")
    actions.change_action(
        by=louna.coordinator, action=row, municipalities=None, title="Quria ja sen koulutus"
    )
    page = text_of(signed_in(louna.readers["981"]).get(row.get_absolute_url()))
    assert "Hyväksytty teksti" in page
    assert "Vaihto Mikromarcista Quriaan" in page
    assert "Quria ja sen koulutus" in page


def test_the_edit_form_keeps_the_clauses_and_the_municipalities(
    louna: Louna, programme: Programme
) -> None:
    row = programme.actions.get(number="2024-09")
    client = signed_in(louna.coordinator)
    url = reverse("programme:action-edit", args=[2024, "2024-09"])
    form = client.get(url).context["form"]
    given = {name: form[name].value() for name in form.fields}
    data = {key: value for key, value in given.items() if value not in (None, False)}
    data |= {"title": "Cineast käyttöön", "clauses": "1.9; 1.11"}
    data |= {"municipalities": [str(louna.municipalities["834"].pk)]}
    data.pop("for_all")
    response = client.post(url, data)
    assert response.status_code == 302, response.context["form"].errors
    row.refresh_from_db()
    assert (row.title, row.clauses, row.for_all) == ("Cineast käyttöön", ["1.9", "1.11"], False)
    assert row.official_title == "Cineast-elokuvapalvelun käyttöönotto"
    assert [m.code for m in row.municipalities.all()] == ["834"]


def test_what_does_not_fit_together_is_told_at_its_field(
    louna: Louna, programme: Programme
) -> None:
    url = reverse("programme:action-edit", args=[2024, "2024-09"])
    response = signed_in(louna.coordinator).post(
        url,
        {
            "title": "x",
            "topic": "teams",
            "start": "2.2.2024",
            "end": "1.2.2024",
            "continuous": "on",
            "indicator_target": "3,5",
            "indicator_direction": "at_least",
        },
    )
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"end", "municipalities", "indicator"}


def test_a_director_comments_and_says_yes(louna: Louna, programme: Programme) -> None:
    actions.reopen(by=louna.coordinator, programme=programme, reason="Quria")
    actions.approve(by=louna.coordinator, programme=programme)
    director = signed_in(louna.directors["981"])
    comment = reverse("programme:action-comment", args=[2024, "2024-02"])
    director.post(comment, {"text": "Hyvä näin."})
    assert Comment.objects.get(text="Hyvä näin.").municipality.code == "981"
    page = text_of(director.get(reverse("programme:approval", args=[2024])))
    assert "Kyllä, Ypäjä vahvistaa" in page
    asked = Confirmation.objects.filter(ratification__area="programme")
    own, other = (asked.get(municipality=louna.municipalities[code]) for code in ("981", "834"))
    path = reverse("programme:answer", args=[2024, own.pk])
    refused = director.post(path, {"answer": "no"})
    assert refused.status_code == 422
    director.post(path, {"answer": "yes"})
    own.refresh_from_db()
    assert own.state == "yes"
    assert director.post(reverse("programme:answer", args=[2024, other.pk])).status_code == 404
    take_back = reverse("programme:take-back", args=[2024, other.pk])
    assert director.post(take_back).status_code == 403
    director.post(reverse("programme:take-back", args=[2024, own.pk]))
    own.refresh_from_db()
    assert own.state == "awaiting"


def test_who_leads_two_libraries_answers_for_each(louna: Louna, programme: Programme) -> None:
    both = [louna.municipalities[code] for code in ("981", "834")]
    person = louna.directors["981"]
    Membership.objects.create(
        person=person, municipality=both[1], role="director", valid_from=clock.today()
    )
    actions.reopen(by=louna.coordinator, programme=programme, reason="Quria")
    actions.approve(by=louna.coordinator, programme=programme)
    director = signed_in(Person.objects.get(pk=person.pk))
    page = text_of(director.get(reverse("programme:approval", args=[2024])))
    assert "Kyllä, Ypäjä vahvistaa" in page
    assert "Kyllä, Tammela vahvistaa" in page
    asked = Confirmation.objects.filter(ratification__area="programme", municipality__in=both)
    for one in asked:
        director.post(reverse("programme:answer", args=[2024, one.pk]), {"answer": "yes"})
    assert {(one.municipality, one.state) for one in asked.all()} == {(one, "yes") for one in both}


def refused_form(response) -> Form:
    """The form of the command that was refused."""
    (form,) = [button.form for button in response.context["buttons"].items if button.is_refused]
    return form


def test_approving_from_the_page_says_what_is_missing(louna: Louna, programme: Programme) -> None:
    actions.reopen(by=louna.coordinator, programme=programme, reason="Quria")
    row = programme.actions.get(number="2024-02")
    actions.change_action(by=louna.coordinator, action=row, municipalities=None, goal="")
    client = signed_in(louna.coordinator)
    url = reverse("programme:approval", args=[2024])
    assert "tavoite" in text_of(client.get(url)).partition("Mitä puuttuu")[2]
    incomplete = {"way": "meeting", "date": "14.1.2025", "meeting": "Kokous 1/2025"}
    approve = reverse("programme:approval-approve", args=[2024])
    assert "2024-02: puuttuu tavoite" in text_of(client.post(approve, incomplete))
    actions.change_action(by=louna.coordinator, action=row, municipalities=None, goal="Valmis")
    unnamed = client.post(approve, {"way": "meeting"})
    assert set(refused_form(unnamed).errors) == {"date", "meeting"}
    assert client.post(approve, incomplete).status_code == 302
    programme.refresh_from_db()
    assert (programme.state, programme.approved_at) == ("agreed", dt.date(2025, 1, 14))


def test_delivering_from_the_page_tells_how_many_got_it(louna: Louna, programme: Programme) -> None:
    client = signed_in(louna.coordinator)
    url = reverse("programme:deliver", args=[2024])
    page = text_of(client.post(url, {"deliver-reason": ""}, follow=True))
    assert "Kaikilla oli jo tämä versio" in page
    actions.reopen(by=louna.coordinator, programme=programme, reason="Quria siirtyi")
    row = programme.actions.get(number="2024-02")
    actions.change_action(by=louna.coordinator, action=row, municipalities=None, goal="Uusi")
    actions.approve(
        by=louna.coordinator,
        programme=programme,
        joint=actions.JointDecision(dt.date(2025, 1, 9), "Kokous 1/2025"),
    )
    page = text_of(client.post(url, {"deliver-reason": ""}, follow=True))
    assert "Toimitettiin 5 vastaanottajalle" in page
    assert Delivery.objects.filter(release__kind="programme").count() == 10


def test_the_public_page_shows_the_approved_text_only_when_public(
    louna: Louna, programme: Programme
) -> None:
    row = programme.actions.get(number="2024-02")
    actions.change_action(
        by=louna.coordinator, action=row, municipalities=None, title="Sisäinen työnimi"
    )
    page = text_of(Client().get("/ohjelma/2024/"))
    assert "Vaihto Mikromarcista Quriaan" in page
    assert "Sisäinen työnimi" not in page
    assert "Kimppa" not in page
    assert re.search(r"\d\. \w+kuuta 202\d", page)
    steps = page.partition("Vaiheet:")[2]
    assert not re.search(r"\(tehty \d+\.\d+\.|\d{4} mennessä", steps.replace("kuuta 2", ""))
    assert "Voisiko kyselyn" not in page
    actions.reopen(by=louna.coordinator, programme=programme, reason="Quria")
    added = actions.add_action(
        by=louna.coordinator, programme=programme, title="Vasta luonnos", topic="teams"
    )
    page = Client().get("/ohjelma/2024/")
    assert page.status_code == 200
    assert added.title not in page.content.decode()
    assert Client().get("/ohjelma/")["Location"] == "/ohjelma/2024/"
    actions.change_programme(by=louna.coordinator, programme=programme, public=False)
    assert Client().get("/ohjelma/").status_code == 404
    assert Client().get("/ohjelma/2024/").status_code == 404
    assert Client().get("/ohjelma/2031/").status_code == 404


def test_a_draft_is_not_there_for_staff(louna: Louna) -> None:
    actions.create_programme(by=louna.coordinator, year=2025)
    for name in ("programme", "print"):
        url = reverse(f"programme:{name}", args=[2025])
        assert signed_in(louna.staff["981"]).get(url).status_code == 404
        assert signed_in(louna.directors["981"]).get(url).status_code == 200


def test_the_empty_page_teaches(louna: Louna) -> None:
    page = text_of(signed_in(louna.coordinator).get("/programme/"))
    assert "Laadi sopimuksesta" in page
    page = text_of(signed_in(louna.staff["981"]).get("/programme/"))
    assert "Laadi" not in page
    assert "Pääkäyttäjä valmistelee" in page


def test_the_whole_year_from_the_pages(louna: Louna, programme: Programme) -> None:
    client = signed_in(louna.coordinator)
    url = reverse("programme:roll-over", args=[2024])
    page = client.get(url)
    given = {}
    for row in page.context["rows"]:
        number = row["view"].number
        given[f"decision-{number}"] = row["decision"]
        given[f"reason-{number}"] = row["reason"]
        given[f"into-{number}"] = row["into"]
    given["decision-2024-20"] = "drop"
    given["reason-2024-20"] = ""
    refused = client.post(url, given)
    assert refused.status_code == 422
    assert "2024-20" in text_of(refused)
    assert not Programme.objects.filter(year=2025).exists()
    given["reason-2024-20"] = "Hoidetaan kokouksissa"
    client.post(url, given)
    draft = Programme.objects.get(year=2025)
    assert draft.actions.filter(carried_from__number="2024-02").exists()
    assert not draft.actions.filter(carried_from__number="2024-20").exists()
    action = draft.actions.get(carried_from__number="2024-05")
    page = text_of(client.get(action.get_absolute_url()))
    assert "Viime vuosi" in page
    assert "5 vrk" in page
    undone = taken_back(client, "programme.roll-over")
    assert "Kumottu: Louna-kirjastot: toimenpideohjelma 2025" in undone
    assert not Programme.objects.filter(year=2025).exists()
    assert not Action.objects.exclude(carry_decision="")


def test_when_every_agreement_has_its_programme_the_next_step_is_the_roll_over(
    louna: Louna, draft: Programme
) -> None:
    client = signed_in(louna.coordinator)
    roll_over = reverse("programme:roll-over", args=[2025])
    assert roll_over not in client.get(reverse("programme:draft")).content.decode()
    joint = actions.JointDecision(dt.date(2025, 1, 9), "Kokous 1/2025")
    actions.approve(by=louna.coordinator, programme=draft, joint=joint)
    assert roll_over in client.get(reverse("programme:draft")).content.decode()


def test_each_write_is_taken_back(louna: Louna, programme: Programme) -> None:
    client = signed_in(louna.coordinator)
    row = programme.actions.get(number="2024-09")
    url = row.get_absolute_url()
    before = Action.objects.filter(pk=row.pk).values().get()
    places = [louna.municipalities["834"]]
    actions.change_action(by=louna.coordinator, action=row, municipalities=places, title="Uusi")
    taken_back(client, "programme.change-action")
    row.refresh_from_db()
    assert (row.title, row.for_all) == ("Cineast-elokuvapalvelun käyttöönotto", True)
    client.post(f"{url}status/", {"status": "done", "reason": "Sovittu"})
    taken_back(client, "programme.override-status")
    actions.change_action(
        by=louna.coordinator, action=row, municipalities=None, indicator="Katselut"
    )
    client.post(f"{url}value/", {"value": "7"})
    taken_back(client, "programme.set-value")
    taken_back(client, "programme.change-action")
    assert Action.objects.filter(pk=row.pk).values().get() == before
    step = actions.add_step(by=louna.coordinator, action=row, title="Sovi hinta")
    done = dt.date(2024, 5, 2)
    actions.complete_step(by=louna.coordinator, step=step, date=done)
    client.post(reverse("programme:step-reopen", args=[step.pk]))
    taken_back(client, "programme.reopen-step")
    step.refresh_from_db()
    assert step.done_at == done
    comment = row.comments.create(person_name="Johtaja", text="Hyvä.", at=clock.now())
    client.post(reverse("programme:comment-handle", args=[comment.pk]))
    taken_back(client, "programme.handle-comment")
    comment.refresh_from_db()
    assert comment.handled_at is None


def test_a_draft_that_was_edited_is_not_taken_back(louna: Louna, programme: Programme) -> None:
    client = signed_in(louna.coordinator)
    new = {"year": "2026", "title": "Ohjelma 2026"}
    client.post(reverse("programme:new"), new)
    draft = Programme.objects.get(year=2026)
    again = client.post(reverse("programme:new"), new)
    assert again.status_code == 422
    assert "Vuodella on jo toimenpideohjelma" in again.text
    actions.add_action(by=louna.coordinator, programme=draft, title="Työ", topic="teams")
    taken_back(client, "programme.create")
    assert Programme.objects.filter(year=2026).exists()
    assert "Kumottu: 2026-01 Työ" in taken_back(client, "programme.add-action")
    client.post(reverse("programme:programme-remove", args=[2026]))
    assert not Programme.objects.filter(year=2026).exists()


def test_a_draft_rolled_over_goes_only_while_nobody_has_written_in_it(
    louna: Louna, programme: Programme
) -> None:
    """A step under one of its actions is work too: taking the draft back would lose it."""
    old = programme.actions.filter(status_override="").first()
    assert old is not None
    client = signed_in(louna.coordinator)
    client.post(reverse("programme:new"), {"year": "2026", "title": "Ohjelma 2026"})
    press = AuditEvent.objects.filter(action="programme.create").latest("pk")
    draft = Programme.objects.get(year=2026)
    old.pk, old.programme, old.number = None, draft, "2026-01"
    old.save(force_insert=True)
    step = actions.add_step(by=louna.coordinator, action=old, title="Pyydä tarjoukset")
    client.post(reverse("ui:undo", args=[press.pk]))
    assert Step.objects.filter(pk=step.pk).exists()
