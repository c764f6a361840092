"""Addresses of the room."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from kimppa.publishing import commands, sending
from kimppa.publishing.views import (
    branches,
    finna,
    imports,
    items,
    lists,
    sources,
)

urlpatterns: list[URLPattern] = [
    path("", lists.home, name="home"),
    path("month/", lists.month, name="month"),
    path("balance/", lists.balance, name="balance"),
    path("last-year/", items.last_year, name="last-year"),
    *imports.PAGES.urls("imports/"),
    path("imports/workbook/", imports.workbook, name="imports-workbook"),
    path(
        "bring/",
        RedirectView.as_view(pattern_name="publishing:imports", query_string=True),
        name="bring",
    ),
    *sources.SOURCES.urls(),
    path("sources/<int:pk>/undo/", sources.undo, name="source-undo"),
    path("branches/", branches.branches, name="branches"),
    path("branches/fetch/", branches.fetch, name="fetch-branches"),
    path("branches/<int:pk>/tie/", branches.tie, name="tie"),
    path("finna/", finna.package, name="finna"),
    path("finna/file/", finna.package_file, name="finna-file"),
    path("new/<slug:kind>/", items.new, name="new"),
    *sending.LINKS.urls(),
    *sending.CHANGES.urls(),
    path("<int:pk>/", items.item, name="item"),
    path("<int:pk>/edit/", items.edit, name="edit"),
    *commands.ITEM.urls(),
]
