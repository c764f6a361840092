"""E-resources for programs: agreements with their shares, and what is wished for and ordered."""

import datetime as dt
from typing import Literal

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from kimppa.eresources.models import CostShare, Licence, Member, Order, Period
from kimppa.ui import api

router = Router(auth=api.Needs(), tags=["E-resources"])


class MemberOut(api.Out):
    """A municipality that belongs."""

    municipality: str
    joined: dt.date | None
    last_day: dt.date | None


class ShareOut(api.Out):
    """What a municipality pays of a period."""

    municipality: str
    amount: api.Number
    first: dt.date
    last: dt.date | None


class PeriodOut(api.Marked):
    """A time that is agreed on at once."""

    start: dt.date
    end: dt.date | None = Field(description="Null = until further notice.")
    notice_on: dt.date | None = Field(description="The last day to give notice.")
    notice_given_on: dt.date | None
    model: str = Field(description="How the price is set.")
    price: api.Number | None = Field(description="Euros; null = not known.")
    unit_price: api.Number | None
    invoice_on: dt.date | None
    invoice_sum: api.Number | None
    shares: list[ShareOut]


class LicenceOut(api.Marked):
    """An agreement on one e-resource."""

    id: int
    service: str = Field(description="The service's code in the register.")
    name: str
    vendor: str
    kinds: list[str]
    state_pays: bool
    members: list[MemberOut]
    periods: list[PeriodOut]
    url: str


class OrderOut(api.Marked):
    """A title or a licence to it."""

    id: int
    title: str
    isbn: str
    material: str
    language: str
    municipality: str | None = Field(description="Whose wish it is; null = common to all.")
    licence: int | None
    state: str = Field(description="wish, ordered, ended or declined.")
    price: api.Number | None
    ordered_on: dt.date | None
    ends_on: dt.date | None
    loans: int | None
    loans_used: int | None
    record: str
    withdrawn_on: dt.date | None
    url: str


class OrdersAsked(api.Changed):
    """Which orders."""

    state: Literal["wish", "ordered", "ended", "declined"] | None = None


@router.get("/licences", response=api.Page[LicenceOut])
def licences(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """The agreements with who belongs, their periods and shares."""
    members = Member.objects.select_related("municipality")
    shares = CostShare.objects.select_related("municipality")
    periods = Period.objects.prefetch_related(Prefetch("shares", shares))
    rows = Licence.objects.with_service().prefetch_related(
        Prefetch("members", members), Prefetch("periods", periods)
    )
    return api.page(request, rows, cursor, _licence)


def _licence(row: Licence) -> LicenceOut:
    return LicenceOut.from_row(
        row,
        name=str(row),
        vendor=row.service.vendor,
        members=[
            MemberOut.from_row(member, joined=member.valid_from, last_day=member.valid_to)
            for member in row.members.all()
        ],
    )


@router.get("/orders", response=api.Page[OrderOut])
def orders(request: HttpRequest, params: Query[OrdersAsked]) -> HttpResponse:
    """Orders, and those wishes that the caller sees."""
    rows = Order.objects.visible_to(api.caller(request)).select_related("municipality")
    return api.page(request, rows, params, OrderOut.from_row, state="state")
