"""Addresses of the catalogue room."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from kimppa.catalogue.comparison import views as comparison
from kimppa.catalogue.completeness import views as completeness
from kimppa.catalogue.corrections.views import changes, plan, plans, practices, steps
from kimppa.catalogue.duplicates import views as duplicates
from kimppa.catalogue.sampling import views as sampling
from kimppa.catalogue.sources import views as sources
from kimppa.catalogue.views import dashboard, records, rules, settings, snapshots, work
from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs


def _moved(address: str, name: str) -> URLPattern:
    """Lead an earlier address to the page of this name."""
    view = RedirectView.as_view(pattern_name=f"catalogue:{name}", query_string=True)
    return path(address, needs(Permission.VIEW)(view), name=f"earlier-{name}")


urlpatterns: list[URLPattern] = [
    path("", dashboard.home, name="home"),
    path("trend/", dashboard.trend, name="trend"),
    path("snapshots/", snapshots.snapshots, name="snapshots"),
    path("snapshots/add/", snapshots.add, name="add"),
    path("snapshots/<int:pk>/", snapshots.snapshot, name="snapshot"),
    *snapshots.SNAPSHOT.urls(),
    path("snapshots/<int:pk>/remove/", snapshots.remove, name="remove"),
    path("snapshots/<int:pk>/quarantine/", snapshots.quarantine, name="quarantine"),
    path("snapshots/<int:pk>/quarantine.mrc", snapshots.bytes_of, name="quarantine-file"),
    path("rules/<slug:slug>/", rules.rule, name="rule"),
    path("rules/<slug:slug>/findings/", rules.findings, name="findings"),
    path("rules/<slug:slug>/numbers.txt", rules.numbers, name="numbers"),
    path("rules/<slug:slug>/practice/", rules.practice, name="practice"),
    path("checks/<int:pk>/records/<int:rec>/", records.record, name="record"),
    path("checks/<int:pk>/records/<int:rec>/judge/", records.judge, name="judge"),
    path("verdicts/<int:pk>/take-back/", records.take_back, name="take-back"),
    path("work/", work.lists, name="work"),
    path("work/<str:code>/", work.branch, name="branch"),
    path("work/<str:code>/<slug:slug>/", work.work_list, name="list"),
    path("work/<str:code>/<slug:slug>/print/", work.print_list, name="list-print"),
    path("work/<str:code>/<slug:slug>/numbers.txt", work.numbers, name="list-numbers"),
    path("settings/", settings.settings, name="settings"),
    path("settings/places/", settings.set_places, name="owner-places"),
    path("settings/links/", settings.add_link, name="link"),
    *settings.LINK.urls(),
    *sources.ORIGINS.urls(),
    path("sources/<int:pk>/stop/", sources.stop, name="origin-stop"),
    path("rules/<slug:slug>/sample/", sampling.sample, name="sample"),
    path("rules/<slug:slug>/sample/draw/", sampling.draw, name="sample-draw"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/search/", duplicates.search, name="duplicates-search"),
    path("duplicates/stop/", duplicates.stop, name="duplicates-stop"),
    path("duplicates/pairs/", duplicates.pairs, name="pairs"),
    path("duplicates/pairs.txt", duplicates.pairs_file, name="pairs-file"),
    path("duplicates/pairs/<int:pk>/take-back/", duplicates.take_back, name="pair-take-back"),
    path("checks/<int:pk>/duplicates/<int:group>/", duplicates.duplicate, name="duplicate"),
    path("checks/<int:pk>/duplicates/<int:group>/merge/", duplicates.merge, name="duplicate-merge"),
    path("checks/<int:pk>/duplicates/<int:group>/judge/", duplicates.judge, name="duplicate-judge"),
    path("comparison/", comparison.comparisons, name="comparisons"),
    path("comparison/start/", comparison.compare, name="compare"),
    path("comparison/<int:pk>/", comparison.comparison, name="comparison"),
    path("completeness/", completeness.completeness, name="completeness"),
    path("completeness/measure/", completeness.measure, name="completeness-measure"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.new, name="plan-new"),
    path("plans/<int:pk>/", plan.plan, name="plan"),
    *plan.PLAN.urls(),
    path("plans/<int:pk>/edit/", plans.edit, name="plan-edit"),
    path("plans/<int:pk>/ask/", steps.ask, name="plan-ask"),
    path("plans/<int:pk>/answer/<str:code>/", steps.answer, name="plan-answer"),
    path("plans/<int:pk>/take-back/<str:code>/", steps.take_back, name="plan-take-back"),
    path("plans/<int:pk>/changes/", changes.changes, name="plan-changes"),
    path("plans/<int:pk>/withheld/", changes.withheld, name="plan-withheld"),
    path("plans/<int:pk>/sample/", changes.sample, name="plan-sample"),
    path("plans/<int:pk>/lists/<str:code>/", changes.branch_list, name="plan-list"),
    path("plans/<int:pk>/log.xlsx", changes.log, name="plan-log"),
    path("plans/<int:pk>/files/<slug:kind>/", steps.file, name="plan-file"),
    path("plans/<int:pk>/do/<slug:kind>/", steps.do, name="plan-do"),
    path("practices/", practices.practices, name="practices"),
    path("practices/new/", practices.new, name="practice-new"),
    path("practices/<int:pk>/edit/", practices.edit, name="practice-edit"),
    *practices.PRACTICE.urls(),
    path("codes/", practices.code_tables, name="code-tables"),
    path("codes/bring/", practices.bring, name="codes-bring"),
    path("codes/<int:pk>/", practices.codes, name="codes"),
    *practices.CODES.urls(),
    _moved("fullness/", "completeness"),
    _moved("compare/", "comparisons"),
    _moved("compare/<int:pk>/", "comparison"),
]
