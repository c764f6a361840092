"""A plan's page says the same as its files, its exports and the answers to it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kimppa.catalogue.corrections import files
from kimppa.catalogue.corrections.queries import Changes, left_alone, stored_preview
from kimppa.catalogue.corrections.tests.test_plans import Work, answer, asked, loaded, page
from kimppa.catalogue.models import Check, Rule
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.queries import codes
from kimppa.core.consortium.models import Membership, Municipality
from kimppa.core.evidence.models import Evidence
from kimppa.core.ratification.models import Confirmation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wrong", [False, True])
def test_a_plan_and_its_proof_agree_when_the_proving_export_is_removed(
    desk: Client,
    previewed: Plan,
    work: Work,
    brought: Callable[..., Check],
    *,
    wrong: bool,
) -> None:
    plan = loaded(desk, previewed, work)
    corrected = (files.folder(plan.pk, "applied") / "corrected.mrc").read_bytes()
    export = brought(corrected + b"\n", day="12.12.2024").snapshot
    plan = work(plan, "prove", export=export.pk)
    assert plan.state == "proven"
    desk.post(f"{export.get_absolute_url()}remove/", {"wrong": "on"} if wrong else {})
    plan = Plan.objects.get(pk=plan.pk)
    shown = page(desk, plan.get_absolute_url())
    if wrong:  # as if it had never said anything
        assert (plan.state, plan.proof) == ("loaded", {})
        assert "Todistettu" not in shown
        assert Evidence.objects.get(object_id=f"plan-{plan.pk}").undone_at
    else:
        assert plan.state == "proven"
        assert "Vienti, joka sen todisti, on sen jälkeen poistettu." in shown
        assert "mikään niistä ei voi todistaa tulosta" not in shown


@pytest.mark.parametrize("left", [{}, {"title-end": 2}])
def test_a_proof_says_what_its_file_says_is_left(
    desk: Client, previewed: Plan, left: dict[str, int]
) -> None:
    names = ("read", "changed", "untouched", "quarantined", "found")
    proof = dict.fromkeys(names, 0) | {"holds": True, "left": left}
    Plan.objects.filter(pk=previewed.pk).update(
        state="applied", rules=["title-end"], applied={"proof": proof, "changed": 2}
    )
    shown = page(desk, previewed.get_absolute_url())
    assert ("Viat ovat poissa." in shown) is not bool(left)
    assert ("jäljelle jää se, mitä mikään korjaus ei korjaa" in shown) is bool(left)
    assert ("2 tietuetta ·" in shown) is bool(left)


def test_a_plan_tells_for_whom_nobody_answers(desk: Client, previewed: Plan) -> None:
    alone = Municipality.objects.get(code="061")
    Membership.objects.filter(municipality=alone, role="director").delete()
    path = previewed.get_absolute_url()
    assert "Kutsu johtaja ennen kysymistä" in page(desk, path)
    told = desk.post(f"{path}ask/", {}, follow=True).content.decode()
    assert "Kukaan ei vastaa näiden puolesta: Forssa." in told
    plan = Plan.objects.get(pk=previewed.pk)
    assert plan.ratification is not None
    question = reverse("desk:ratification", args=[plan.ratification.pk])
    assert f'href="{question}"' in told
    assert reverse("desk:people") in told
    assert "Johtajaa ei ole kutsuttu tänne näistä" in page(desk, question)
    answer = Confirmation.objects.get(ratification=plan.ratification, municipality=alone)
    desk.post(reverse("desk:answer-yes", args=[answer.pk]))  # given otherwise, and recorded
    assert "Johtajaa ei ole kutsuttu" not in page(desk, path)


def test_what_a_library_refused_is_no_example_of_what_changes(
    desk: Client, previewed: Plan, work: Work, examples: Check
) -> None:
    plan = asked(desk, previewed)
    answer(plan, Forssa="Meillä on jo oma käytäntö.")
    plan = Plan.objects.get(pk=plan.pk)
    for stage in (plan, work(plan, "apply", export=examples.snapshot_id)):
        preview = stored_preview(stage)
        assert preview is not None
        left = left_alone(stage, preview, codes())
        assert left
        some = Changes(preview, without=left)
        assert len(some) == len(Changes(preview)) - len(left)
        assert not left & set(some.numbers)


def test_a_plans_form_parts_what_the_program_mends_from_what_is_looked_at(desk: Client) -> None:
    first, *_others = desk.get("/catalogue/plans/new/").context["form"].fields["rules"].choices
    Rule.objects.filter(slug=first[0]).update(safe=False)
    form = desk.get("/catalogue/plans/new/").context["form"]
    ways = [name.rpartition(" – ")[2] for _slug, name in form.fields["rules"].choices]
    assert ways == sorted(ways, key=["koneellisesti", "katso jokainen muutos"].index)
    assert set(ways) == {"koneellisesti", "katso jokainen muutos"}
