"""Titles and retry rules of background work: of scheduled jobs and of tasks."""

from collections.abc import Iterator

from kimppa.core.area import Job, areas
from kimppa.core.background import Declaration, declaration


def jobs() -> Iterator[tuple[str, Job]]:
    """Every scheduled job with its full name "area.job"."""
    for area in areas():
        for job in area.schedule:
            yield f"{area.slug}.{job.name}", job


def declaration_of(name: str) -> Declaration:
    """Title and retry of a run's name: a scheduled job's, else a task's dotted path."""
    job = dict(jobs()).get(name)
    return Declaration(job.title or name, job.retry) if job else declaration(name)
