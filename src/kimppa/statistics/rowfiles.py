"""The files of the instance folder that rows of the statistics name."""

from collections.abc import Iterator

from kimppa.core import clock
from kimppa.core.connections.queries import expected_secrets
from kimppa.core.home import Expected
from kimppa.statistics.imports.tasks import KEPT_UNREAD
from kimppa.statistics.models import Take, VisitSource


def expected() -> Iterator[Expected]:
    """Lists that wait to be read, and tokens that the environment does not give."""
    kept_from = clock.now() - KEPT_UNREAD
    for row in Take.objects.filter(
        kind=Take.Kind.LISTS, stored=None, uploaded_at__gte=kept_from, example=False
    ):
        yield Expected(f"lists/{row.pk}/items.csv", str(row))
    for visit_source in VisitSource.objects.filter(example=False):
        yield from expected_secrets(visit_source)
