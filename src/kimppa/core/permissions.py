"""Checks that every action makes before it writes."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission


@dataclass(frozen=True, slots=True)
class System:
    """The worker acting by itself; named in the audit log as such."""

    name: str = "Kimppa"
    pk: None = None

    def can(self, permission: str, municipality: Municipality | None = None) -> bool:
        """The worker only runs actions that a person or a schedule has asked for."""
        return True


SYSTEM = System()
type Actor = Person | System


def require(by: Actor, permission: Permission, municipality: Municipality | None = None) -> None:
    """Raise PermissionDenied, saying in plain words what is missing, unless `by` may."""
    if not by.can(permission, municipality):
        raise PermissionDenied(
            _("Your role does not allow this here. Ask the coordinator if you need it.")
        )


def person_or_none(by: Actor) -> Person | None:
    """The person to store as the maker; None when the worker acted."""
    return by if isinstance(by, Person) else None
