"""Addresses of the catalogue room."""

from django.urls import URLPattern, path

from kimppa.catalogue.comparing.urls import PATTERNS as COMPARING
from kimppa.catalogue.corrections.urls import PATTERNS as CORRECTIONS
from kimppa.catalogue.deciding.urls import PATTERNS as DECIDING
from kimppa.catalogue.fullness.urls import PATTERNS as FULLNESS
from kimppa.catalogue.restoring.views import put_back
from kimppa.catalogue.sources import views as sources
from kimppa.catalogue.twins.urls import PATTERNS as TWINS
from kimppa.catalogue.views import (
    dashboard,
    records,
    rules,
    setting,
    snapshots,
    work,
)

urlpatterns: list[URLPattern] = [
    path("", dashboard.home, name="home"),
    path("trend/", dashboard.trend, name="trend"),
    path("snapshots/", snapshots.history, name="snapshots"),
    path("snapshots/add/", snapshots.add, name="add"),
    path("snapshots/<int:pk>/", snapshots.snapshot, name="snapshot"),
    path("snapshots/<int:pk>/again/", snapshots.again, name="again"),
    path("snapshots/<int:pk>/stop/", snapshots.stop, name="stop"),
    path("snapshots/<int:pk>/go-on/", snapshots.go_on, name="go-on"),
    path("snapshots/<int:pk>/whole/", snapshots.whole, name="whole"),
    path("snapshots/<int:pk>/perhaps-part/", snapshots.perhaps_part, name="perhaps-part"),
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
    path("settings/", setting.settings, name="settings"),
    path("settings/places/", setting.set_places, name="owner-places"),
    path("settings/links/", setting.add_link, name="link"),
    path("settings/links/<int:pk>/remove/", setting.remove_link, name="unlink"),
    path("removed/<int:pk>/put-back/", put_back, name="put-back"),
    *sources.ORIGINS.urls(),
    path("sources/<int:pk>/stop/", sources.stop, name="origin-stop"),
    *DECIDING,
    *TWINS,
    *COMPARING,
    *FULLNESS,
    *CORRECTIONS,
]
