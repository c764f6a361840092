"""Parties, time in force, price and its split, and the municipalities' yes."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.agreement.actions import ask_ratification, set_terms, take_memberships
from kimppa.agreement.coverage.queries import clauses_of
from kimppa.agreement.models import Agreement
from kimppa.agreement.partyforms import TermsForm, terms_initial
from kimppa.agreement.queries import Split, price_splits, ratification_of
from kimppa.agreement.views.shared import agreement_or_404
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification.models import Confirmation
from kimppa.core.ratification.queries import count_answers, visible_answers
from kimppa.ui import pages as ui
from kimppa.ui.confirmations import answer_mark, standing_mark
from kimppa.ui.navigation import address
from kimppa.ui.tables import Column, Table


@ui.needs(Permission.VIEW)
def terms(request: HttpRequest, year: int) -> HttpResponse:
    """The terms, and what each municipality would pay by each key."""
    agreement, person = agreement_or_404(request, year), ui.person_of(request)
    parties = [p.municipality for p in agreement.parties.select_related("municipality")]
    splits = price_splits(agreement.price, parties) if agreement.price is not None else []
    prices = _price_table(request, agreement, parties, splits) if splits else None
    if prices and (export := prices.response()):
        return export
    ratification = ratification_of(agreement)
    context = {
        "agreement": agreement,
        "parties": parties,
        "prices": prices,
        "keys": address("desk:allocation-keys"),
        "standing": standing_mark(count_answers(ratification)) if ratification else None,
        "answers": _answers(request, visible_answers(ratification, person))
        if ratification
        else None,
        "may_edit": person.can(Permission.EDIT_AGREEMENT),
    }
    return render(request, "agreement/terms.html", context)


@dataclass(frozen=True, slots=True)
class Share:
    """A municipality's part of the price by each key, by the key's id."""

    name: str
    parts: dict[int, Decimal]


def _price_table(
    request: HttpRequest, agreement: Agreement, parties: list[Municipality], splits: list[Split]
) -> Table:
    """The price by every usable key side by side."""
    splits.sort(key=lambda split: split.key.pk != agreement.allocation_key_id)
    shares = [
        Share(m.name, {split.key.pk: split.parts[m.code] for split in splits}) for m in parties
    ]
    shares.append(
        Share(
            _("Together"), {split.key.pk: sum(split.parts.values(), Decimal(0)) for split in splits}
        )
    )
    return Table(
        request,
        caption=_("The price by municipality"),
        suffix=agreement.year,
        rows=shares,
        prefix="hinta-",
        columns=[
            Column("name", _("Municipality"), sortable=False),
            *(_share_column(split, agreement) for split in splits),
        ],
    )


def _share_column(split: Split, agreement: Agreement) -> Column:
    key = split.key.pk
    is_chosen = key == agreement.allocation_key_id
    title = _("%(key)s (chosen)") % {"key": split.key.name} if is_chosen else split.key.name
    return Column(
        f"key-{key}", title, kind="money", sortable=False, value=lambda row: row.parts[key]
    )


def _answers(request: HttpRequest, confirmations: list[Confirmation]) -> Table:
    return Table(
        request,
        caption=_("Approval by municipality"),
        rows=confirmations,
        prefix="vahvistus-",
        columns=[
            Column("municipality", _("Municipality"), value=lambda row: row.municipality.name),
            Column("state", _("State"), kind="status", value=answer_mark),
            Column("date", _("Date"), kind="date"),
            Column("body", _("Deciding body")),
            Column("section", "§"),
            Column("comment", _("Comment")),
        ],
    )


@ui.needs(Permission.EDIT_AGREEMENT)
@ui.one_save_at_a_time
def edit(request: HttpRequest, year: int) -> HttpResponse:
    """Change the terms."""
    agreement = agreement_or_404(request, year)
    limited = [line for line in clauses_of(year) if line.limit and not line.of_nobody]
    return ui.form_page(
        request,
        TermsForm(ui.posted(request), initial=terms_initial(agreement), limited=limited),
        title=_("Change the terms %(year)s") % {"year": year},
        lead=_("The split is worked out anew whenever the price, the key or the parties change."),
        save=partial(set_terms, by=ui.person_of(request), agreement=agreement),
        over=agreement,
        back=reverse("agreement:terms", args=[year]),
        message=_("The terms were saved."),
        submit=_("Save the terms"),
    )


@ui.needs(Permission.EDIT_AGREEMENT)
@require_POST
def memberships(request: HttpRequest, year: int) -> HttpResponse:
    """Take the days of joining and leaving from the agreement's text into the register."""
    agreement = agreement_or_404(request, year)
    take = partial(take_memberships, by=ui.person_of(request), agreement=agreement)
    return ui.attempt(request, take, back=reverse("agreement:agreement", args=[year]))


@ui.needs(Permission.EDIT_AGREEMENT)
@require_POST
def ask(request: HttpRequest, year: int) -> HttpResponse:
    """Ask every party for its municipal decision."""
    agreement = agreement_or_404(request, year)
    return ui.attempt(
        request,
        partial(ask_ratification, by=ui.person_of(request), agreement=agreement),
        back=reverse("agreement:terms", args=[year]),
        message=_("Every party was asked for its decision."),
    )
