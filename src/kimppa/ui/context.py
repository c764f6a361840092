"""What the frame of every page needs."""

from typing import Any

from django.http import HttpRequest

from kimppa.core import clock


def shell(request: HttpRequest) -> dict[str, Any]:
    """The consortium's day and whether it is set by hand."""
    return {"today": clock.today(), "day_is_set": clock.is_set()}
