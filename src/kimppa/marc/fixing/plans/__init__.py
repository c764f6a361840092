"""Agreed corrections: a plan as data → every change shown → a corrected file, proved and undone.

`preview` freezes what a plan would do to a file: the bytes of each record before and after, and
each change with the rule that makes it. `apply` puts the frozen bytes in their place in a fresh
export, and only where the record still is what was shown; `undo` does the same the other way.
"""

from kimppa.marc.fixing.plans.applying import Applied, answered, apply, opened_applied, undo
from kimppa.marc.fixing.plans.lines import Edit
from kimppa.marc.fixing.plans.mending import Change, Why
from kimppa.marc.fixing.plans.model import Plan, Which, plan, read_plan
from kimppa.marc.fixing.plans.preview import Previewed, Stopped, opened, preview, sample
from kimppa.marc.fixing.plans.proof import Proof

__all__ = [
    "Applied",
    "Change",
    "Edit",
    "Plan",
    "Previewed",
    "Proof",
    "Stopped",
    "Which",
    "Why",
    "answered",
    "apply",
    "opened",
    "opened_applied",
    "plan",
    "preview",
    "read_plan",
    "sample",
    "undo",
]
