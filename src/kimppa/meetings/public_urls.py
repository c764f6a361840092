"""Addresses that need no signing in; they are in Finnish."""

from django.urls import URLPattern, path

from kimppa.meetings.minutes import public as minutes

app_name = "meetings-public"
urlpatterns: list[URLPattern] = [
    path("muistio/<secret:token>/", minutes.minutes, name="minutes"),
]
