"""The agreement room."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job, NavItem


class AgreementConfig(AreaConfig):
    """Declares the agreement room."""

    name = "kimppa.agreement"
    label = "agreement"
    area = Area(
        slug="agreement",
        title=_("Agreement"),
        urls="kimppa.agreement.urls",
        api="kimppa.agreement.api.router",
        nav=(
            NavItem(_("Agreement"), "agreement:list", icon="agreement"),
            NavItem(_("Coverage matrix"), "agreement:matrix", icon="grid"),
        ),
        resolve="kimppa.agreement.area.resolve",
        due="kimppa.agreement.area.due",
        documents="kimppa.agreement.search.DOCUMENTS",
        mentions="kimppa.agreement.area.mentions",
        demo="kimppa.agreement.demo.load",
        schedule=(
            Job(
                "papers",
                "30 3 * * *",
                "kimppa.agreement.actions.papers.prune_papers",
                _("Agreement papers that nobody saved removed"),
            ),
        ),
        effects="kimppa.agreement.effects.effects",
        effects_of=("agreement", "desk"),
        logged="kimppa.agreement.messages.VERBS",
        undo="kimppa.agreement.undo.UNDO",
    )
