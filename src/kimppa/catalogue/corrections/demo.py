"""Plans at different stages of their way, what is agreed, and a table of codes.

The spring's plan goes all the way: asked about, carried out on the earlier export and loaded, so
that the later export, in which its corrections stand, proves it and can undo it.
"""

import datetime as dt
import hashlib
import shutil

from kimppa.catalogue.corrections import files
from kimppa.catalogue.corrections.actions import plans, practices
from kimppa.catalogue.corrections.queries import (
    answers,
    mendable,
    municipalities_of,
    plan_by,
    stored_preview,
)
from kimppa.catalogue.corrections.tasks import carry_out, count_codes
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.models.corrections import CodeTable, Plan, Practice
from kimppa.core import clock
from kimppa.core.audit.actions import change
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification import actions as ratification
from kimppa.marc.fixing.plans import apply
from kimppa.marc.fixing.plans.applying import CORRECTED

RULES = ("title-stray-colon", "spaces-double", "spaces-edge", "isbn-qualifier-old")
OPPOSED = frozenset({"letters-others-composed", "letters-not-nfc"})  # they undo each other's work
TITLE = "Turvalliset korjaukset ennen järjestelmän vaihtoa"
CARRIED_OUT = "Kevään koodikorjaukset: kieli, maa ja tunnisteet"
CODES_NOTE = "Koodit kirjoitetaan niin kuin MARC 21 ne nyt tuntee."
CODED = ("language-", "country-", "control-")  # what the spring's rules begin with
LOADED = dt.date(2024, 6, 3)
BY_HAND = "Käsin korjattavat, jos tietueita ei voi ladata takaisin"
NOTE = (
    "Luettelosta siivotaan turhat merkit ja tyhjät kentät ennen järjestelmän vaihtoa. "
    "Mitään tietoa ei poistu."
)
PRACTICE = "Nimekkeen päättävä kaksoispiste jätetään pois, kun osakenttää b ei ole."
CODES = (("for", "Forssa"), ("hum", "Humppila"), ("jok", "Jokioinen"), ("tam", "Tammela"),
         ("ypä", "Ypäjä"), ("aut", "Kirjastoauto"))  # fmt: skip


def load() -> None:
    """Make what is agreed and the table of codes; the plans follow the exports' checks."""
    if Practice.objects.exists():
        return
    practices.set_practice(
        by=SYSTEM, topic="Nimekkeen välimerkit", text=PRACTICE, since=dt.date(2024, 9, 1),
        decision=None, example=True,
    )  # fmt: skip
    practices.bring_codes(
        by=SYSTEM, kind="branches", system="Mikromarc", codes=CODES, place="852a", example=True
    )


def correct_in_spring(check: Check) -> None:
    """Agreed on by everybody, carried out and loaded: the earlier export's plan."""
    if Plan.objects.exists():
        return
    with clock.standing_on(LOADED):
        plan = _preview(check, CARRIED_OUT, note=CODES_NOTE, slug_starts=CODED)
        if not municipalities_of(plan):
            return
        plans.ask(by=SYSTEM, plan=plan, municipalities=municipalities_of(plan), due=None)
        question = plan_by(plan.pk)
        for confirmation in answers(question) if question else ():
            ratification.answer(by=SYSTEM, confirmation=confirmation, yes=True)
        plan = _carry_out(plan, Plan.Work.APPLY)
        plans.mark_loaded(by=SYSTEM, plan=plan, day=LOADED)


def load_into(later_export: Snapshot) -> None:
    """Let the spring's corrections stand in the later export, before it is checked."""
    for plan in Plan.objects.filter(title=CARRIED_OUT, state=Plan.State.LOADED):
        path, out_folder = files.iso2709(later_export), files.folder(plan.pk, "loaded")
        if (preview := stored_preview(plan)) is None:
            continue
        apply(path, preview, out_folder)
        (out_folder / CORRECTED).replace(path)
        shutil.rmtree(out_folder)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        change(later_export, by=SYSTEM, action="catalogue.make", size=size, sha256=digest)


def add_plans(check: Check) -> None:
    """What follows the later export: the spring's plan is proven, two more are under way."""
    if Plan.objects.exclude(title=CARRIED_OUT).exists() or not Practice.objects.exists():
        return
    for table in CodeTable.objects.filter(example=True):
        count_codes.call(table.pk, check.snapshot_id)
    for plan in Plan.objects.filter(title=CARRIED_OUT, state=Plan.State.LOADED):
        _carry_out(plan, Plan.Work.PROVE, check.snapshot)
        _carry_out(plan, Plan.Work.UNDO, check.snapshot)
    _preview(check, BY_HAND, by_hand=True)
    plan = _preview(check, TITLE)
    if municipalities_of(plan):
        plans.ask(by=SYSTEM, plan=plan, municipalities=municipalities_of(plan), due=None)


def _preview(
    check: Check,
    title: str,
    *,
    note: str = NOTE,
    slug_starts: tuple[str, ...] = ("",),
    by_hand: bool = False,
) -> Plan:
    """A plan of the safe rules, whose names begin in one of these ways, that found something."""
    slugs = {
        count.rule.slug for count in mendable(check) if count.rule.safe or count.rule.slug in RULES
    }
    rules = sorted(slug for slug in slugs - OPPOSED if slug.startswith(slug_starts)) or list(RULES)
    draft = plans.Draft(title, rules, note=note, sample_size=5, year=2024, by_hand=by_hand)
    plan = plans.create(by=SYSTEM, draft=draft, export=check.snapshot, example=True)
    return _carry_out(plan, Plan.Work.PREVIEW)


def _carry_out(plan: Plan, work: str, snapshot: Snapshot | None = None) -> Plan:
    """Do a piece of work, with the preview's own export unless another one is named."""
    export = snapshot.pk if snapshot else plan.snapshot_id
    assert export is not None
    carry_out.call(plan.pk, work, export)
    stored_plan = plan_by(plan.pk)
    assert stored_plan is not None
    return stored_plan
