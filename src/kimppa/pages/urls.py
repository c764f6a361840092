"""Addresses of the pages room."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from kimppa.pages import commands, views
from kimppa.pages.changes import views as changes
from kimppa.pages.imports import views as imports
from kimppa.pages.links import views as links

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/shown/<str:language>/", views.customer_view, name="shown"),
    path("<int:pk>/paste/", imports.paste, name="paste"),
    path("versions/<int:pk>/", views.version, name="version"),
    *commands.OWNERS.urls(),
    *commands.PAGE.urls(),
    *commands.TEXT.urls(),
    *commands.VERSION.urls(),
    path("changes/", changes.register, name="changes"),
    path("changes/new/", changes.new, name="change-new"),
    path("changes/meeting/", changes.meeting, name="changes-meeting"),
    path("changes/<int:pk>/", changes.change, name="change"),
    path("changes/<int:pk>/edit/", changes.edit, name="change-edit"),
    *changes.CHANGE.urls(),
    path("proofs/<int:pk>/file/", changes.proof_file, name="proof-file"),
    *changes.PROOF.urls(),
    path("links/", links.links, name="links"),
    path("links/try/", links.try_links, name="links-try"),
    path("files.zip", imports.export, name="export"),
    path("imports/", imports.files, name="imports"),
    path("imports/<int:pk>/", imports.file, name="imports-file"),
    *imports.BRINGING.urls(),
    path("bring/", RedirectView.as_view(pattern_name="pages:imports"), name="bring"),
    path(
        "bring/<int:pk>/", RedirectView.as_view(pattern_name="pages:imports-file"), name="bringing"
    ),
]
