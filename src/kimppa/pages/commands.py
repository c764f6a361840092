"""What may be done with a page, its texts and their versions."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.pages import actions
from kimppa.pages.confirmations.actions import ask_confirmation, withdraw_confirmation
from kimppa.pages.confirmations.queries import confirmation_of
from kimppa.pages.forms import AskForm, SettingsForm
from kimppa.pages.models import Page, Text, Version
from kimppa.pages.queries import every_page, may_write
from kimppa.ui import pages as ui


def find_page(_request: HttpRequest, pk: int) -> Page:
    """A page, removed or not; 404 when there is none."""
    return get_object_or_404(every_page(), pk=pk)


def find_writable_page(request: HttpRequest, pk: int) -> Page:
    """A page that the person may write; 403 for others, and for one that is not kept up."""
    page = find_page(request, pk)
    if page.removed_at is not None:
        raise PermissionDenied(_("The page is no longer kept up; bring it back first."))
    if not may_write(ui.person_of(request), page):
        raise PermissionDenied(_("Only the page's owner and the coordinator may write it."))
    return page


def _writable_text(request: HttpRequest, pk: int) -> Text:
    text = get_object_or_404(Text.objects.select_related("page"), pk=pk)
    find_writable_page(request, text.page_id)
    return text


def _writable_version(request: HttpRequest, pk: int) -> Version:
    version = get_object_or_404(Version.objects.select_related("text__page"), pk=pk)
    find_writable_page(request, version.text.page_id)
    return version


def can_write(page: Page, person: Person) -> bool:
    """Whether the person may write the page as it stands."""
    return page.removed_at is None and may_write(person, page)


def _available_commands(page: Page, person: Person) -> set[str]:
    commands = {"settings", "paste", "bring-back" if page.removed_at else "remove"}
    if page.level and not page.removed_at:
        confirmation = confirmation_of(page, person)
        commands |= {"ask"} if confirmation.may_ask else set()
        commands |= {"withdraw"} if confirmation.may_withdraw else set()
    return commands


OWNERS = ui.Commands(
    name="pages:page",
    at="<int:pk>/",
    argument="page",
    find=find_writable_page,
    permission=Permission.LOG_WORK,
    available=lambda page, person: {"edit", "check"} if can_write(page, person) else set(),
    commands=[
        ui.Command(
            "edit", gettext_lazy("Write the page"), icon="edit", primary=True, to="pages:edit"
        ),
        ui.Command(
            "check",
            gettext_lazy("Looked through: all is right today"),
            actions.check_page,
            icon="done",
            many=gettext_lazy("Looked through: all is right today"),
            many_message=gettext_lazy("Pages looked through"),
        ),
    ],
)
"""What the page's owner may do with it."""

PAGE = ui.Commands(
    name="pages:page",
    at="<int:pk>/",
    argument="page",
    find=find_page,
    permission=Permission.MANAGE_PAGES,
    available=_available_commands,
    commands=[
        ui.Command(
            "settings",
            gettext_lazy("Owner and languages"),
            actions.change_page,
            form=SettingsForm,
            arguments=lambda page, _person: {
                "instance": page,
                "initial": {"languages": page.language_codes[1:]},
            },
            title=lambda page: _("%(page)s: owner and languages") % {"page": page},
            lead=gettext_lazy(
                "Who looks after the page, in which languages it should be, and how often it is "
                "looked at."
            ),
            to="pages:settings",
        ),
        ui.Command("paste", gettext_lazy("Paste a text"), to="pages:paste"),
        ui.Command(
            "remove",
            gettext_lazy("Remove from the inventory"),
            actions.remove_page,
            icon="remove",
            back="pages:home",
        ),
        ui.Command("bring-back", gettext_lazy("Bring back"), actions.bring_back, icon="undo"),
        ui.Command(
            "ask",
            gettext_lazy("Ask every municipality"),
            ask_confirmation,
            form=AskForm,
            message=gettext_lazy("Every municipality has been asked."),
        ),
        ui.Command(
            "withdraw",
            gettext_lazy("Take the question back"),
            withdraw_confirmation,
            icon="undo",
            message=gettext_lazy("The question was taken back; the answers stay readable."),
        ),
    ],
)

TEXT = ui.Commands(
    name="pages:text",
    at="texts/<int:pk>/",
    argument="text",
    find=_writable_text,
    permission=Permission.LOG_WORK,
    available=lambda _text, _person: (),
    commands=[
        ui.Command("check", gettext_lazy("Right today"), actions.check_text),
        ui.Command("match", gettext_lazy("It corresponds to the Finnish text"), actions.match_text),
    ],
    shown_at=lambda text: text.page.get_absolute_url(),
)

VERSION = ui.Commands(
    name="pages:version",
    at="versions/<int:pk>/",
    argument="version",
    find=_writable_version,
    permission=Permission.LOG_WORK,
    available=lambda version, person: (
        {"restore"}
        if version.number != version.text.number and can_write(version.text.page, person)
        else set()
    ),
    commands=[
        ui.Command(
            "restore", gettext_lazy("Restore this version"), actions.restore_version, icon="undo"
        ),
    ],
    shown_at=lambda version: version.text.page.get_absolute_url(),
)
