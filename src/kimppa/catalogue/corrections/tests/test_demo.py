"""The demo's catalogue goes from check to ratified plan to corrected file to undo."""

import pytest
from django.test import Client

from conftest import Louna
from kimppa.catalogue.corrections import demo
from kimppa.catalogue.corrections.queries import answers
from kimppa.catalogue.models.corrections import Plan
from kimppa.core.evidence.models import Evidence


@pytest.mark.django_db
def test_a_plan_has_gone_all_the_way(every_room: Louna, client: Client) -> None:
    plan = Plan.objects.get(title=demo.CARRIED_OUT)
    assert plan.state == Plan.State.PROVEN
    assert {one.state for one in answers(plan)} == {"yes"}
    assert plan.applied["proof"]["holds"]
    assert plan.undone["proof"]["holds"]
    # What was catalogued anew in between is neither counted as loaded nor put back.
    loaded, since = plan.proof["loaded"], plan.proof["changed"]
    assert plan.applied["changed"] == loaded + since
    assert plan.undone["changed"] == loaded > 0
    done = Evidence.objects.get(title__contains=demo.CARRIED_OUT)
    assert (done.topic, done.agreement_year) == ("catalogue-integrity", 2024)

    client.force_login(every_room.coordinator)
    shown = client.get(plan.get_absolute_url()).content.decode()
    assert "esimerkki-2024-12: 6 tietuetta on niin kuin sovittiin" in shown
    two = Plan.objects.exclude(pk=plan.pk)
    assert {(one.by_hand, one.state) for one in two} == {(True, "previewed"), (False, "asked")}
