"""The demo's programme of 2024, with its year told step by step. All of it is an example."""

import datetime as dt
import tomllib
from importlib.resources import files
from typing import Any

from django.db import transaction

from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.decisions.models import Decision
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.lines import choose_line
from kimppa.core.evidence.models import Evidence
from kimppa.core.releases.actions import mark_downloaded, mark_opened, pass_on
from kimppa.core.releases.models import Delivery
from kimppa.programme import actions
from kimppa.programme.models import Action, Programme

YEAR = 2024
type Row = dict[str, Any]


def load() -> None:
    """Make the programme as the year went: draft, comments, approval, delivery, follow-up.

    Does nothing in an instance without a coordinator.
    """
    holder = Membership.objects.filter(role=Role.COORDINATOR).select_related("person").first()
    if holder is None:
        return
    data = _read_programme()
    with transaction.atomic():
        _make_programme(data, holder.person)


def _read_programme() -> Row:
    text = files("kimppa.programme").joinpath("data", f"programme-{YEAR}.toml")
    return tomllib.loads(text.read_text(encoding="utf-8"))


def _make_programme(data: Row, coordinator: Person) -> None:
    directors = {
        membership.municipality.code: membership.person
        for membership in Membership.objects.filter(role=Role.DIRECTOR).select_related(
            "municipality", "person"
        )
        if membership.municipality is not None
    }
    programme = actions.create_programme(
        by=coordinator, year=YEAR, title=data["title"], intro=data["intro"], example=True
    )
    programme_actions = [_action(coordinator, programme, row) for row in data["action"]]
    for action, row in zip(programme_actions, data["action"], strict=True):
        _comments(coordinator, directors, action, row)
    _approve_programme(coordinator, programme, data["decision"])
    _deliver_programme(coordinator, directors, programme, data["delivery"])
    for action, row in zip(programme_actions, data["action"], strict=True):
        _follow_up(coordinator, action, row)
    for row in data["line"]:
        _choose_lines(coordinator, row)
    actions.change_programme(by=coordinator, programme=programme, public=True)


def _choose_lines(coordinator: Person, row: Row) -> None:
    duty = Duty.objects.filter(agreement_year=YEAR, clause=row["clause"], due=row["due"]).first()
    if duty is None:
        return
    for work in Evidence.objects.unsettled().filter(agreement_year=YEAR, topic=duty.topic):
        if any(word in work.title.casefold() for word in row["words"]):
            choose_line(by=coordinator, evidence=work, duty=duty)


def _action(coordinator: Person, programme: Programme, row: Row) -> Action:
    section = Duty.objects.filter(agreement_year=YEAR, clause=row["clauses"][0]).first()
    action = actions.add_action(
        by=coordinator,
        programme=programme,
        example=True,
        clauses=row["clauses"],
        section=section.section_title if section else SECTIONS[row["clauses"][0][0]],
        topic=row["topic"],
        title=row["title"],
        goal=row["goal"],
        measure=row["measure"],
        responsible="Pääkäyttäjä",
        start=dt.date(YEAR, 1, 1),
        end=row.get("end"),
        continuous="end" not in row,
        indicator=row.get("indicator", ""),
        indicator_direction=row.get("direction", Action.Direction.AT_LEAST),
        indicator_target=row.get("target"),
        indicator_unit=row.get("unit", ""),
        indicator_variable=row.get("variable", ""),
    )
    for step in row.get("steps", ()):
        actions.add_step(
            by=coordinator, action=action, title=step["title"], due=step["due"], example=True
        )
    return action


# The short names of the agreement's sections, for an instance without the agreement.
SECTIONS = {
    "1": "Järjestelmät ja verkkopalvelut",
    "2": "Tilastot",
    "3": "Tapahtumat ja ajankohtaiset asiat",
    "4": "E-aineistot",
    "5": "Yhteistyö",
    "6": "Yhteistyöohjelma ja raportointi",
    "7": "Hankkeet",
}


def _comments(coordinator: Person, directors: dict[str, Person], action: Action, row: Row) -> None:
    for remark in row.get("comments", ()):
        comment = actions.add_comment(
            by=directors[remark["municipality"]],
            action=action,
            text=remark["text"],
            at=_moment(remark["at"]),
            example=True,
        )
        if "handled" in remark:
            actions.handle_comment(by=coordinator, comment=comment, at=_moment(remark["handled"]))


def _approve_programme(coordinator: Person, programme: Programme, row: Row) -> None:
    decision = Decision.objects.filter(topic="programme", date=row["date"]).first()
    joint = None if decision else actions.JointDecision(row["date"], row["meeting"], row["section"])
    actions.approve(by=coordinator, programme=programme, joint=joint, decision=decision)


def _deliver_programme(
    coordinator: Person, directors: dict[str, Person], programme: Programme, delivery_row: Row
) -> None:
    delivered_at = _moment(delivery_row["at"])
    delivered = actions.deliver_programme(by=coordinator, programme=programme, at=delivered_at)
    delivery_by_code: dict[str, Delivery] = {
        delivery.municipality.code: delivery for delivery in delivered.deliveries
    }
    for code, opened_at in delivery_row["opened"].items():
        mark_opened(delivery_by_code[code], at=_moment(opened_at))
    for code in delivery_row["downloaded"]:
        mark_downloaded(delivery_by_code[code], at=_moment(delivery_row["opened"][code]))
    for passing in delivery_row["passed_on"]:
        pass_on(
            by=directors[passing["municipality"]],
            delivery=delivery_by_code[passing["municipality"]],
            to=passing["to"],
            date=passing["date"],
            note=passing["note"],
            example=True,
        )


def _follow_up(coordinator: Person, action: Action, row: Row) -> None:
    days = {step["title"]: step["done"] for step in row.get("steps", ()) if "done" in step}
    for step in action.steps.all():
        if step.title in days:
            actions.complete_step(by=coordinator, step=step, date=days[step.title])
    for update in row.get("updates", ()):
        actions.write_update(
            by=coordinator,
            action=action,
            text=update["text"],
            date=update["date"],
            example=True,
        )
    if "value" in row:
        actions.set_value(by=coordinator, action=action, value=row["value"])
    if "status" in row:
        actions.override_status(
            by=coordinator, action=action, status=row["status"], reason=row["reason"]
        )


def _moment(local: dt.datetime) -> dt.datetime:
    return local.replace(tzinfo=ZONE)
