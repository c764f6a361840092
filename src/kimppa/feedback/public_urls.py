"""The public addresses of feedback; they stay as they are."""

from django.urls import URLPattern, path

from kimppa.feedback import door, public

app_name = "feedback-public"
urlpatterns: list[URLPattern] = [
    # With and without the last slash: Finna takes a redirect for a success and loses the feedback.
    path("palaute/finna/<slug:slug>", door.receive, name="door"),
    path("palaute/finna/<slug:slug>/", door.receive),
    path("palaute/", public.form, name="form"),
    path("palaute/kiitos/<secret:signed>/", public.thanks, name="thanks"),
]
