"""Which branch or municipality a file speaks of, whatever it calls it."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimppa.core.consortium.finland import listed_as
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.imports.libraries import finnish_libraries, library_forms, library_of
from kimppa.core.imports.meanings import meanings
from kimppa.core.imports.names import Certainty, KnownNames, Match, plain_name
from kimppa.core.register.queries import every_municipality

BRANCH, MUNICIPALITY = KINDS = "branch", "municipality"
COMMON = "common"
"""The target of a name that stands for all of ours together."""
type Place = Branch | Municipality


class Places:
    """Municipalities and branches by name, code and ISIL, and by the names that people have
    settled: two queries for any number of names, three after a write.

    A target is "branch:main" or "municipality:609".
    """

    @cached_property
    def branches(self) -> Mapping[str, Branch]:
        """By target."""
        branches = Branch.objects.select_related("municipality")
        return {f"{BRANCH}:{branch.code}": branch for branch in branches}

    @cached_property
    def municipalities(self) -> Mapping[str, Municipality]:
        """By target, of those that have left too."""
        return {f"{MUNICIPALITY}:{town.code}": town for town in every_municipality()}

    @cached_property
    def _remembered(self) -> Mapping[str, str]:
        return meanings("place")

    @cached_property
    def _known_names(self) -> dict[tuple[str, ...], KnownNames]:
        return {}

    @cached_property
    def _library_forms(self) -> Mapping[str, str]:
        return library_forms(
            {target: list(town.names) for target, town in self.municipalities.items()}
        )

    def names(self, *kinds: str) -> dict[str, list[str]]:
        """Every name of each branch and municipality by its target."""
        of_kind: Mapping[str, Mapping[str, Place]] = {
            BRANCH: self.branches,
            MUNICIPALITY: self.municipalities,
        }
        pairs = [pair for kind in kinds or KINDS for pair in of_kind[kind].items()]
        return {target: list(names_of(place)) for target, place in pairs}

    def match(self, name: str, *kinds: str) -> Match:
        """What a name means among the kinds, the first of which goes before the others."""
        kinds = kinds or KINDS
        if kinds not in self._known_names:
            self._known_names[kinds] = KnownNames(self.names(*kinds))
        remembered = {
            key: target for key, target in self._remembered.items() if target.startswith(kinds)
        }
        return self._known_names[kinds].match(name, remembered)

    def owner(self, name: str) -> Match:
        """Whose a municipality or a library of a file is, also as "Porin kaupunginkirjasto".

        Settled with a target it is ours, or that of all of ours (`COMMON`), settled without one
        another's: somebody has said so, or it is one of Finland's other municipalities. Else
        nobody knows.
        """
        key = plain_name(name)
        target = self._remembered.get(key)
        if target in ("", COMMON) or (target and self.municipality_at(target)):
            return Match(target, Certainty.REMEMBERED)
        match = self.match(name)
        if match.settled:
            return match
        if target := library_of(name, self._library_forms):
            return Match(target, Certainty.KNOWN)
        libraries = finnish_libraries()
        is_of_others = key in libraries or library_of(name, libraries)
        return Match("", Certainty.KNOWN) if is_of_others else match

    def branch(self, name: str) -> Branch | None:
        """The branch of a name; None for an empty one. Raises ValidationError."""
        target = self._target(name, _("There is no such library: %(name)s"), BRANCH)
        return self.branches[target] if target else None

    def municipality(self, name: str) -> Municipality | None:
        """The municipality of a name; None for an empty one. Raises ValidationError."""
        target = self._target(name, _("There is no such municipality: %(name)s"), MUNICIPALITY)
        return self.municipalities[target] if target else None

    def municipality_of(self, name: str) -> Municipality | None:
        """The municipality of its own name or of a branch's; None for an empty one.

        Raises ValidationError.
        """
        text = _("There is no such municipality or library: %(name)s")
        return self.municipality_at(self._target(name, text, MUNICIPALITY, BRANCH))

    def municipality_at(self, target: str) -> Municipality | None:
        """The municipality of a target: itself, or that of the branch."""
        if branch := self.branches.get(target):
            return branch.municipality
        return self.municipalities.get(target)

    def _target(self, name: str, text: str, *kinds: str) -> str:
        """The target of a name, empty for an empty one; raises ValidationError with `text`."""
        if not name:
            return ""
        match = self.match(name, *kinds)
        if match.settled:
            return match.target
        message = text % {"name": name}
        if match.target:
            near_name = {**self.branches, **self.municipalities}[match.target].name
            message += ". " + _("Did you mean “%(name)s”?") % {"name": near_name}
        raise ValidationError(message)


def names_of(place: Place) -> Iterator[str]:
    """All that a place is called, a municipality also as "Porin kaupunki"."""
    names = (place.code, *place.names, getattr(place, "isil", ""))
    listed_municipality = listed_as(*place.names) if isinstance(place, Municipality) else None
    titles = (
        (listed_municipality.fi, listed_municipality.sv, *listed_municipality.titles)
        if listed_municipality
        else ()
    )
    return (name for name in (*names, *titles) if name)
