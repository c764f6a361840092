"""Addresses of the desk; those of the public stand in public_urls.py."""

from django.urls import URLPattern, path

from kimppa.desk.views import (
    decisions,
    deliveries,
    demo,
    health,
    home,
    logwork,
    signin,
    waiting,
    yearclock,
)

urlpatterns: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
    path("", home.home, name="home"),
    path("ask/<slug:slug>/", home.ask, name="ask"),
    path("year-clock/", yearclock.year_clock, name="year-clock"),
    path("calendar/<str:token>.ics", yearclock.feed, name="calendar"),
    # only in a demo
    path("demo/day/", demo.step_day, name="step-day"),
    path("demo/role/", demo.switch_role, name="switch-role"),
    path("demo/examples/", demo.examples, name="remove-examples"),
    # signing in
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-in/link/", signin.send_link, name="send-link"),
    path("sign-in/<str:token>", signin.use_link, name="sign-in-link"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    # work done
    path("log-work/", logwork.log_work, name="log-work"),
    path("work/", logwork.work_list, name="work-list"),
    path("work/<int:pk>/", logwork.work, name="work"),
    path("work/<int:pk>/edit/", logwork.work_edit, name="work-edit"),
    path("work/<int:pk>/correct/", logwork.work_correct, name="work-correct"),
    path("work/<int:pk>/undo/", logwork.work_undo, name="work-undo"),
    path("work/<int:pk>/restore/", logwork.work_restore, name="work-restore"),
    path("work/<int:pk>/files/", logwork.work_attach, name="work-attach"),
    path("work/<int:pk>/files/<int:file>", logwork.work_file, name="work-file"),
    path("work/<int:pk>/files/<int:file>/remove/", logwork.work_detach, name="work-detach"),
    # deliveries
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:pk>/resend/", deliveries.delivery_resend, name="delivery-resend"),
    path("deliveries/<int:pk>/renew/", deliveries.delivery_renew, name="delivery-renew"),
    path("deliveries/<int:pk>/revoke/", deliveries.delivery_revoke, name="delivery-revoke"),
    path("deliveries/<int:pk>/reopen/", deliveries.delivery_reopen, name="delivery-reopen"),
    path(
        "deliveries/<int:pk>/passed-on/<int:passed>/undo/",
        deliveries.delivery_undo_pass_on,
        name="delivery-undo-pass-on",
    ),
    path("deliveries/<int:pk>/files/<str:name>", deliveries.delivery_file, name="delivery-file"),
    # ratifications
    path("waiting/", waiting.waiting, name="waiting"),
    path("waiting/new/", waiting.ask_new, name="ask-new"),
    path("waiting/<int:pk>/", waiting.ratification, name="ratification"),
    path("waiting/<int:pk>/withdraw/", waiting.withdraw, name="ratification-withdraw"),
    path("waiting/<int:pk>/put-again/", waiting.put_again, name="ratification-put-again"),
    path("waiting/answers/<int:pk>/", waiting.answer, name="answer"),
    path("waiting/answers/<int:pk>/yes/", waiting.say_yes, name="answer-yes"),
    path("waiting/answers/<int:pk>/take-back/", waiting.take_back, name="answer-take-back"),
    path("waiting/answers/<int:pk>/document", waiting.document, name="answer-document"),
    # decisions
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/new/", decisions.decision_new, name="decision-new"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/edit/", decisions.decision_edit, name="decision-edit"),
    path("decisions/<int:pk>/undo/", decisions.decision_undo, name="decision-undo"),
    path("decisions/<int:pk>/remove/", decisions.decision_remove, name="decision-remove"),
]
