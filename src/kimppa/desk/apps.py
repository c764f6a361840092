"""The desk: pages of what all rooms share."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job
from kimppa.core.handover import Receiver


class DeskConfig(AreaConfig):
    """Home, year clock, people, decisions, deliveries, tasks, search, audit, sign-in."""

    name = "kimppa.desk"
    label = "desk"
    area = Area(
        slug="desk",
        title=_("Desk"),
        urls="kimppa.desk.urls",
        api="kimppa.desk.api.router",
        resolve="kimppa.desk.search.sources.resolve",
        due="kimppa.desk.yearclock.dues.due",
        waits="kimppa.desk.tasks.waits.waits",
        mentions="kimppa.desk.consortium.mentions.mentions",
        offers="kimppa.desk.tasks.offers.offers",
        receives={"task": Receiver(_("Make a task"), "kimppa.desk.tasks.handover.make_task")},
        documents="kimppa.desk.search.sources.DOCUMENTS",
        effects="kimppa.desk.figures.effects.effects",
        logged="kimppa.desk.audit.words.VERBS",
        undo="kimppa.desk.undo.UNDO",
        schedule=(
            Job(
                "reminders",
                "0 8 * * 1",
                "kimppa.desk.tasks.digest.send_weekly",
                _("Weekly letters of what is to be done"),
            ),
            Job(
                "reminders-daily",
                "5 8 * * 1-5",
                "kimppa.desk.tasks.digest.send_daily",
                _("Letters of what is to be done for those who want them each working day"),
            ),
            Job(
                "answers",
                "40 7 * * *",
                "kimppa.desk.waiting.reminders.send_reminders",
                _("Reminders of answers that municipalities owe"),
            ),
            Job(
                "retention",
                "40 3 * * *",
                "kimppa.core.privacy.retention.prune",
                _("Old letters emptied, old tries and calendar addresses removed"),
            ),
            Job(
                "prune-runs",
                "40 2 * * *",
                "kimppa.jobs.prune.prune",
                _("Old rows of the run log removed"),
            ),
            Job(
                "stored-files",
                "50 2 * * *",
                "kimppa.core.files.sweeping.sweep",
                _("Stored files that no row names removed"),
            ),
            Job("search", "20 * * * *", "kimppa.core.search.actions.catch_up", _("Search index")),
            Job(
                "grants",
                "5 0 * * *",
                "kimppa.core.grants.actions.narrow_all_grants",
                _("Tokens and calendar addresses of ended roles closed"),
            ),
            Job(
                "sign-in-log",
                "20 3 * * *",
                "kimppa.core.signin.log.prune",
                _("Pruning of the sign-in log"),
            ),
        ),
        public_urls="kimppa.desk.public_urls",
        cached=("/tarkista/",),
        imports=("kimppa.desk.consortium.imports.IMPORTER",),
    )

    def ready(self) -> None:
        """Let every session have a beginning."""
        from django.contrib.auth.signals import user_logged_in

        from kimppa.desk.signin.entering import session_begun

        user_logged_in.connect(session_begun, dispatch_uid="kimppa.desk.session_begun")
