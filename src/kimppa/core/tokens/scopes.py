"""Scopes: what a token may be used for. They narrow its owner's rights, never widen them."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.roles import ROLE_PERMISSIONS, Permission


class Scope(StrEnum):
    """One kind of use."""

    READ = "read"
    WORK = "work:write"
    TASKS = "tasks:write"
    FIGURES = "figures:write"
    PROGRAMME = "programme:write"


LABELS: dict[str, str | Promise] = {
    Scope.READ: _("Read what I see"),
    Scope.WORK: _("Record work done"),
    Scope.TASKS: _("Make and close tasks"),
    Scope.FIGURES: _("Record figures"),
    Scope.PROGRAMME: _("Follow up the action programme"),
}

# Without the permission the scope would open nothing, so it is not offered.
NEEDS: dict[str, Permission] = {
    Scope.READ: Permission.VIEW,
    Scope.WORK: Permission.LOG_WORK,
    Scope.TASKS: Permission.DO_TASKS,
    Scope.FIGURES: Permission.MANAGE_CONSORTIUM,
    Scope.PROGRAMME: Permission.LOG_WORK,
}


class _Someone(Protocol):
    def can(self, permission: str) -> bool: ...


def offered_scopes(person: _Someone) -> list[Scope]:
    """The scopes that are of use to a person."""
    return [scope for scope in Scope if person.can(NEEDS[scope])]


def useful_scopes(scopes: Iterable[str], roles: Iterable[str]) -> list[str]:
    """Of the scopes those that are of use in one of the roles."""
    allowed_permissions = frozenset[Permission]().union(*(ROLE_PERMISSIONS[role] for role in roles))
    return [scope for scope in scopes if NEEDS[scope] in allowed_permissions]
