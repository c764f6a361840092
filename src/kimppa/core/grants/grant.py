"""A role as it was when a token or address was made under it. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any, Self

from kimppa.core.consortium.roles import Role

_RANK = {str(role): rank for rank, role in enumerate(Role)}  # the strongest first


@dataclass(frozen=True, slots=True)
class Grant:
    """A membership's row, role and municipality; None = every municipality."""

    membership: int
    role: str
    municipality: int | None

    def within(self, other: Self) -> Self | None:
        """What both allow: the weaker role in the municipality of both; None when nothing is.

        Only one row of memberships is compared with itself: a role that is given again later is
        another row.
        """
        municipalities = {self.municipality, other.municipality} - {None}
        if self.membership != other.membership or len(municipalities) > 1:
            return None
        role = max(self.role, other.role, key=lambda name: _RANK[name])
        return type(self)(self.membership, role, next(iter(municipalities), None))


def in_place(grant: Grant, municipality: int) -> Grant:
    """The grant for one municipality only. There is no smaller coordinator: staff act there."""
    role = Role.STAFF if grant.role == Role.COORDINATOR else grant.role
    return Grant(grant.membership, str(role), municipality)


def common_grants(grants: Iterable[Grant], current_grants: Collection[Grant]) -> list[Grant]:
    """The grants that the current ones still allow, in the grants' order."""
    pairs = (grant.within(holding) for grant in grants for holding in current_grants)
    return [common_grant for common_grant in pairs if common_grant is not None]


def to_json(grants: Iterable[Grant]) -> list[dict[str, Any]]:
    """As models store them."""
    return [asdict(grant) for grant in grants]


def from_json(objects: Iterable[dict[str, Any]]) -> list[Grant]:
    """As stored by `to_json`."""
    return [Grant(**fields) for fields in objects]
