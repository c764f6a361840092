"""The feedback room."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job, NavItem
from kimppa.core.handover import Receiver
from kimppa.core.home import Entry, InBackup


class FeedbackConfig(AreaConfig):
    """Declares the feedback room."""

    name = "kimppa.feedback"
    label = "feedback"
    area = Area(
        slug="feedback",
        title=_("Customer feedback"),
        urls="kimppa.feedback.urls",
        public_urls="kimppa.feedback.public_urls",
        doors=(NavItem(_("Give feedback"), "feedback-public:form"),),
        ask="feedback-public:form",
        api="kimppa.feedback.api.router",
        nav=(
            NavItem(_("Customer feedback"), "feedback:inbox", "do-tasks", icon="voice"),
            NavItem(_("Figures of feedback"), "feedback:figures", icon="pie"),
            NavItem(_("Theme lists of the month"), "feedback:months", "do-tasks", icon="bookmark"),
        ),
        topics=("feedback", "elibrary"),
        begins={"feedback": ("feedback:add",)},
        schedule=(
            Job(
                "feedback-forget",
                "10 4 * * *",
                "kimppa.feedback.actions.retention.forget_due",
                _("Senders of feedback forgotten"),
            ),
            Job(
                "feedback-mail",
                "*/5 * * * *",
                "kimppa.feedback.tasks.read_mailboxes",
                _("Mailboxes of feedback"),
            ),
            Job(
                "feedback-warn",
                "0 7 * * *",
                "kimppa.feedback.actions.reminders.warn_due",
                _("Letters about feedback whose statutory day is near"),
            ),
        ),
        resolve="kimppa.feedback.area.resolve",
        summary="kimppa.feedback.area.summary",
        tells_services=True,
        due="kimppa.feedback.area.due",
        offers="kimppa.feedback.offers.offers",
        mentions="kimppa.feedback.offers.mentions",
        receives={"decided": Receiver(_("Note the decision"), "kimppa.feedback.offers.decided")},
        documents="kimppa.feedback.search.DOCUMENTS",
        releases=("kimppa.feedback.months.releases.THEMES",),
        demo="kimppa.feedback.demo.load",
        logged="kimppa.feedback.audit.VERBS",
        undo="kimppa.feedback.undo.UNDO",
        imports=("kimppa.feedback.rows.actions.IMPORTER",),
        folders=(
            Entry(
                "maildir",
                "customers' letters that a mail server delivers into the instance folder; letters "
                "that have been read stay there",
                InBackup.ALWAYS,
                keeps="until the keeper removes them",
                erased="not touched: remove the files",
                passing=("tmp",),
                mend=_("Make the folder, or correct the mailbox on its page."),
            ),
        ),
        expected="kimppa.feedback.area.expected",
    )

    def ready(self) -> None:
        """Answers go out as part of the customer's own thread of letters, and what is forwarded
        is known again when it is answered."""
        from kimppa.core.mail.actions import HEADERS
        from kimppa.feedback.actions import answers, forwards

        HEADERS[answers.KEY] = answers.headers_of
        HEADERS[forwards.KEY] = forwards.headers_of
