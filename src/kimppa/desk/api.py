"""The API of what all rooms share: an `api.py` beside the pages of each group, all of them thin."""

from ninja import Router

from kimppa.desk.consortium import api as consortium
from kimppa.desk.decisions import api as decisions
from kimppa.desk.deliveries import api as deliveries
from kimppa.desk.figures import api as figures
from kimppa.desk.tasks import api as tasks
from kimppa.desk.waiting import api as ratifications
from kimppa.desk.work import api as work
from kimppa.desk.yearclock import api as yearclock
from kimppa.ui import api

router = Router(auth=api.Needs())
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
