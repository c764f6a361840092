"""The API of what all rooms share: one module per idea, thin over queries and actions."""

from ninja import Router

from kimppa.desk.api import (
    consortium,
    decisions,
    deliveries,
    figures,
    ratifications,
    tasks,
    yearclock,
)
from kimppa.desk.work import api as work
from kimppa.ui.api import Needs

router = Router(auth=Needs())
for _part in (
    consortium,
    work,
    tasks,
    figures,
    decisions,
    ratifications,
    deliveries,
    yearclock,
):
    router.add_router("", _part.router)
