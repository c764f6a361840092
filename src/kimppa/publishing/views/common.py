"""What the pages share."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from kimppa.publishing.models import Item
from kimppa.ui.guard import person_of
from kimppa.ui.undo import done

REFUSED = 422


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def item_for(request: HttpRequest, pk: int) -> Item:
    """An item that the person may see; else 404."""
    rows = Item.objects.visible_to(person_of(request)).select_related(
        "municipality", "branch__directory_entry", "decision", "image"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def attempt(
    request: HttpRequest, do: Callable[[], object], *, back: str, message: str, undo: str = ""
) -> HttpResponse:
    """Do it and tell so with a way back, or tell why it was refused; then show `back`."""
    try:
        do()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done(request, message, undo)
    return redirect(back)
