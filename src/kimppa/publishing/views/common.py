"""What the pages share."""

from django.http import Http404, HttpRequest

from kimppa.publishing.models import Item
from kimppa.ui.guard import person_of


def item_for(request: HttpRequest, pk: int) -> Item:
    """An item that the person may see; else 404."""
    rows = Item.objects.visible_to(person_of(request)).select_related(
        "municipality", "branch__directory_entry", "decision", "image"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
