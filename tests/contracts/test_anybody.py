"""Whoever has no account reads what is public, and nothing else.

Every text of the demo becomes a word that names its table and field, but those of published items.
Items in each state that is not public hold a word as keyword and a picture. Somebody who is not
signed in opens every address, the public ones with whatever stands in the database in the place of
their arguments. Addresses with a secret are for those who got a letter, and asked elsewhere.
"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from conftest import Louna
from kimppa.core import clock
from kimppa.core.area import areas
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.figures.models import Variable
from kimppa.core.files.actions import keep
from kimppa.core.files.models import StoredFile
from kimppa.meetings.models import Meeting
from kimppa.publishing import outside
from kimppa.publishing.models import Item, Keyword
from tests.contracts.stains import STEM, stain_all
from tests.contracts.test_own_rows import text_of
from tests.contracts.test_stained_rows import Opened, met, opened
from tests.journeys.crawl import addresses
from tests.rooms import is_chosen

pytestmark = pytest.mark.django_db

# Beginnings of the words of what anybody may read.
PUBLIC = (
    "corebranch", "coreconsortium", "coremunicipality", "coreservicename", "corevariable",
    # a public programme, as it was approved, and when; what has been told of it
    "coredecisionmeeting", "programmeactionindicator", "programmeactionofficial",
    "programmeactionresponsible", "programmeactionsection", "programmeprogramme",
    "programmestep", "programmeupdatetext",
)  # fmt: skip
TAKES = (None, "door")  # Finna's feedback; it gives nothing
MINUTE = dt.timedelta(minutes=1)


def not_public() -> Iterator[dict[str, object]]:
    """What keeps an item from the public."""
    now, status = clock.now(), Item.Status
    yield from ({"status": state} for state in (status.DRAFT, status.PROPOSED, status.HELD))
    yield {"status": status.PUBLISHED, "publish_at": now + MINUTE}
    yield {"status": status.PUBLISHED, "publish_at": now - 2 * MINUTE, "expires_at": now - MINUTE}
    yield {"status": status.CANCELLED, "published_at": None}


def picture(name: str) -> StoredFile:
    """A file of its own; no program draws it."""
    return keep(f"\x89PNG{name}".encode("latin-1"), name=f"{name}.png", media_type="image/png")


@pytest.fixture
def stained(every_room: Louna) -> Item:
    """A published event with a word and a picture; all that is not public holds words too."""
    events = list(Item.objects.public().filter(kind=Item.Kind.EVENT, end__gt=clock.now()))
    states = list(not_public())
    assert len(events) > len(states), "the demo has too few events"
    for number, (event, state) in enumerate(zip(events, states, strict=False)):
        Item.objects.filter(pk=event.pk).update(image=picture(f"{number}"), **state)
        Keyword.objects.create(item=event, role=Keyword.Role.WORD, slug=f"w{number}", name="Sana")
    shown = events[-1]
    Item.objects.filter(pk=shown.pk).update(image=picture("shown"))
    Keyword.objects.create(item=shown, role=Keyword.Role.WORD, slug="shown", name="Avoin")
    public = Item.objects.told()
    stain_all([public, Keyword.objects.filter(item__in=public)])
    return shown


def values() -> dict[str, list[object]]:
    """What may stand in the place of an address's argument, by its name."""
    items, keywords = list(Item.objects.all()), list(Keyword.objects.all())
    branches = list(Branch.objects.values_list("code", flat=True))
    towns = list(Municipality.objects.values_list("code", flat=True))
    scopes = ["all", *(f"municipality-{code}" for code in towns), f"branch-{branches[0]}"]
    categories = {f"category-{k.slug}" for k in keywords if k.role == Keyword.Role.CATEGORY}
    return {
        "language": ["fi"],
        "contents": ["events", "news"],
        "scope": [*scopes, *sorted(categories)],
        "key": [item.key for item in items],
        "sha256": list(StoredFile.objects.values_list("sha256", flat=True)),
        "code": [*branches, *Variable.objects.values_list("code", flat=True)],
        "year": [2023, 2024, 2025],
        "kind": ["csv", "json", "pdf", "docx"],
        "pk": list(Meeting.objects.values_list("pk", flat=True)),
        "event_id": [item.key for item in items],
        "keyword_id": [f"{keyword.role}-{keyword.slug}" for keyword in keywords],
        "place_id": [outside.place_id(item) for item in items if item.place],
        "organization_id": [*towns, "louna"],
    }


def paths() -> Iterator[str]:
    """Every address without arguments, and the public ones with all that may stand in them."""
    yield from sorted(addresses(get_resolver().url_patterns))
    known = values()
    for room in areas():
        module = import_module(room.public_urls) if room.public_urls else None
        for pattern in module.urlpatterns if module and is_chosen(room.slug) else ():
            names = list(pattern.pattern.regex.groupindex)
            if names and "secret:" not in str(pattern.pattern) and pattern.name not in TAKES:
                space = getattr(module, "app_name", "")
                for arguments in itertools.product(*(known[name] for name in names)):
                    given = dict(zip(names, arguments, strict=True))
                    yield reverse(f"{space}:{pattern.name}".lstrip(":"), kwargs=given)


def everything() -> list[Opened]:
    """All that opens to somebody who is not signed in."""
    client = Client()
    whole = ("/linkedevents/", "?page_size=100")  # its lists come in pages
    asked = (path + whole[1] * path.startswith(whole[0]) for path in paths())
    return [page for path in asked for page in opened(client, path)]


def test_anybody_reads_what_is_public_and_no_more(stained: Item) -> None:
    answers = everything()
    texts = {path: text_of(answer) for path, answer in answers}
    strange = [
        f"{word} at {min(places)}"
        for word, places in met(iter(answers)).items()
        if not word.startswith(PUBLIC)
    ]
    assert not strange, "read by anybody:\n" + "\n".join(strange)
    digests = {hashlib.sha256(answer.getvalue()).hexdigest(): path for path, answer in answers}
    files = StoredFile.objects.filter(sha256__in=digests)
    pictures = Item.objects.public().exclude(image=None).values("image")
    assert [digests[file.sha256] for file in files.exclude(pk__in=pictures)] == []
    if is_chosen("publishing"):
        stained.refresh_from_db()
        assert sum(stained.title_fi in text for text in texts.values()) > len(("page", "feed"))
        assert any("Avoin" in text for path, text in texts.items() if "/keyword/" in path)
        assert files.filter(pk=stained.image_id).exists()
    assert STEM not in texts["/robots.txt"]
