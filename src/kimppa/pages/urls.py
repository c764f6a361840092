"""Addresses of the pages room."""

from django.urls import URLPattern, path

from kimppa.pages.changes.urls import PATTERNS as CHANGES
from kimppa.pages.confirming.urls import PATTERNS as CONFIRMING
from kimppa.pages.imports.urls import PATTERNS as IMPORTS
from kimppa.pages.linking.urls import PATTERNS as LINKING
from kimppa.pages.views import inventory, writing

urlpatterns: list[URLPattern] = [
    path("", inventory.home, name="home"),
    path("new/", inventory.new, name="new"),
    path("<int:pk>/", writing.page, name="page"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/shown/<str:language>/", writing.shown, name="shown"),
    path("<int:pk>/settings/", inventory.settings, name="settings"),
    path("<int:pk>/remove/", inventory.remove, name="remove"),
    path("<int:pk>/bring-back/", inventory.bring_back, name="bring-back"),
    path("<int:pk>/check/", writing.check, name="check"),
    path("checks/<int:pk>/take-back/", writing.uncheck, name="uncheck"),
    path("texts/<int:pk>/match/", writing.match, name="match"),
    path("versions/<int:pk>/", writing.version, name="version"),
    path("versions/<int:pk>/restore/", writing.restore, name="restore"),
    *CHANGES,
    *CONFIRMING,
    *IMPORTS,
    *LINKING,
]
