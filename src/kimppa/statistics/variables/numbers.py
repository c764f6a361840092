"""A number as plain text."""

from decimal import Decimal


def plain(value: Decimal | None) -> str | None:
    """A number as text without spare zeros."""
    return None if value is None else f"{value.normalize():f}" if value else "0"
