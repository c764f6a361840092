"""The area as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job, NavItem
from kimppa.core.handover import Receiver


class MeetingsConfig(AreaConfig):
    """Declares the area."""

    name = "kimppa.meetings"
    label = "meetings"
    area = Area(
        slug="meetings",
        title=_("Meetings"),
        urls="kimppa.meetings.urls",
        public_urls="kimppa.meetings.public_urls",
        api="kimppa.meetings.api.router",
        nav=(
            NavItem(_("Meetings"), "meetings:home", icon="talk"),
            NavItem(_("Ways of working"), "meetings:ways", "log-work", icon="signpost"),
        ),
        topics=("meetings", "working-methods"),
        begins={"meetings": ("meetings:add",), "working-methods": ("meetings:suggest",)},
        schedule=(
            Job(
                "meetings-ways",
                "20 4 * * *",
                "kimppa.meetings.ways.tasks.tidy",
                _("Surveys closed, questions put on agendas, addresses of suggestions removed"),
            ),
            Job(
                "meetings-reminders",
                "30 7 * * *",
                "kimppa.meetings.reminders.send_reminders",
                _("Reminders of days to tick and minutes to approve"),
            ),
        ),
        resolve="kimppa.meetings.area.resolve",
        summary="kimppa.meetings.area.summary",
        letters="kimppa.meetings.invitations.answers.take_letter",
        due="kimppa.meetings.area.due",
        offers="kimppa.meetings.ways.offers.offers",
        documents="kimppa.meetings.area.DOCUMENTS",
        receives={
            "agenda": Receiver(_("Put on the agenda"), "kimppa.meetings.agenda.actions.receive"),
            "decided": Receiver(
                _("Answer with the decision"), "kimppa.meetings.ways.actions.suggestions.decided"
            ),
        },
        releases=("kimppa.meetings.minutes.releases.MINUTES",),
        undo="kimppa.meetings.undo.UNDO",
        demo="kimppa.meetings.demo.load",
        logged="kimppa.meetings.messages.LOGGED",
    )
