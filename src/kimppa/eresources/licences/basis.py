"""The basis of an invoice: what each municipality pays of a period and why, as PDF and Excel."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kimppa.core import clock
from kimppa.core.allocation.rules import allocate
from kimppa.core.consortium.queries import consortium
from kimppa.core.language import active_language
from kimppa.documents.blocks import Document, bullets, heading, number_column, paragraph, table
from kimppa.documents.pdf import render_pdf
from kimppa.eresources.licences.messages import basis_words, faults_words, span_words
from kimppa.eresources.licences.queries import Card, card
from kimppa.eresources.models import CostShare, Period
from kimppa.eresources.terms.prices import Terms, percent_of
from kimppa.eresources.terms.vat import CENT, tax_in
from kimppa.ui.attachments import attachment, file_stem
from kimppa.ui.cells import Column, excel, shown_row
from kimppa.ui.numbers import day


@dataclass(frozen=True, slots=True)
class Line:
    """What one municipality pays: its value in the key, days, share of the whole, euros, tax."""

    place: str
    code: str
    weight: Decimal | None
    first: dt.date | None
    last: dt.date | None
    part: Decimal
    amount: Decimal
    tax: Decimal | None


@dataclass(frozen=True, slots=True)
class Basis:
    """All that the files say."""

    title: str
    consortium: str
    sentences: Sequence[str]
    lines: Sequence[Line]
    example: bool


def basis_of(period: Period) -> Basis:
    """The basis of a period's invoice as its shares stand."""
    licence_card = card(period.licence, period.pk)
    the_consortium = consortium()
    return Basis(
        title=_("Basis of the invoice: %(name)s %(span)s")
        % {"name": period.licence, "span": span_words(period)},
        consortium=the_consortium.name if the_consortium else "",
        sentences=[*_facts(licence_card, period), *faults_words(licence_card, licence_card.faults)],
        lines=lines(licence_card),
        example=period.example,
    )


def _facts(the_card: Card, period: Period) -> list[str]:
    vendor = the_card.licence.service.vendor
    sentences = [_("Vendor: %(vendor)s.") % {"vendor": vendor}] if vendor else []
    sentences += basis_words(the_card, period)
    if decision := period.decision:
        words = {"day": day(decision.date), "section": decision.section, "text": decision.text}
        citation = _("%(day)s, %(section)s §") if decision.section else "%(day)s"
        sentences.append(_("Decision %(where)s: %(text)s") % (words | {"where": citation % words}))
    return sentences


def lines(the_card: Card) -> list[Line]:
    """What each pays of the period at hand."""
    total = sum((share.amount for share in the_card.shares), Decimal(0))
    taxes = _taxes(the_card.period, the_card.shares, total) if the_card.period and total else {}
    return [
        Line(
            place=str(share.municipality),
            code=share.municipality.code,
            weight=the_card.weights.get(share.municipality.code),
            first=share.first,
            last=share.last,
            part=share.amount / total if total else Decimal(0),
            amount=share.amount,
            tax=taxes.get(str(share.pk)),
        )
        for share in the_card.shares
    ]


def _taxes(period: Period, shares: Sequence[CostShare], total: Decimal) -> dict[str, Decimal]:
    """The tax in each share, which sum to the tax in the whole; empty when it is not known."""
    terms = Terms(model=period.model, tax=period.tax, tax_percent=period.tax_percent)
    rate = percent_of(terms, period.invoice_on or period.start)
    if rate is None:
        return {}
    amounts = {str(share.pk): share.amount for share in shares}
    parts = allocate(tax_in(total, rate), amounts, unit=CENT)
    return {key: part.value for key, part in parts.items()}


COLUMNS = (
    Column("place", gettext_lazy("Municipality")),
    Column("code", gettext_lazy("Code")),
    Column("weight", gettext_lazy("Value in the key"), kind="decimal"),
    Column("first", pgettext_lazy("day", "From"), kind="date"),
    Column("last", pgettext_lazy("day", "To"), kind="date"),
    Column("part", gettext_lazy("Share"), kind="percent", places=2),
    Column("amount", gettext_lazy("Euros"), kind="money"),
    Column("tax", gettext_lazy("Of it tax"), kind="money"),
)


def pdf(basis: Basis) -> HttpResponse:
    """One page: the sentences and a table whose last row is the sum."""
    columns = [number_column(str(c.title)) if c.numeric else str(c.title) for c in COLUMNS]
    rows = [
        [cell.text for cell in shown_row(COLUMNS, line, None).cells]
        for line in (*basis.lines, together(basis.lines))
    ]
    marks = [paragraph(_("The sums are made-up examples."), voice="quiet")] if basis.example else []
    content = render_pdf(
        Document(
            title=basis.title,
            subtitle=basis.consortium,
            language=active_language(),
            date=clock.today(),
            blocks=(
                *marks,
                bullets(*basis.sentences),
                heading(_("Shares")),
                table(_("What each municipality pays"), columns, rows, total_row=True),
            ),
            footer=basis.title,
            provisional=basis.example,
        )
    )
    return attachment(f"{file_stem(basis.title)}.pdf", "application/pdf", content)


def together(shares: Sequence[Line]) -> Line:
    """The sum of lines."""
    weights = [line.weight for line in shares if line.weight is not None]
    taxes = [line.tax for line in shares if line.tax is not None]
    return Line(
        place=_("Together"),
        code="",
        weight=sum(weights, Decimal(0)) if weights else None,
        first=None,
        last=None,
        part=Decimal(1),
        amount=sum((line.amount for line in shares), Decimal(0)),
        tax=sum(taxes, Decimal(0)) if taxes else None,
    )


def workbook(basis: Basis) -> HttpResponse:
    """The same rows to reckon with; the sentences stand on a sheet of their own."""
    return excel(COLUMNS, basis.lines, basis.title, notes=(basis.title, *basis.sentences))


WRITERS: dict[str, Callable[[Basis], HttpResponse]] = {"pdf": pdf, "xlsx": workbook}
