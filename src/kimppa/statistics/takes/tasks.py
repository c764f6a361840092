"""What the worker does: reading long lists takes minutes."""

import datetime as dt

from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.background import task
from kimppa.statistics.lists import arrived
from kimppa.statistics.models import Take
from kimppa.statistics.takes.working import carry_out

KEPT_UNREAD = dt.timedelta(days=7)


@task(title=gettext_lazy("Lists of items and loans read and computed"))
def read_lists(pk: int) -> int:
    """Read and compute the lists of a file; how many figures."""
    take = Take.objects.filter(pk=pk, kind=Take.Kind.LISTS).first()
    return 0 if take is None else carry_out(take)  # removed in the meantime


def remove_unread() -> int:
    """Remove lists that nobody has had read for a week, and what an interruption left behind: they
    hold borrowers' numbers. How many.
    """
    fresh = Take.objects.filter(stored=None, uploaded_at__gte=clock.now() - KEPT_UNREAD)
    return arrived.remove_others(set(fresh.values_list("pk", flat=True)))
