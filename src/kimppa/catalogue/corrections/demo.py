"""Plans at different stages of their way, what is agreed, and a table of codes."""

import datetime as dt

from kimppa.catalogue.corrections.actions import agreeing, planning
from kimppa.catalogue.corrections.models import CodeTable, Plan, Practice
from kimppa.catalogue.corrections.queries import answers, concerned, mendable, plan_by
from kimppa.catalogue.corrections.tasks import carry_out, count_codes
from kimppa.catalogue.models import Check
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification import actions as ratification

RULES = ("title-stray-colon", "spaces-double", "spaces-edge", "isbn-qualifier-old")
OPPOSED = frozenset({"letters-others-composed", "letters-not-nfc"})  # they undo each other's work
TITLE = "Turvalliset korjaukset ennen järjestelmän vaihtoa"
CARRIED_OUT = "Kevään turvalliset korjaukset"
BY_HAND = "Käsin korjattavat, jos tietueita ei voi ladata takaisin"
PRACTICE = "Nimekkeen päättävä kaksoispiste jätetään pois, kun osakenttää b ei ole."
CODES = (("for", "Forssa"), ("hum", "Humppila"), ("jok", "Jokioinen"), ("tam", "Tammela"),
         ("ypä", "Ypäjä"), ("aut", "Kirjastoauto"))  # fmt: skip


def load() -> None:
    """Make what is agreed and the table of codes; the plans when the catalogue has been checked."""
    if Practice.objects.exists():
        return
    agreeing.set_practice(
        by=SYSTEM, topic="Nimekkeen välimerkit", text=PRACTICE, since=dt.date(2024, 9, 1),
        decision=None, example=True,
    )  # fmt: skip
    agreeing.bring_codes(
        by=SYSTEM, kind="branches", system="Mikromarc", codes=CODES, place="852a", example=True
    )
    plans()


def plans() -> None:
    """Three plans: one agreed on and carried out, one made by hand, one that is being asked about.

    Nothing is made before both exports have been checked; a large catalogue's are the worker's.
    """
    checks = list(Check.objects.newest_first().filter(example=True)[:2])
    if len(checks) < 2 or Plan.objects.exists() or not Practice.objects.exists():
        return
    newest, earlier = checks
    for table in CodeTable.objects.filter(example=True):
        count_codes.call(table.pk, newest.snapshot_id)
    _carried_out(earlier)
    _previewed(newest, BY_HAND, by_hand=True)
    plan = _previewed(newest, TITLE)
    if concerned(plan):
        planning.ask(by=SYSTEM, plan=plan, municipalities=concerned(plan), due=None)


def _previewed(check: Check, title: str, *, by_hand: bool = False) -> Plan:
    found = {one.rule.slug for one in mendable(check) if one.rule.safe or one.rule.slug in RULES}
    rules = sorted(found - OPPOSED) or list(RULES)
    given = planning.Draft(title, rules, note=PRACTICE, sample_size=5, year=2024, by_hand=by_hand)
    plan = planning.draft(by=SYSTEM, given=given, on=check.snapshot, example=True)
    return _done(plan, Plan.Work.PREVIEW)


def _carried_out(check: Check) -> None:
    """Agreed on by everybody; the corrected file is there, with what puts the records back."""
    plan = _previewed(check, CARRIED_OUT)
    if not concerned(plan):
        return
    planning.ask(by=SYSTEM, plan=plan, municipalities=concerned(plan), due=None)
    asked = plan_by(plan.pk)
    for one in answers(asked) if asked else ():
        ratification.answer(by=SYSTEM, confirmation=one, yes=True)
    _done(plan, Plan.Work.APPLY)


def _done(plan: Plan, work: str) -> Plan:
    assert plan.snapshot_id is not None
    carry_out.call(plan.pk, work, plan.snapshot_id)
    found = plan_by(plan.pk)
    assert found is not None
    return found
