"""The programme room."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job, NavItem


class ProgrammeConfig(AreaConfig):
    """Declares the programme room."""

    name = "kimppa.programme"
    label = "programme"
    area = Area(
        slug="programme",
        title=_("Programme"),
        urls="kimppa.programme.urls",
        api="kimppa.programme.api.router",
        public_urls="kimppa.programme.public_urls",
        cached=("/ohjelma/",),
        nav=(NavItem(_("Action programme"), "programme:home", icon="programme"),),
        topics=("programme",),
        schedule=(
            Job(
                "reminders",
                "0 8 * * *",
                "kimppa.programme.tasks.send_reminders",
                _("Reminders of the programme's steps"),
            ),
        ),
        resolve="kimppa.programme.area.resolve",
        summary="kimppa.programme.area.summary",
        due="kimppa.programme.area.due",
        planned="kimppa.programme.area.planned",
        targets="kimppa.programme.area.targets",
        documents="kimppa.programme.search.DOCUMENTS",
        releases=("kimppa.programme.releases.PROGRAMME",),
        demo="kimppa.programme.demo.load",
        effects="kimppa.programme.effects.effects",
        logged="kimppa.programme.messages.VERBS",
        undo="kimppa.programme.undo.UNDO",
    )
