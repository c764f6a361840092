"""The old names of tasks that stand in `imports.tasks`; nothing else refers to them."""

from kimppa.statistics.imports.tasks import read_lists as read_lists
