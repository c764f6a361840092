"""A plan from draft to undone, as the coordinator and the directors go through it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from conftest import Louna
from kimppa.catalogue.corrections import files
from kimppa.catalogue.corrections.area import corrections as corrected_in
from kimppa.catalogue.corrections.queries import state_of
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.tests.conftest import signed_in
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.evidence.models import Evidence
from kimppa.core.ratification.models import Confirmation
from kimppa.marc.fixing.plans import opened, opened_applied, undo

pytestmark = pytest.mark.django_db

type Work = Callable[..., Plan]


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def answer(plan: Plan, **no: str) -> None:
    """Every director answers in the browser: yes, or no with a reason."""
    for one in Confirmation.objects.filter(ratification=plan.ratification):
        director = next(
            person
            for person in Person.objects.all()
            if person.role == "director" and person.municipality == one.municipality
        )
        why = no.get(one.municipality.name_fi, "")
        given = {"answer": "no" if why else "yes", "answer-comment": why}
        path = f"{plan.get_absolute_url()}answer/{one.municipality.code}/"
        response = signed_in(director).post(path, given)
        assert response.status_code == 302


def asked(desk: Client, plan: Plan) -> Plan:
    assert desk.post(f"{plan.get_absolute_url()}ask/", {}).status_code == 302
    return Plan.objects.get(pk=plan.pk)


def test_a_plan_goes_from_draft_to_undone(
    desk: Client, previewed: Plan, work: Work, examples: Check, brought: Callable[..., Check]
) -> None:
    assert previewed.state == "previewed"
    changed = previewed.shown["counts"]["changed"]
    assert changed > 0
    path = previewed.get_absolute_url()
    assert "Kysy kirjastoilta" in page(desk, path)
    plan = asked(desk, previewed)
    assert "miettivät" in page(desk, path)
    answer(plan)
    plan = Plan.objects.get(pk=plan.pk)
    assert state_of(plan) == "ratified"
    plan = work(plan, "dry", export=examples.snapshot_id)
    assert plan.dry["changed"] == changed
    plan = work(plan, "apply", export=examples.snapshot_id)
    assert plan.state == "applied"
    assert plan.applied["proof"]["holds"]
    assert "Pitää" in page(desk, path)
    assert desk.post(f"{path}loaded/", {"day": "10.12.2024"}).status_code == 302
    assert Plan.objects.get(pk=plan.pk).state == "loaded"
    after = loaded_back(plan, brought)
    plan = work(plan, "prove", export=after.pk)
    assert (plan.state, plan.proof["loaded"], plan.proof["missing"]) == ("proven", changed, 0)
    told = Evidence.objects.get(object_id=f"plan-{plan.pk}")
    assert told.topic == "catalogue-integrity"
    assert {one.label for one in told.figures.all()} >= {"korjattua tietuetta"}
    plan = work(plan, "undo", export=after.pk)
    assert plan.undone["changed"] == changed
    assert desk.post(f"{path}undone/", {}).status_code == 302
    assert Plan.objects.get(pk=plan.pk).state == "undone"
    assert Evidence.objects.get(pk=told.pk).undone_at is not None
    press = AuditEvent.objects.filter(action="catalogue.plan-undone").latest("pk")
    back = reverse("ui:undo", args=[press.batch])
    assert f'action="{back}"' in page(desk, path), "the way back is offered"
    assert desk.post(back).status_code == 302
    assert Plan.objects.get(pk=plan.pk).state == "proven"
    assert Evidence.objects.get(pk=told.pk).undone_at is None
    assert "on muuttunut" in desk.post(back, follow=True).content.decode(), "it stands already"


def loaded_back(plan: Plan, brought: Callable[..., Check]) -> Snapshot:
    """The library system has the corrected records: its new export is the corrected file."""
    corrected = files.folder(plan.pk, "applied") / "corrected.mrc"
    return brought(corrected.read_bytes(), day="12.12.2024").snapshot


def test_undoing_gives_the_export_back(
    desk: Client, previewed: Plan, work: Work, examples: Check, tmp_path: Path
) -> None:
    before = files.iso2709(examples.snapshot).read_bytes()
    plan = asked(desk, previewed)
    answer(plan)
    plan = work(plan, "apply", export=examples.snapshot_id)
    shown = opened(files.folder(plan.pk, "preview"))
    applied = opened_applied(files.folder(plan.pk, "applied"))
    made = undo(applied.folder / "corrected.mrc", shown, applied, tmp_path)
    assert (made.folder / "corrected.mrc").read_bytes() == before


def test_a_library_that_says_no_keeps_its_records(
    louna: Louna, desk: Client, previewed: Plan, work: Work, examples: Check
) -> None:
    plan = asked(desk, previewed)
    answer(plan, Forssa="Meillä on jo oma käytäntö.")
    forssa = signed_in(louna.directors["061"])
    before = page(forssa, plan.get_absolute_url())
    assert "Vastaus on ei, joten ne jäävät ennalleen." in before
    to_change = page(desk, plan.get_absolute_url())
    plan = work(plan, "apply", export=examples.snapshot_id)
    assert plan.applied["withheld"]["refused"] > 0
    made, kept = plan.applied["changed"], plan.applied["proof"]["untouched"]
    told = f"muuttaa {made} tietuetta ja jättää {kept} täsmälleen ennalleen"
    assert told in page(desk, plan.get_absolute_url())
    told = f"Koko luettelossa muuttuu {made} tietuetta, ja {kept} "
    assert told in before
    assert told in page(forssa, plan.get_absolute_url())
    assert f"{made} tietuetta muuttuu. {kept} säilyy" in to_change
    assert (
        plan.applied["changed"] + plan.applied["withheld"]["refused"]
        == (previewed.shown["counts"]["changed"])
    )
    assert "ei ole sanonut kyllä" in page(desk, f"{plan.get_absolute_url()}withheld/")


def test_nothing_is_made_before_everybody_has_answered(
    desk: Client, previewed: Plan, examples: Check
) -> None:
    plan = asked(desk, previewed)
    for work, why in [("apply", "Kaikki eivät ole vielä vastanneet"), ("undo", "ei ole vielä")]:
        response = desk.post(
            f"{plan.get_absolute_url()}do/{work}/", {"export": examples.snapshot_id}, follow=True
        )
        assert why in response.content.decode()
    assert Plan.objects.get(pk=plan.pk).work == ""


def test_every_change_is_shown_before_and_after(desk: Client, previewed: Plan) -> None:
    text = page(desk, f"{previewed.get_absolute_url()}changes/")
    assert "<del>" in text
    assert "Ennen" in text
    assert "Jälkeen" in text
    rule = previewed.rules[0]
    assert page(desk, f"{previewed.get_absolute_url()}changes/?vika={rule}&toimipiste=for")
    assert desk.get(f"{previewed.get_absolute_url()}log.xlsx").status_code == 200


def test_a_sample_is_looked_at_by_its_own_library(louna: Louna, previewed: Plan) -> None:
    sample = previewed.samples.filter(municipality__name_fi="Tammela")[0]
    path = f"{previewed.get_absolute_url()}sample/"
    tammela = next(p for p in Person.objects.all() if str(p.municipality) == "Tammela")
    client = signed_in(tammela)
    assert sample.number in page(client, path)
    wrong = {"sample": sample.pk, "verdict": "wrong"}
    assert client.post(path, wrong).status_code == 422, "a reason is asked"
    assert client.post(path, wrong | {"note": "Näin sen pitää olla."}).status_code == 302
    sample.refresh_from_db()
    assert (sample.verdict, sample.by) == ("wrong", tammela)
    other = previewed.samples.exclude(municipality__name_fi="Tammela")[0]
    assert client.post(path, {"sample": other.pk, "verdict": "right"}).status_code == 404


def test_a_sample_tells_at_its_own_note_what_is_missing_and_leads_to_the_next(
    louna: Louna, previewed: Plan
) -> None:
    first, second, *_rest = previewed.samples.filter(municipality__name_fi="Tammela")
    client, path = signed_in(louna.directors["834"]), f"{previewed.get_absolute_url()}sample/"
    told = client.post(path, {"sample": second.pk, "verdict": "wrong"}).content.decode()
    assert f'aria-describedby="note-{second.pk}_error" autofocus' in told
    assert told.count("aria-invalid") == 1
    assert told.index(f'id="note-{first.pk}"') < told.index("mikä on väärin.")
    said = client.post(path, {"sample": first.pk, "verdict": "right"})
    assert said["Location"].endswith(f"#change-{second.pk}")


def test_a_no_without_a_reason_is_told_at_the_comment(
    louna: Louna, desk: Client, previewed: Plan
) -> None:
    plan, client = asked(desk, previewed), signed_in(louna.directors["834"])
    response = client.post(f"{plan.get_absolute_url()}answer/834/", {"answer": "no"})
    assert response.status_code == 422
    [(_asked, form)] = response.context["questions"]
    assert "comment" in form.errors
    assert 'aria-invalid="true"' in response.content.decode()


def test_a_library_is_told_its_own_changes_apart_from_those_of_all(
    louna: Louna, previewed: Plan
) -> None:
    counts = previewed.shown["counts"]
    own = previewed.shown["places"][str(louna.municipalities["834"].pk)]["records"]
    assert 0 < own < counts["changed"]
    text = page(signed_in(louna.directors["834"]), previewed.get_absolute_url())
    assert f"Kirjastosi tietueista muuttuu {own}." in text
    whole = f"Koko luettelossa muuttuu {counts['changed']} tietuetta, ja {counts['untouched']} "
    assert whole in text
    assert "Koko luettelossa" not in page(
        signed_in(louna.readers["981"]), previewed.get_absolute_url()
    )


def test_others_see_only_their_own_records(louna: Louna, previewed: Plan) -> None:
    places = previewed.shown["places"]
    director = next(
        one
        for one in Person.objects.all()
        if one.role == "director" and one.municipality and str(one.municipality.pk) in places
    )
    text = page(signed_in(director), f"{previewed.get_absolute_url()}changes/")
    assert director.municipality is not None
    assert f"{places[str(director.municipality.pk)]['records']} tietue" in text
    path = f"{previewed.get_absolute_url()}files/plan/"
    assert signed_in(director).get(path).status_code == 403
    assert signed_in(director).post(f"{previewed.get_absolute_url()}ask/", {}).status_code == 403


def test_a_plan_is_used_again(desk: Client, previewed: Plan) -> None:
    assert desk.post(f"{previewed.get_absolute_url()}repeat/", {}).status_code == 302
    again = Plan.objects.latest("pk")
    assert (again.repeats, again.rules, again.state) == (previewed, previewed.rules, "draft")
    saved = desk.get(f"{previewed.get_absolute_url()}files/plan/").json()
    assert saved["rules"] == previewed.rules


def test_changing_a_plan_asks_for_a_new_preview(desk: Client, previewed: Plan) -> None:
    given = {
        "title": "Toinen", "sample_size": 3, "kind": "text", "tag": "650", "place": "2",
        "old": "yso", "new": "yso/fin", "which": "all",
    }  # fmt: skip
    assert desk.post(f"{previewed.get_absolute_url()}edit/", given).status_code == 302
    plan = Plan.objects.get(pk=previewed.pk)
    assert (plan.state, plan.shown, [one["id"] for one in plan.edits]) == ("draft", {}, ["own-1"])
    assert not plan.samples.exists()


def test_a_plan_that_cannot_be_carried_out_is_told(desk: Client, examples: Check) -> None:
    given = {"title": "Virhe", "sample_size": 3, "kind": "text", "tag": "650"}
    response = desk.post("/catalogue/plans/new/", given)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"old", "new", "place"}
    assert desk.post("/catalogue/plans/new/", {"title": "x", "sample_size": 1}).status_code == 422


def test_where_nothing_can_be_loaded_there_are_lists(
    desk: Client, drafted: Plan, work: Work, examples: Check
) -> None:
    given = {"title": "Käsin", "rules": drafted.rules, "sample_size": 3, "by_hand": "on"}
    desk.post(f"{drafted.get_absolute_url()}edit/", given)
    plan = work(drafted, "preview", export=examples.snapshot_id)
    assert "Forssa" in page(desk, plan.get_absolute_url())
    path = f"{plan.get_absolute_url()}lists/for/"
    assert "Pitää olla" in page(desk, path)
    assert desk.get(f"{path}?format=xlsx").status_code == 200
    plan = asked(desk, plan)
    answer(plan)
    desk.post(f"{plan.get_absolute_url()}do/apply/", {"export": examples.snapshot_id})
    assert Plan.objects.get(pk=plan.pk).work == ""
    assert desk.post(f"{plan.get_absolute_url()}loaded/", {"day": "10.12.2024"}).status_code == 302
    assert Plan.objects.get(pk=plan.pk).state == "loaded"


def test_removing_a_plan_removes_its_files(
    desk: Client,
    previewed: Plan,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    number, folder = previewed.pk, files.folder(previewed.pk, "preview")
    assert folder.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(f"{previewed.get_absolute_url()}remove/", {}).status_code == 302
    assert not folder.exists()
    assert not Plan.objects.filter(pk=number).exists()
    assert Snapshot.objects.exists()


def test_an_export_that_is_gone_is_told(desk: Client, drafted: Plan, examples: Check) -> None:
    from kimppa.jobs.worker import Worker

    files.iso2709(examples.snapshot).unlink()
    desk.post(f"{drafted.get_absolute_url()}do/preview/", {"export": examples.snapshot_id})
    Worker().drain()
    assert "ei enää ole" in page(desk, drafted.get_absolute_url())


def test_the_year_has_its_results(desk: Client, previewed: Plan) -> None:
    text = page(desk, f"/catalogue/plans/?year={previewed.year}")
    assert "Syksyn korjaukset" in text


def test_nothing_is_done_with_another_export_than_the_chosen_one(
    desk: Client, previewed: Plan, examples: Check
) -> None:
    plan = asked(desk, previewed)
    answer(plan)
    for export in ("", "99999"):
        response = desk.post(f"{plan.get_absolute_url()}do/apply/", {"export": export})
        assert response.status_code == 422
        assert not Plan.objects.get(pk=plan.pk).busy


def test_an_answer_is_yes_or_no_and_nothing_else(
    louna: Louna, desk: Client, previewed: Plan
) -> None:
    plan = asked(desk, previewed)
    director = signed_in(louna.directors["834"])
    response = director.post(
        f"{plan.get_absolute_url()}answer/834/", {"answer-comment": "Katson vielä"}
    )
    assert response.status_code == 422
    assert "Valitse kyllä tai ei." in response.content.decode()
    said = Confirmation.objects.get(ratification=plan.ratification, municipality__code="834")
    assert said.state == "awaiting"


def loaded(desk: Client, plan: Plan, work: Work, day: str = "10.12.2024") -> Plan:
    plan = asked(desk, plan)
    answer(plan)
    plan = work(plan, "apply", export=plan.snapshot_id)
    assert desk.post(f"{plan.get_absolute_url()}loaded/", {"day": day}).status_code == 302
    return Plan.objects.get(pk=plan.pk)


def test_an_export_from_before_the_loading_proves_nothing(
    desk: Client, previewed: Plan, work: Work, examples: Check, brought: Callable[..., Check]
) -> None:
    plan = loaded(desk, previewed, work)
    path = plan.get_absolute_url()
    assert "Yhtään latauksen jälkeistä vientiä ei ole" in page(desk, path)
    old = files.iso2709(examples.snapshot).read_bytes()
    earlier = brought(old + b"\n", day="9.12.2024").snapshot
    for export in (examples.snapshot, earlier):
        response = desk.post(f"{path}do/prove/", {"export": export.pk}, follow=True)
        assert "on tehty ennen kuin korjatut tietueet ladattiin" in response.content.decode()
    plan = Plan.objects.get(pk=plan.pk)
    assert (plan.state, plan.proof) == ("loaded", {})
    assert "Yhtään latauksen jälkeistä vientiä ei ole" in page(desk, path)


def test_a_later_export_without_the_corrections_takes_the_proof_away(
    desk: Client, previewed: Plan, work: Work, examples: Check, brought: Callable[..., Check]
) -> None:
    plan = loaded(desk, previewed, work)
    Plan.objects.filter(pk=plan.pk).update(state="proven")
    old = files.iso2709(examples.snapshot).read_bytes()
    later = brought(old + b"\n", day="12.12.2024").snapshot  # its day was told wrong
    plan = work(plan, "prove", export=later.pk)
    assert (plan.state, plan.proof["loaded"]) == ("loaded", 0)
    told = page(desk, plan.get_absolute_url())
    assert "Kaikki eivät ole perillä" in told
    assert "Yhdessäkään tietueessa ei näy korjausta" in told
    assert "Viennin uusin muutos on" in told


def test_a_part_of_a_catalogue_proves_nothing(
    desk: Client, previewed: Plan, work: Work, brought: Callable[..., Check]
) -> None:
    plan = loaded(desk, previewed, work)
    path = plan.get_absolute_url()
    corrected = (files.folder(plan.pk, "applied") / "corrected.mrc").read_bytes()
    half = corrected[: corrected.index(b"\x1d", len(corrected) // 2) + 1]
    part = brought(half, day="12.12.2024", name="osa.mrc").snapshot
    assert "Yhtään latauksen jälkeistä vientiä ei ole" in page(desk, path)
    response = desk.post(f"{path}do/prove/", {"export": part.pk}, follow=True)
    assert "voi olla vain osa luettelosta" in response.content.decode()
    assert Plan.objects.get(pk=plan.pk).proof == {}


def test_a_library_that_said_no_is_not_told_that_its_records_were_mended(
    desk: Client, previewed: Plan, work: Work, examples: Check, brought: Callable[..., Check]
) -> None:
    plan = asked(desk, previewed)
    answer(plan, Forssa="Meillä on jo oma käytäntö.")
    plan = work(plan, "apply", export=examples.snapshot_id)
    corrected = (files.folder(plan.pk, "applied") / "corrected.mrc").read_bytes()
    plan = work(plan, "prove", export=brought(corrected, day="12.12.2024").snapshot.pk)
    assert plan.state == "proven"
    for name, mended in [("Forssa", False), ("Tammela", True)]:
        told = list(corrected_in(plan.year, Municipality.objects.get(name_fi=name)))
        assert bool(told) == mended
    plan.proof.pop("places")  # as one of earlier times
    plan.save()
    assert not list(corrected_in(plan.year, Municipality.objects.get(name_fi="Forssa")))
