"""A plan that the directors are asked about, what is agreed, and a table of codes."""

import datetime as dt

from kimppa.catalogue.corrections.actions import agreeing, planning
from kimppa.catalogue.corrections.models import Plan, Practice
from kimppa.catalogue.corrections.queries import concerned, mendable, plan_by
from kimppa.catalogue.corrections.tasks import carry_out, count_codes
from kimppa.catalogue.models import Snapshot
from kimppa.catalogue.queries import current
from kimppa.core.permissions import SYSTEM

RULES = ("title-stray-colon", "spaces-double", "spaces-edge", "isbn-qualifier-old")
OPPOSED = frozenset({"letters-others-composed", "letters-not-nfc"})  # they undo each other's work
TITLE = "Turvalliset korjaukset ennen järjestelmän vaihtoa"
PRACTICE = "Nimekkeen päättävä kaksoispiste jätetään pois, kun osakenttää b ei ole."
CODES = (("for", "Forssa"), ("hum", "Humppila"), ("jok", "Jokioinen"), ("tam", "Tammela"),
         ("ypä", "Ypäjä"), ("aut", "Kirjastoauto"))  # fmt: skip


def load() -> None:
    """Make the rows; the preview at once when the catalogue has been checked."""
    if Practice.objects.exists():
        return
    agreeing.set_practice(
        by=SYSTEM, topic="Nimekkeen välimerkit", text=PRACTICE, since=dt.date(2024, 9, 1),
        decision=None, example=True,
    )  # fmt: skip
    check = current()
    on = check.snapshot if check else None
    table = agreeing.bring_codes(
        by=SYSTEM, kind="branches", system="Mikromarc", codes=CODES, place="852a", example=True
    )
    found = {one.rule.slug for one in mendable(check) if one.rule.safe or one.rule.slug in RULES}
    rules = sorted(found - OPPOSED) or list(RULES)
    given = planning.Draft(TITLE, rules, note=PRACTICE, sample_size=5, year=2024)
    plan = planning.draft(by=SYSTEM, given=given, on=on, example=True)
    if on is not None:
        count_codes.call(table.pk, on.pk)
        _ask(plan, on)


def _ask(plan: Plan, on: Snapshot) -> None:
    carry_out.call(plan.pk, Plan.Work.PREVIEW, on.pk)
    found = plan_by(plan.pk)
    if found is not None and concerned(found):
        planning.ask(by=SYSTEM, plan=found, municipalities=concerned(found), due=None)
