"""Declaring work that is done in the background; the room `jobs` does it.

    @task(title=_("Send a webhook"), retry=Retry(attempts=8, first=30, ceiling=3600))
    def send(delivery_id: int) -> None: ...

    send.enqueue(delivery.pk)  # part of the caller's transaction

A task is a module's function; its arguments are ids (JSON). It may be run again after it was
killed half-way, so what it does must bear that: see docs/developer/jobs.md.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import tasks
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from kimppa.core.retry import Retry

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a task is called on the page of runs, how it is tried again, and by its arguments the
    address of what came of it."""

    title: Text
    retry: Retry
    outcome: Callable[..., str] | None = None


_declarations: dict[str, Declaration] = {}


def task[**P, R](
    *,
    title: Text,
    retry: Retry | None = None,
    priority: int = 0,
    outcome: Callable[..., str] | None = None,
) -> Callable[[Callable[P, R]], "tasks.Task[P, R]"]:
    """Make a function a task with a plain title; without `retry`, three attempts in six minutes.

    A higher `priority` (-100 … 100) is taken from the queue first.
    """

    def decorate(function: Callable[P, R]) -> "tasks.Task[P, R]":
        background_task = tasks.task(priority=priority)(function)
        _declarations[background_task.module_path] = Declaration(title, retry or Retry(), outcome)
        return background_task

    return decorate


def declaration(path: str) -> Declaration:
    """What is declared of the task of that dotted path; its name when no program knows it."""
    if path not in _declarations:
        try:
            import_string(path)
        except ImportError:
            return Declaration(path, Retry())
    return _declarations.get(path) or Declaration(path, Retry())
