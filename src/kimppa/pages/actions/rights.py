"""Who may write a page."""

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.pages.models import Page
from kimppa.pages.queries import may_write


def require_write(by: Actor, page: Page) -> None:
    """Raise PermissionDenied unless `by` keeps the pages or owns this one."""
    if not (isinstance(by, Person) and may_write(by, page)):
        require(by, Permission.MANAGE_PAGES)
