"""What is about to be frozen, and what a room says of a kind of release."""

import datetime as dt
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from kimppa.core.area import areas
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.queries import receivers
from kimppa.core.permissions import Actor
from kimppa.core.releases.facts import Change, Stamp, canonical, checksum, difference
from kimppa.core.releases.messages import shortfall
from kimppa.core.releases.models import Release


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file to freeze: name with its ending, media type, bytes. Of what is for directors, a
    `public` one may be passed on.
    """

    name: str
    media_type: str
    data: bytes
    public: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a release is: kind, year, topic and title; for one municipality or for all.

    A delivery of it is evidence for the topic (and service) in that year. `period` is the span
    that it tells of (`core.duties.spans`), empty when it is of none. `titles` are its title in
    every language: versions follow one another whatever language the first was written in.
    """

    kind: str
    year: int
    topic: str
    title: str
    municipality: Municipality | None = None
    service: Service | None = None
    period: str = ""
    titles: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        """What a version of it may be called."""
        return {self.title, *self.titles}

    def identity(self) -> dict[str, Any]:
        """The fields of a release that are the same in every version of it."""
        return {
            "kind": self.kind,
            "agreement_year": self.year,
            "service": self.service,
            "municipality": self.municipality,
            "title": self.title,
        }


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The facts of a release as they stand now, beside its last version.

    `incomplete`: how much of them is whole, "61/84"; empty when all is.
    """

    subject: Subject
    facts: Mapping[str, Any]
    last: Release | None = None
    example: bool = False
    source: str = ""
    incomplete: str = ""

    @property
    def municipality(self) -> Municipality | None:
        """Whose own variant it is; None for what is common to all."""
        return self.subject.municipality

    @property
    def identity(self) -> dict[str, Any]:
        """The fields that are the same in every version: a later one keeps the first's title."""
        identity = self.subject.identity()
        return identity | {"title": self.last.title} if self.last else identity

    @property
    def code(self) -> str:
        """The municipality's code, empty for what is common to all."""
        return self.subject.municipality.code if self.subject.municipality else ""

    @cached_property
    def text(self) -> str:
        """The facts as canonical JSON."""
        return canonical(self.facts)

    @cached_property
    def sha256(self) -> str:
        """The checksum of that text."""
        return checksum(self.text)

    @property
    def shortfall(self) -> str:
        """How much of it is whole, in the reader's words."""
        return shortfall(self.incomplete)

    @property
    def version(self) -> int:
        """The version it would become."""
        return self.last.version + 1 if self.last else 1

    @property
    def changed(self) -> bool:
        """Whether it differs from the last version, or there is none."""
        return self.last is None or self.last.facts_sha256 != self.sha256

    @property
    def settled(self) -> bool:
        """Whether the last version stands and is final."""
        return not self.changed and self.last is not None and not self.last.provisional

    @property
    def changes(self) -> list[Change]:
        """The differences from the last version."""
        return difference(json.loads(self.last.facts), json.loads(self.text)) if self.last else []

    def differs(self, *, provisional: bool) -> bool:
        """Whether freezing it would make another version than the last."""
        return self.changed or (self.last is not None and self.last.provisional != provisional)

    def stamp(self, day: dt.date, *, reason: str = "", provisional: bool = False) -> Stamp:
        """What the files of the version to come say of themselves."""
        reason = reason.strip() if self.last else ""
        return Stamp(day, self.version, reason, provisional=provisional, sha256=self.sha256)


def fingerprint(drafts: Iterable[Draft]) -> str:
    """One checksum for all that a person looks at before freezing."""
    return checksum("\n".join(f"{draft.code} {draft.sha256}" for draft in drafts))


class ReleaseKind[S, D: Draft](ABC):
    """What a room says of a kind of release. `S` is the document: a report, a month.

    A room writes the facts, the files, to whom it concerns and what a delivery is evidence for
    (the subject); freezing, delivering and the pages are the same for all.
    """

    kind: ClassVar[str]
    title: ClassVar[str | Promise] = ""  # what people call it, unless `kinds.KINDS` says
    may_be_provisional = True
    common = False  # one version for every municipality, instead of a variant for each
    # Whether staff and readers of a municipality do not see it, and its public files are passed on.
    for_directors = False
    reaches_some = False  # whether it goes out although a municipality has nobody to get it

    @abstractmethod
    def subject(self, document: S, municipality: Municipality | None = None) -> Subject:
        """What the release is; its title never changes, so that versions follow one another."""

    @abstractmethod
    def municipalities(self, document: S) -> list[Municipality]:
        """Whom it concerns, in their order: where each has it, it is delivered."""

    @abstractmethod
    def drafts(self, document: S, municipalities: Sequence[Municipality] | None = None) -> list[D]:
        """The drafts of some municipalities (all unless given), or the one common to all."""

    @abstractmethod
    def files(self, draft: D, stamp: Stamp) -> Sequence[RenderedFile]:
        """The files of a draft; a stamp without version marks them as drafts."""

    def refresh(self, document: S, *, by: Actor) -> bool:
        """Bring the facts up to date before they are frozen, and tell whether any were old; by
        default none are."""
        return False

    def check(self, document: S, drafts: Sequence[D], *, provisional: bool) -> None:
        """Raise ValidationError for what must not be frozen yet; by default anything may."""
        return

    def recipients(
        self, municipalities: Sequence[Municipality]
    ) -> list[tuple[Municipality, Person]]:
        """The people who get it: the directors, unless a room says otherwise."""
        return receivers(municipalities)

    def delivered(self, document: S, *, by: Actor) -> None:
        """Note in the room that versions have been delivered; most need no note."""
        return

    @abstractmethod
    def page(self, release: Release) -> str:
        """The address of the page on which a version's deliveries are followed."""

    @abstractmethod
    def samples(self) -> Iterator[S]:
        """Things of this kind that could be released now, for tests that ask every kind."""


def release_kinds() -> list[ReleaseKind[Any, Any]]:
    """Every kind of release that a room makes, in the order of the rooms."""
    return [import_string(path) for area in areas() for path in area.releases]
