"""What rooms give one another: offers to an agenda, mentions, and matters handed over."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.functional import Promise
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from kimppa.core.consortium.models import Municipality
    from kimppa.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """What a room would put on an agenda.

    `key` names the matter within its room, at most 60 characters, and stays the same while the
    matter is the same. `weight` counts what speaks for it (customers, votes, months): a matter
    that people left comes back when its weight has doubled. What is `internal` is for directors.
    The first meeting from `due` on deals with it.
    """

    key: str
    title: str
    url: str
    topic: str
    text: str = ""
    weight: int = 1
    municipality: "Municipality | None" = None
    internal: bool = False
    example: bool = False
    due: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """An object that names a service or an old record id; `about` is that slug or id."""

    about: str
    kind: str | Promise
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """What one room gives to another; `origin` (area, object id) is what it is about. What is
    `internal` stays so in the other room.
    """

    title: str
    topic: str
    origin: tuple[str, str]
    text: str = ""
    municipality: "Municipality | None" = None
    due: dt.date | None = None
    internal: bool = False
    example: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a hand-over: the new object and its page."""

    object_id: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives a verb: the button's `label`, and `run(hand_over, by=) -> Receipt | None`."""

    # A template that names a receiver would call it, and show nothing.
    do_not_call_in_templates: ClassVar[bool] = True

    label: str | Promise
    run: str

    def __call__(self, matter: HandOver, *, by: "Actor") -> Receipt | None:
        """Hand it over. Raises PermissionDenied and ValidationError as the receiving room does."""
        receipt: Receipt | None = import_string(self.run)(matter, by=by)
        return receipt
