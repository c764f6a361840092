"""Addresses of the desk; those of the public stand in public_urls.py."""

from django.urls import URLPattern, path

from kimppa.desk.audit import views as audit
from kimppa.desk.consortium.views import consortium, exchange, people
from kimppa.desk.decisions import views as decisions
from kimppa.desk.deliveries import views as deliveries
from kimppa.desk.demo import views as demo
from kimppa.desk.figures.views import figures, keys
from kimppa.desk.help import views as guides
from kimppa.desk.home import views as home
from kimppa.desk.mail import views as mail
from kimppa.desk.me import views as me
from kimppa.desk.privacy import views as privacy
from kimppa.desk.runs import views as runs
from kimppa.desk.search import views as search
from kimppa.desk.signin.views import factors, second_factor, sessions, signin, sso
from kimppa.desk.tasks import checklists
from kimppa.desk.tasks import views as tasks
from kimppa.desk.tokens import views as tokens
from kimppa.desk.waiting import views as waiting
from kimppa.desk.webhooks import views as webhooks
from kimppa.desk.work import views as work
from kimppa.desk.yearclock import views as yearclock

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("ask/<slug:slug>/", home.ask, name="ask"),
    path("year-clock/", yearclock.year_clock, name="year-clock"),
    path("calendar/<secret:token>.ics", yearclock.feed, name="calendar"),
    # letters
    path("letters/", mail.letters, name="letters"),
    path("letters/<int:pk>/", mail.letter, name="letter"),
    *mail.LETTER.urls(),
    # background work
    path("runs/", runs.runs, name="runs"),
    path("runs/<int:pk>/", runs.run, name="run"),
    *runs.RUN.urls(),
    path("runs/now/<str:name>/", runs.run_now, name="run-now"),
    # only in a demo
    path("demo/day/", demo.step_day, name="step-day"),
    path("demo/role/", demo.switch_role, name="switch-role"),
    path("demo/examples/", demo.examples, name="remove-examples"),
    # receivers outside
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/add/", webhooks.webhook_add, name="webhook-add"),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    *webhooks.WEBHOOK.urls(),
    path("webhooks/<int:pk>/secret/", webhooks.webhook_secret, name="webhook-secret"),
    path("webhooks/messages/<int:pk>/again/", webhooks.message_again, name="webhook-again"),
    # signing in
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-in/link/", signin.send_link, name="send-link"),
    path("sign-in/passkey/", signin.passkey, name="passkey"),
    path("sign-in/second/", second_factor.second_factor, name="second-factor"),
    path("sign-in/with/<slug:name>/", sso.sso, name="sso"),
    path("sign-in/with/<slug:name>/back/", sso.sso_back, name="sso-back"),
    path("sign-in/<secret:token>", signin.use_link, name="sign-in-link"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("sign-ins/", sessions.sign_ins, name="sign-ins"),
    # work done
    path("log-work/", work.log_work, name="log-work"),
    path("work/", work.work_list, name="work-list"),
    path("work/lines/", work.work_lines, name="work-lines"),
    path("work/<int:pk>/", work.work, name="work"),
    path("work/<int:pk>/line/", work.work_line, name="work-line"),
    *work.WORK.urls(),
    path("work/<int:pk>/correct/", work.work_correct, name="work-correct"),
    path("work/<int:pk>/files/<int:file>", work.work_file, name="work-file"),
    path("work/<int:pk>/files/<int:file>/remove/", work.work_detach, name="work-detach"),
    # the own account
    path("me/", me.me, name="me"),
    path("me/language/", me.my_language, name="my-language"),
    path("me/letters/", me.my_letters, name="my-letters"),
    path("me/password/", me.my_password, name="my-password"),
    path("me/confirm/", second_factor.confirm, name="confirm"),
    path("me/second-step/", factors.factor_needed, name="factor-needed"),
    path("me/app/", factors.my_app, name="my-app"),
    path("me/passkey/", factors.my_passkey_add, name="my-passkey-add"),
    path("me/factors/<int:pk>/remove/", factors.my_factor_remove, name="my-factor-remove"),
    path("me/recovery-codes/", factors.my_codes, name="my-codes"),
    path("me/recovery-codes/file", factors.my_codes_file, name="my-codes-file"),
    path("me/recovery-codes/kept/", factors.my_codes_kept, name="my-codes-kept"),
    path("me/sign-ins/", sessions.my_sign_ins, name="my-sign-ins"),
    path("me/sessions/end/", sessions.my_sessions_end, name="my-sessions-end"),
    path("me/sessions/<int:pk>/end/", sessions.my_session_end, name="my-session-end"),
    path("me/calendar/", me.my_calendar, name="my-calendar"),
    path("me/calendar/<int:pk>/revoke/", me.my_calendar_revoke, name="my-calendar-revoke"),
    path("me/tokens/", tokens.tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    # tasks
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/written/", tasks.task_list, name="task-list"),
    path("tasks/add/", tasks.task_add, name="task-add"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    *tasks.TASK.urls(),
    path("tasks/checklists/", checklists.checklists, name="checklists"),
    path("tasks/checklists/add/<slug:kind>/", checklists.checklist_add, name="checklist-add"),
    path("tasks/checklists/<int:pk>/", checklists.checklist, name="checklist"),
    path("tasks/checklists/<int:pk>/edit/", checklists.checklist_edit, name="checklist-edit"),
    *checklists.STEP.urls(),
    path("tasks/checklists/steps/<int:pk>/<slug:place>/", checklists.mark, name="step-mark"),
    path(
        "tasks/offers/<slug:area>/<slug:key>/<slug:verb>/", tasks.offer_answer, name="offer-answer"
    ),
    # the consortium
    path("consortium/", consortium.consortium, name="consortium"),
    *exchange.PAGES.urls("consortium/excel/"),
    path("consortium/excel/out", exchange.exchange_out, name="exchange-out"),
    path("consortium/<slug:kind>/add/", consortium.register_add, name="register-add"),
    path("consortium/<slug:kind>/<int:pk>/", consortium.register_edit, name="register-edit"),
    path("consortium/<int:pk>/population/", consortium.population, name="population"),
    path("branches/", consortium.branches, name="branches"),
    path("services/", consortium.services, name="services"),
    path("services/<int:pk>/", consortium.service, name="service"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person-add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.person_edit, name="person-edit"),
    path("people/<int:pk>/link/", people.person_link, name="person-link"),
    path("people/<int:pk>/data/", privacy.person_data, name="person-data"),
    path("people/<int:pk>/erase/", privacy.person_erase, name="person-erase"),
    path("people/<int:pk>/sign-in/", sessions.person_sign_in, name="person-sign-in"),
    path("people/<int:pk>/sign-in/reset/", sessions.person_reset, name="person-reset"),
    path("people/<int:pk>/sign-in/untie/", sessions.person_untie, name="person-untie"),
    path(
        "people/<int:pk>/sign-in/end-sessions/",
        sessions.person_sessions_end,
        name="person-sessions-end",
    ),
    path("people/<int:pk>/roles/add/", people.role_add, name="role-add"),
    path("people/<int:pk>/roles/<int:role>/", people.role_edit, name="role-edit"),
    # reading
    path("figures/", figures.figures, name="figures"),
    path("figures/<int:pk>/", figures.figure, name="figure"),
    path("figures/<int:pk>/source", figures.figure_source, name="figure-source"),
    path("figures/keys/", keys.allocation_keys, name="allocation-keys"),
    path("figures/keys/new/<slug:kind>/", keys.key_new, name="allocation-key-new"),
    path("search/", search.search, name="search"),
    path("help/", guides.contents, name="help"),
    path("help/<slug:slug>/", guides.guide, name="guide"),
    path("audit/", audit.audit, name="audit"),
    path("audit/<int:pk>/", audit.audit_event, name="audit-event"),
    # deliveries
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    *deliveries.DELIVERY.urls(),
    path("deliveries/unopened/<int:pk>/", deliveries.unopened, name="unopened"),
    *deliveries.UNOPENED.urls(),
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
    *waiting.RATIFICATION.urls(),
    *waiting.LINK.urls(),
    path("waiting/answers/<int:pk>/", waiting.answer, name="answer"),
    *waiting.ANSWER.urls(),
    path("waiting/answers/<int:pk>/document", waiting.document, name="answer-document"),
    # decisions
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/new/", decisions.decision_new, name="decision-new"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/edit/", decisions.decision_edit, name="decision-edit"),
]
