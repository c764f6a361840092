"""Addresses that need no signing in; they are in Finnish and stay, since they live in letters."""

from django.urls import URLPattern, path

from kimppa.meetings.agenda import public as agenda
from kimppa.meetings.dates import public as dates
from kimppa.meetings.invitations import public as invitations
from kimppa.meetings.minutes import public as minutes
from kimppa.meetings.ways import public as ways

app_name = "meetings-public"
urlpatterns: list[URLPattern] = [
    path("kokouskutsu/<secret:token>/", invitations.answer, name="invitee"),
    path("kokouskutsu/<secret:token>/ehdotus/", agenda.propose, name="invitee-propose"),
    path("kokouspaivat/<secret:token>/", dates.ballot, name="ballot"),
    path("muistio/<secret:token>/", minutes.minutes, name="minutes"),
    path("muistiot/<int:pk>/", minutes.published, name="published"),
    path("muistiot/<int:pk>/muistio.<str:kind>", minutes.published_file, name="published-file"),
    path("henkilokunta/<secret:token>/", ways.suggest, name="staff-suggest"),
    path("henkilokunta/<secret:token>/kiitos/", ways.thanks, name="staff-thanks"),
    path("henkilokunta/<secret:token>/kysely/<int:pk>/", ways.survey, name="staff-survey"),
    path(
        "henkilokunta/<secret:token>/kysely/<int:pk>/kiitos/",
        ways.thanks,
        name="staff-survey-thanks",
    ),
]
