"""An effect and the note that it was made, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from kimppa.core import clock
from kimppa.jobs.models import Effect


@contextmanager
def once(key: str) -> Iterator[bool]:
    """A transaction that tells whether the effect of that key is still to be made.

        with once(f"welcome-{person.pk}") as is_first:
            if is_first:
                queue_mail(…)

    What the block writes and the key are stored together or not at all, so that a task killed at
    any point and run again makes the effect exactly once. Two at the same time: one waits for
    the other. It holds for what is in the database: mail goes through `queue_mail`, and another
    system is given the key to recognise a repeated request by.
    """
    with transaction.atomic():
        _effect, is_first = Effect.objects.get_or_create(key=key, defaults={"at": clock.now()})
        yield is_first
