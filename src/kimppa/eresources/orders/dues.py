"""What is to be done about orders: those that end or are used up, in one matter."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from kimppa.core import clock
from kimppa.core.area import Due
from kimppa.core.consortium.roles import Role
from kimppa.eresources.models import Order


def dues() -> Iterator[Due]:
    """One matter for all titles that end within 60 days or whose loans are used up: one query."""
    today = clock.today()
    orders = list(Order.objects.ending(today))
    if not orders:
        return
    titles = ngettext(
        "Decide on %(count)d title that ends", "Decide on %(count)d titles that end", len(orders)
    )
    used_up = sum(order.is_used_up for order in orders)
    reason = ngettext(
        "The loans of %(count)d of them are used up",
        "The loans of %(count)d of them are used up",
        used_up,
    )
    yield Due(
        date=min(order.ends_on or today for order in orders),
        title=titles % {"count": len(orders)},
        url=f"{reverse('eresources:orders')}?list=ending",
        topic="eresource-selection",
        responsible=Role.COORDINATOR,
        verb=pgettext("button", "Decide"),
        why=reason % {"count": used_up} if used_up else str(orders[0]),
    )
