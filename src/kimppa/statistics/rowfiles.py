"""The files of the instance folder that rows of the statistics name."""

from collections.abc import Iterator

from kimppa.core import clock, home
from kimppa.core.home import Expected
from kimppa.sources.keys import is_given
from kimppa.statistics.models import Take, VisitSource
from kimppa.statistics.takes.tasks import KEPT_UNREAD


def expected() -> Iterator[Expected]:
    """Lists that wait to be read, and tokens that the environment does not give."""
    kept_from = clock.now() - KEPT_UNREAD
    for row in Take.objects.filter(
        kind=Take.Kind.LISTS, stored=None, uploaded_at__gte=kept_from, example=False
    ):
        yield Expected(f"lists/{row.pk}/items.csv", str(row))
    secrets = home.path("source-secrets")
    for source in VisitSource.objects.filter(example=False).exclude(credential=""):
        if not is_given(source.credential, secrets):
            yield Expected(f"source-secrets/{source.credential}", str(source))
