"""Addresses of the room."""

from django.urls import URLPattern, path

from kimppa.programme.commands import ACTION, ACTION_AT, APPROVAL, FOLLOW_UP, PROGRAMME, STEP
from kimppa.programme.views import action, approval, editing, programme, rolling

urlpatterns: list[URLPattern] = [
    path("", programme.home, name="home"),
    path("new/", editing.new, name="new"),
    path("draft/", editing.draft, name="draft"),
    path("<int:year>/", programme.programme, name="programme"),
    path("<int:year>/print/", programme.reading, name="print"),
    path("<int:year>/download/<str:kind>/", programme.download, name="download"),
    *PROGRAMME.urls(),
    path("<int:year>/approval/", approval.approval, name="approval"),
    *APPROVAL.urls(),
    path("<int:year>/answer/<int:pk>/", approval.give_answer, name="answer"),
    path("<int:year>/take-back/<int:pk>/", approval.take_answer_back, name="take-back"),
    path("<int:year>/deliver/", approval.deliver, name="deliver"),
    *approval.DELIVERIES.urls(),
    path("<int:year>/roll-over/", rolling.roll_over, name="roll-over"),
    path(ACTION_AT, action.action, name="action"),
    *ACTION.urls(),
    *FOLLOW_UP.urls(),
    path("step/<int:pk>/", editing.edit_step, name="step"),
    *STEP.urls(),
    path("comment/<int:pk>/handle/", action.handle_comment, name="comment-handle"),
]
