"""The API of what all rooms share: one module per idea, thin over queries and actions."""

from ninja import Router

from kimppa.desk.api import decisions, figures, ratifications, tasks, yearclock
from kimppa.desk.consortium import api as consortium
from kimppa.desk.deliveries import api as deliveries
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
