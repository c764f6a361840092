"""Where sessions are kept: Django's table, without which people can still read."""

import logging
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError

from kimppa.core.fulldisk import disk_error

logger = logging.getLogger(__name__)


class SessionStore(db.SessionStore):
    """A session that is there already goes on when nothing can be written; a new one cannot begin.

    Signing in begins a new one, so it is refused.
    """

    def save(self, must_create: bool = False) -> Any:
        """Keep what has changed, or leave it out where the disk takes no writes."""
        try:
            return super().save(must_create)
        except (UpdateError, OperationalError) as error:
            if must_create or not disk_error(error):
                raise
            logger.warning("nothing can be written: what a session holds was left out")
