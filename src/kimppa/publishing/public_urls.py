"""The public addresses of the room; they stay as they are."""

from django.urls import URLPattern, path

from kimppa.publishing import public, sending
from kimppa.publishing.linkedevents.urls import urlpatterns as linkedevents

urlpatterns: list[URLPattern] = [
    *linkedevents,
    path("feeds/<str:language>/<str:contents>/<str:scope>.xml", public.feed, name="feed"),
    path("feeds/<str:language>/events/<str:scope>.ics", public.ics, name="feed-calendar"),
    path("tapahtumat/", public.events, name="public-events"),
    path("tapahtumat/<slug:key>/", public.item, {"kind": "event"}, name="public-event"),
    path("tapahtumat/<slug:key>.ics", public.event_calendar, name="public-event-calendar"),
    path("uutiset/<slug:key>/", public.item, {"kind": "news"}, name="public-news"),
    path("kuvat/<slug:sha256>/", public.picture, name="public-picture"),
    path("upotus/<str:language>/<str:scope>/", public.frame, name="public-frame"),
    path("naytto/<str:code>/", public.screen, name="public-screen"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("laheta/<secret:token>/", sending.send, name="send-event"),
    path("laheta/<secret:token>/<slug:key>/", sending.receipt, name="sent-event"),
    path("laheta/<secret:token>/<slug:key>/korjaa/", sending.correct, name="correct-event"),
    path("laheta/<secret:token>/<slug:key>/peru/", sending.withdraw, name="withdraw-event"),
]
