"""Agreed corrections: a plan as data → every change shown → a corrected file, proved and undone.

`preview` freezes what a plan would do to a file: the bytes of each record before and after, and
each change with the rule that makes it. `apply` puts the frozen bytes in their place in a fresh
export, and only where the record still is what was shown; `undo` does the same the other way.
"""

from kimppa.marc.fixing.plans.applying import Applied as Applied
from kimppa.marc.fixing.plans.applying import answered as answered
from kimppa.marc.fixing.plans.applying import apply as apply
from kimppa.marc.fixing.plans.applying import opened_applied as opened_applied
from kimppa.marc.fixing.plans.applying import undo as undo
from kimppa.marc.fixing.plans.lines import Edit as Edit
from kimppa.marc.fixing.plans.mending import Change as Change
from kimppa.marc.fixing.plans.mending import Why as Why
from kimppa.marc.fixing.plans.model import Plan as Plan
from kimppa.marc.fixing.plans.model import Which as Which
from kimppa.marc.fixing.plans.model import plan as plan
from kimppa.marc.fixing.plans.model import read_plan as read_plan
from kimppa.marc.fixing.plans.preview import Previewed as Previewed
from kimppa.marc.fixing.plans.preview import Stopped as Stopped
from kimppa.marc.fixing.plans.preview import opened as opened
from kimppa.marc.fixing.plans.preview import preview as preview
from kimppa.marc.fixing.plans.preview import sample as sample
