"""Addresses of the agreement room."""

from django.urls import URLPattern, path

from kimppa.agreement.views import coverage

urlpatterns: list[URLPattern] = [
    path("<int:year>/coverage/", coverage.coverage, name="coverage"),
    path("<int:year>/work/<str:number>/", coverage.work, name="work"),
]
