"""Rows of licences as the first page and the card show them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.decisions.models import Decision
from kimppa.core.words.messages import listed
from kimppa.documents import charts
from kimppa.eresources.caps.messages import cap_words, title_words
from kimppa.eresources.licences import drawing, messages
from kimppa.eresources.licences.basis import Line, lines, together
from kimppa.eresources.licences.drawing import Pays, Scale
from kimppa.eresources.licences.queries import Card, towns_of
from kimppa.eresources.terms.pace import SHORT
from kimppa.ui.marks import short_forms
from kimppa.ui.numbers import day, language, money, percent

FEW = 7  # municipalities that have a square each; more of them are a share and a bar


@dataclass(frozen=True, slots=True)
class Head:
    """Above the columns: the scale of time and the municipalities' letters."""

    scale: SafeString
    towns: SafeString | str


@dataclass(frozen=True, slots=True)
class CapShown:
    """A cap with its bar and what is said of it."""

    title: str
    bar: SafeString | str
    text: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """One licence: what its row shows, then what it opens to."""

    card: Card
    about: str
    time: SafeString
    state: str
    state_text: str
    price: str
    pays: SafeString
    ratio: str
    shares: Sequence[Line]
    total: Line
    basis: Sequence[str]
    faults: Sequence[str]
    other_faults: Sequence[tuple[str, str]]
    match: str
    notes: Sequence[str]
    cap: CapShown | None


def licence_rows(cards: Sequence[Card], today: dt.date) -> tuple[Head, list[LicenceRow]]:
    """The head and every row, those to be decided first by their day."""
    scale, towns = Scale.around(today), towns_of(cards)
    letters: SafeString | str = ""
    if towns and len(towns) <= FEW:
        names = short_forms([str(town) for town in towns])
        letters = mark_safe(drawing.payers_head(names, _("St")))
    head = Head(mark_safe(drawing.scale_head(scale, language())), letters)
    return head, [licence_row(card, scale, towns) for card in cards]


def licence_row(card: Card, scale: Scale, towns: Sequence[Municipality]) -> LicenceRow:
    """A licence as a row of the municipalities given."""
    period, (state, text) = card.period, messages.notice_state(card)
    shares = lines(card)
    pays, ratio = _payer_marks(card, towns)
    yearly = card.yearly
    return LicenceRow(
        card=card,
        about=" · ".join(
            part
            for part in (
                listed(card.licence.materials),
                card.licence.service.vendor or _("vendor not known"),
            )
            if part
        ),
        time=_time_bar(card, scale, soon=state == "near"),
        state=state,
        state_text=text,
        price=money(yearly) if yearly is not None else "",
        pays=pays,
        ratio=ratio,
        shares=shares,
        total=together(shares),
        basis=messages.basis_words(card, period) if period else [],
        faults=messages.faults_words(card, card.faults),
        other_faults=[
            (f"{messages.span_words(near_period)}: {text}", near_period.get_absolute_url())
            for near_period in card.periods_beside
            for text in messages.faults_words(card, card.faults_of(near_period))
        ],
        match=messages.match_words(card),
        notes=messages.notes(card),
        cap=_shown_cap(card),
    )


def _shown_cap(card: Card) -> CapShown | None:
    cap, use = card.cap, card.use
    if cap is None:
        return None
    bar = ""
    if use:
        label = _("%(share)s of the cap is used.") % {"share": percent(use.share)}
        ink = "b-partial" if use.rest * SHORT < use.cap else "b-ongoing"
        bar = drawing.share_bar([(ink, float(use.share))], label, "e-cap")
    return CapShown(
        title_words(cap, card.day), mark_safe(bar), cap_words(cap, use, card.day), cap.decision
    )


def _time_bar(card: Card, scale: Scale, *, soon: bool) -> SafeString:
    period = card.period
    if period is None:
        return SafeString("")
    notice = (
        _("last day of notice %(day)s") % {"day": day(period.notice_on)}
        if period.notice_on
        else _("no day of notice")
    )
    bar = drawing.time_bar(
        scale,
        period.start,
        period.end,
        period.notice_on,
        today=card.day,
        soon=soon,
        label=f"{messages.span_words(period)}, {notice}",
    )
    return mark_safe(bar)


def _payer_marks(card: Card, towns: Sequence[Municipality]) -> tuple[SafeString, str]:
    members = {member.municipality_id for member in card.present}
    gaps = {fault.code for fault in card.faults if fault.kind == "missing"}
    states: list[Pays] = [
        "no" if town.pk not in members else "gap" if town.code in gaps else "pays" for town in towns
    ]
    label = _who_pays(towns, states, state_pays=card.licence.state_pays)
    if len(towns) <= FEW:
        marks = drawing.payer_marks(states, state_pays=card.licence.state_pays, label=label)
        return mark_safe(marks), ""
    count = states.count("pays")
    bar = charts.share_bar(count, len(towns), "partial" if gaps else "done", language())
    return SafeString(bar), f"{count}/{len(towns)}"


def _who_pays(towns: Sequence[Municipality], states: Sequence[Pays], *, state_pays: bool) -> str:
    names_by_state = {
        state: [str(town) for town, mark in zip(towns, states, strict=True) if mark == state]
        for state in ("pays", "gap")
    }
    sentences = []
    if names_by_state["pays"]:
        everybody = len(names_by_state["pays"]) == len(towns) > 1
        names = _("all municipalities") if everybody else listed(names_by_state["pays"])
        sentences.append(_("Belong: %(names)s.") % {"names": names})
    if names_by_state["gap"]:
        sentences.append(_("Share missing: %(names)s.") % {"names": listed(names_by_state["gap"])})
    if state_pays:
        sentences.append(_("The state pays as well."))
    return " ".join(sentences) or _("No municipality belongs.")
