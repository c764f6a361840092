"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.core.consortium.models import Person
from kimppa.core.imports.actions import bring
from kimppa.publishing.actions.imports import IMPORTER
from kimppa.publishing.models import EventSource, Item, SendingLink
from tests.roles import ALL, DIRECTORS, NO, NOBODY, NONE, OK, OWN, OWN_WRITERS, WRITERS

MINE = (NONE, OK, NONE, NONE, NO)  # a file that the staff of Tammela brought
READ = {
    ALL: "home month balance finna finna-file branches bring",
    WRITERS: "new last-year imports",
    OWN: "item",  # a draft of Tammela
    OWN_WRITERS: "edit",
    MINE: "imports-file imports-original",
    DIRECTORS: "links",
    NOBODY: "sources source source-add source-edit",
}
WRITE = {
    DIRECTORS: "links",
    (OK, NO, NONE, NO, NO): "link-close",
    OWN_WRITERS: "edit copy propose remove participants call-off restore",
    WRITERS: "new imports",
    (NONE, NONE, NONE, NONE, NO): "put-back",
    MINE: "imports-file imports-take imports-undo",
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
    staff = Person.objects.get(memberships__role="staff", memberships__municipality__code="834")
    content = "Otsikko;Päivä;Alkaa;Päättyy\nLukupiiri;5.2.2025;17;18\n".encode()
    upload = bring(by=staff, importer=IMPORTER, content=content, name="k.csv")
    return {
        "imports": upload.pk,
        **dict.fromkeys(sources.split(), asked),
        **dict.fromkeys((*names.split(), "participants"), made.pk),
        "link-close": SendingLink.objects.all()[0].pk,
        "new": "event",
        "put-back": 1,
        "tie": 1,
        "kind": "event",
    }
