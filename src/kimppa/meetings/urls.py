"""Addresses below /meetings/."""

from django.urls import path

from kimppa.meetings.agenda import files, proposing
from kimppa.meetings.agenda import views as agenda
from kimppa.meetings.agenda.wall import wall
from kimppa.meetings.dates import pollviews as polls
from kimppa.meetings.dates import views as dates
from kimppa.meetings.invitations import views as invitations
from kimppa.meetings.minutes import views as minutes
from kimppa.meetings.ways import surveys
from kimppa.meetings.ways import views as ways

urlpatterns = [
    path("", agenda.home, name="home"),
    path("add/", agenda.add, name="add"),
    path("plan/", dates.plan_year, name="plan"),
    path("polls/", polls.polls, name="polls"),
    path("polls/add/", polls.poll_add, name="poll-add"),
    path("polls/<int:pk>/", polls.poll, name="poll"),
    path("polls/answers/<int:pk>/", polls.ballot, name="ballot"),
    path("weeks/", polls.weeks, name="weeks"),
    path("propose/", proposing.propose, name="propose"),
    path("<int:pk>/", agenda.meeting, name="meeting"),
    path("<int:pk>/agenda.pdf", agenda.pack, name="pack"),
    path("<int:pk>/wall/", wall, name="wall"),
    path("<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("<int:pk>/minutes/freeze/", minutes.freeze, name="minutes-freeze"),
    path("<int:pk>/minutes/deliver/", minutes.deliver, name="minutes-deliver"),
    path("<int:pk>/minutes/draft.pdf", minutes.draft_file, name="minutes-draft"),
    path("<int:pk>/minutes/public.<str:kind>", minutes.public_file, name="minutes-public"),
    path("items/<int:pk>/", agenda.item, name="item"),
    path("items/<int:pk>/edit/", proposing.item_edit, name="item-edit"),
    path("attachments/<int:pk>/", files.attached, name="attachment"),
    *minutes.MINUTES_PAGE.urls(),
    *minutes.CORRECTION.urls(),
    *minutes.DELIVERIES.urls(
        file="minutes/<int:pk>/file.<str:kind>",
        withdraw="minutes/<int:pk>/withdraw/",
        delivery="minutes/delivery/<int:pk>/",
    ),
    *polls.POLL.urls(),
    *agenda.MEETING.urls(),
    *agenda.ITEM.urls(),
    *files.ATTACHMENT.urls(),
    *invitations.LETTER.urls(),
    path("ways/", ways.home, name="ways"),
    path("ways/suggest/", ways.suggest, name="suggest"),
    path("ways/time/", ways.answer_time, name="answer-time"),
    path("ways/suggestions/<int:pk>/", ways.suggestion, name="suggestion"),
    path("ways/surveys/add/", surveys.survey_add, name="survey-add"),
    path("ways/surveys/<int:pk>/", surveys.survey, name="survey"),
    path("ways/practices/add/", ways.practice_add, name="practice-add"),
    path("ways/practices/<int:pk>/", ways.practice, name="practice"),
    *ways.SUGGESTION.urls(),
    *surveys.SURVEY.urls(),
    *ways.PRACTICE.urls(),
    *ways.JUDGING.urls(),
    *ways.LINKS.urls(),
]
