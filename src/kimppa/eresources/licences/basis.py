"""The basis of an invoice: what each municipality pays of a period and why, as PDF and Excel."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.queries import consortium
from kimppa.core.language import active_language
from kimppa.documents.blocks import (
    Column,
    Document,
    bullets,
    heading,
    number_column,
    paragraph,
    table,
)
from kimppa.documents.pdf import render_pdf
from kimppa.documents.spreadsheets import Cell
from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx
from kimppa.eresources.licences.queries import Card, cards
from kimppa.eresources.licences.words import basis_words, fault_words, span_words
from kimppa.eresources.models import CostShare, Period
from kimppa.eresources.terms.prices import Terms, percent_of
from kimppa.eresources.terms.vat import tax_in
from kimppa.ui.numbers import day, money, number, percent

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Line:
    """What one municipality pays: its value in the key, days, share of the whole, euros, tax."""

    place: str
    code: str
    weight: Decimal | None
    first: dt.date
    last: dt.date | None
    part: Decimal
    amount: Decimal
    tax: Decimal | None


@dataclass(frozen=True, slots=True)
class Basis:
    """All that the files say."""

    title: str
    consortium: str
    date: dt.date
    sentences: Sequence[str]
    lines: Sequence[Line]
    total: Decimal
    example: bool


def basis_of(period: Period) -> Basis:
    """The basis of a period's invoice as its shares stand."""
    card = cards([period.licence], period.start)[0]
    whole = consortium()
    total = sum((share.amount for share in card.shares), Decimal(0))
    return Basis(
        title=_("Basis of the invoice: %(name)s %(span)s")
        % {"name": period.licence, "span": span_words(period)},
        consortium=whole.name if whole else "",
        date=clock.today(),
        sentences=[*_about(card, period), *(fault_words(card, fault) for fault in card.faults)],
        lines=[_line(share, card, total) for share in card.shares],
        total=total,
        example=period.example,
    )


def _about(card: Card, period: Period) -> list[str]:
    vendor = card.licence.service.vendor
    sentences = [_("Vendor: %(vendor)s.") % {"vendor": vendor}] if vendor else []
    sentences += basis_words(card, period)
    if decision := period.decision:
        words = {"day": day(decision.date), "section": decision.section, "text": decision.text}
        where = _("%(day)s, %(section)s §") if decision.section else "%(day)s"
        sentences.append(_("Decision %(where)s: %(text)s") % (words | {"where": where % words}))
    return sentences


def _line(share: CostShare, card: Card, total: Decimal) -> Line:
    period = share.period
    terms = Terms(model=period.model, tax=period.tax, tax_percent=period.tax_percent)
    rate = percent_of(terms, period.invoice_on or period.start)
    return Line(
        place=str(share.municipality),
        code=share.municipality.code,
        weight=card.weights.get(share.municipality.code),
        first=share.first,
        last=share.last,
        part=share.amount / total if total else Decimal(0),
        amount=share.amount,
        tax=None if rate is None else tax_in(share.amount, rate),
    )


def write_pdf(basis: Basis) -> bytes:
    """One page: the sentences and a table whose last row is the sum."""
    columns: list[str | Column] = [
        _("Municipality"),
        number_column(_("Value in the key")),
        _("Days"),
        number_column(_("Share")),
        number_column(_("Euros")),
        number_column(_("Of it tax")),
    ]
    marks = [paragraph(_("The sums are made-up examples."), voice="quiet")] if basis.example else []
    return render_pdf(
        Document(
            title=basis.title,
            subtitle=basis.consortium,
            language=active_language(),
            date=basis.date,
            blocks=(
                *marks,
                bullets(*basis.sentences),
                heading(_("Shares")),
                table(_("What each municipality pays"), columns, _pdf_rows(basis), total_row=True),
            ),
            footer=basis.title,
            provisional=basis.example,
        )
    )


def _pdf_rows(basis: Basis) -> list[list[str]]:
    rows = [
        [
            line.place,
            number(line.weight),
            _span(line),
            percent(line.part, 2),
            money(line.amount),
            money(line.tax),
        ]
        for line in basis.lines
    ]
    weights = [line.weight for line in basis.lines if line.weight is not None]
    taxes = [line.tax for line in basis.lines if line.tax is not None]
    last = [_("Together"), number(sum(weights)) if weights else "", "", percent(1, 2)]
    return [*rows, [*last, money(basis.total), money(sum(taxes)) if taxes else ""]]


def write_workbook(basis: Basis) -> bytes:
    """The same rows to reckon with; the sentences stand on a sheet of their own."""
    columns = (
        SheetColumn(_("Municipality")),
        SheetColumn(_("Code")),
        SheetColumn(_("Value in the key"), "decimal"),
        SheetColumn(_("from"), "date"),
        SheetColumn(_("to"), "date"),
        SheetColumn(_("Share"), "percent"),
        SheetColumn(_("Euros"), "money"),
        SheetColumn(_("Of it tax"), "money"),
    )
    rows: list[list[Cell]] = [
        [
            line.place,
            line.code,
            line.weight,
            line.first,
            line.last,
            line.part,
            line.amount,
            line.tax,
        ]
        for line in basis.lines
    ]
    sheet = Sheet(_("Shares"), columns, rows, notes=(basis.title, *basis.sentences))
    return write_xlsx([sheet], created=basis.date, language=active_language(), title=basis.title)


def _span(line: Line) -> str:
    return f"{day(line.first)}–{day(line.last) if line.last else ''}"


WRITERS: dict[str, tuple[str, Callable[[Basis], bytes]]] = {
    "pdf": ("application/pdf", write_pdf),
    "xlsx": (XLSX, write_workbook),
}
