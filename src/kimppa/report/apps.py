"""The report room."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job, NavItem


class ReportConfig(AreaConfig):
    """Declares the report room."""

    name = "kimppa.report"
    label = "report"
    area = Area(
        slug="report",
        title=_("Report"),
        urls="kimppa.report.urls",
        api="kimppa.report.api.router",
        nav=(NavItem(_("Report"), "report:home", "comment", icon="report"),),
        topics=("report",),
        schedule=(
            Job(
                "draft",
                "15 3 * * *",
                "kimppa.report.tasks.draft_anew",
                _("Draft reports brought up to date"),
            ),
        ),
        resolve="kimppa.report.area.resolve",
        summary="kimppa.report.area.summary",
        due="kimppa.report.area.due",
        waits="kimppa.report.area.waits",
        documents="kimppa.report.search.DOCUMENTS",
        demo="kimppa.report.demo.load",
        releases=("kimppa.report.releases.REPORT",),
        logged="kimppa.report.messages.VERBS",
        undo="kimppa.report.undo.UNDO",
    )
