"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.publishing.models import EventSource, Item, SendingLink
from tests.roles import ALL, DIRECTORS, NO, NOBODY, NONE, OK, OWN, OWN_WRITERS, WRITERS

READ = {
    ALL: "home month balance finna finna-file branches",
    WRITERS: "new last-year bring",
    OWN: "item",  # a draft of Tammela
    OWN_WRITERS: "edit",
    DIRECTORS: "links",
    NOBODY: "sources source source-add source-edit",
}
WRITE = {
    DIRECTORS: "links",
    (OK, NO, NONE, NO, NO): "link-close",
    OWN_WRITERS: "edit copy propose remove participants call-off restore",
    WRITERS: "new bring bring-undo",
    (NONE, NONE, NONE, NONE, NO): "bring-take put-back",
    NOBODY: (
        "publish withdraw send-back fetch-branches tie settle "
        "source-add source-edit source-fetch source-undo source-pause source-resume source-remove"
    ),
}


def objects() -> dict[str, Any]:
    """A proposal of Tammela, which its library and the coordinator see, and its link."""
    made = Item.objects.get(title_fi="Lukutreffit")
    Item.objects.filter(pk=made.pk).update(status=Item.Status.DRAFT)
    names = "item edit copy propose publish withdraw send-back call-off restore remove settle"
    asked = EventSource.objects.all()[0].pk
    sources = "source source-edit source-fetch source-undo source-pause source-resume source-remove"
    return {
        **dict.fromkeys(sources.split(), asked),
        **dict.fromkeys((*names.split(), "participants"), made.pk),
        "link-close": SendingLink.objects.all()[0].pk,
        "new": "event",
        "put-back": 1,
        "tie": 1,
        "batch": "x",
        "kind": "event",
    }
