"""Addresses that need no signing in; they are in Finnish and stay, since they live in letters."""

from django.urls import URLPattern, path

from kimppa.meetings.dates import public as dates
from kimppa.meetings.invitations import public as invitations
from kimppa.meetings.minutes import public as minutes

app_name = "meetings-public"
urlpatterns: list[URLPattern] = [
    path("kokouskutsu/<secret:token>/", invitations.answer, name="invitee"),
    path("kokouspaivat/<secret:token>/", dates.ballot, name="ballot"),
    path("muistio/<secret:token>/", minutes.minutes, name="minutes"),
]
