"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.imports.actions import bring
from kimppa.publishing.actions.imports import IMPORTER
from kimppa.publishing.models import EventSource, Item, ItemChange, SendingLink
from tests.roles import ALL, DIRECTORS, NO, NOBODY, NONE, OK, OWN, OWN_WRITERS, WRITERS

MINE = (NONE, OK, NONE, NONE, NO)  # a file that the staff of Tammela brought
READ = {
    ALL: "home month balance finna finna-file branches bring",
    WRITERS: "new last-year imports imports-workbook",
    OWN: "item",  # a draft of Tammela
    OWN_WRITERS: "edit",
    MINE: "imports-file imports-original",
    DIRECTORS: "links",
    NOBODY: "sources source source-add source-edit changes change",
}
WRITE = {
    DIRECTORS: "links",
    (OK, NONE, NONE, NONE, NONE): "link-close",
    OWN_WRITERS: "edit",
    OWN: "item-copy item-propose item-remove item-participants item-call-off item-restore",
    (
        NO,
        NO,
        NONE,
        NONE,
        NONE,
    ): "item-publish item-withdraw item-send-back item-hold item-unhold item-settle",
    WRITERS: "new imports",
    MINE: "imports-file imports-take imports-undo",
    (NONE,) * 5: "change-accept change-refuse",
    NOBODY: (
        "fetch-branches tie item-publish-many "
        "source-add source-edit source-fetch source-undo source-pause source-resume source-remove"
    ),
}


def objects() -> dict[str, Any]:
    """A proposal of Tammela, which its library and the coordinator see, and its link."""
    item = Item.objects.get(title_fi="Lukutreffit")
    Item.objects.filter(pk=item.pk).update(status=Item.Status.DRAFT)
    names = (
        "propose publish hold unhold withdraw send-back call-off restore remove settle participants"
    )
    event_source = EventSource.objects.all()[0].pk
    sources = "source source-edit source-fetch source-undo source-pause source-resume source-remove"
    staff = Person.objects.get(memberships__role="staff", memberships__municipality__code="834")
    content = "Otsikko;Päivä;Alkaa;Päättyy\nLukupiiri;5.2.2025;17;18\n".encode()
    upload = bring(by=staff, importer=IMPORTER, content=content, name="k.csv")
    link = SendingLink.objects.all()[0]
    change = ItemChange.objects.create(item=item, link=link, sent_at=clock.now(), example=True)
    return {
        **dict.fromkeys(("change", "change-accept", "change-refuse"), change.pk),
        "imports": upload.pk,
        **dict.fromkeys(sources.split(), event_source),
        **dict.fromkeys(("item", "edit", "item-copy"), item.pk),
        **{f"item-{name}": item.pk for name in names.split()},
        "link-close": link.pk,
        "new": "event",
        "tie": 1,
        "kind": "event",
    }
