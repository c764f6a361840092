"""Roles and what each may do. Plain data: the whole table is read in one look."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """Who somebody is in the consortium."""

    COORDINATOR = "coordinator"
    DIRECTOR = "director"
    STAFF = "staff"
    READER = "reader"


class Permission(StrEnum):
    """What can be allowed. Own = the municipality of the membership."""

    VIEW = "view"
    LOG_WORK = "log-work"
    DO_TASKS = "do-tasks"
    COMMENT = "comment"
    RATIFY = "ratify"
    PASS_ON = "pass-on"
    EDIT_AGREEMENT = "edit-agreement"
    EDIT_PROGRAMME = "edit-programme"
    EDIT_REPORT = "edit-report"
    DELIVER = "deliver"
    DECIDE = "decide"
    MANAGE_CONSORTIUM = "manage-consortium"
    MANAGE_PEOPLE = "manage-people"
    VIEW_AUDIT = "view-audit"
    MANAGE_JOBS = "manage-jobs"
    MANAGE_CATALOGUE = "manage-catalogue"
    MANAGE_PAGES = "manage-pages"
    PROPOSE = "propose"  # events and news of the own municipality
    PUBLISH = "publish"
    PUBLISH_OWN = "publish-own"  # of the own municipality, where a director has been given it


ROLE_LABELS: dict[str, str | Promise] = {
    Role.COORDINATOR: _("Coordinator"),
    Role.DIRECTOR: _("Library director"),
    Role.STAFF: _("Staff"),
    Role.READER: _("Reader"),
}

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(Permission) - {Permission.PASS_ON},
    Role.DIRECTOR: frozenset(
        {
            Permission.VIEW,
            Permission.LOG_WORK,
            Permission.DO_TASKS,
            Permission.COMMENT,
            Permission.RATIFY,
            Permission.PASS_ON,
            Permission.PROPOSE,
            Permission.MANAGE_PEOPLE,  # staff and readers of the own municipality only
        }
    ),
    Role.STAFF: frozenset(
        {Permission.VIEW, Permission.LOG_WORK, Permission.DO_TASKS, Permission.PROPOSE}
    ),
    Role.READER: frozenset({Permission.VIEW}),
}
