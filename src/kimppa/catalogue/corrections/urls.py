"""Addresses of corrections, of what is agreed on, and of tables of codes."""

from django.urls import URLPattern, path

from kimppa.catalogue.corrections.views import (
    agreeing,
    asking,
    carrying,
    plan,
    planning,
    showing,
)

PATTERNS: list[URLPattern] = [
    path("plans/", planning.plans, name="plans"),
    path("plans/new/", planning.new, name="plan-new"),
    path("plans/<int:pk>/", plan.plan, name="plan"),
    path("plans/<int:pk>/edit/", planning.edit, name="plan-edit"),
    path("plans/<int:pk>/repeat/", planning.repeat, name="plan-repeat"),
    path("plans/<int:pk>/remove/", planning.remove, name="plan-remove"),
    path("plans/<int:pk>/ask/", asking.ask, name="plan-ask"),
    path("plans/<int:pk>/withdraw/", asking.withdraw, name="plan-withdraw"),
    path("plans/<int:pk>/answer/<str:code>/", asking.answer, name="plan-answer"),
    path("plans/<int:pk>/take-back/<str:code>/", asking.take_back, name="plan-take-back"),
    path("plans/<int:pk>/changes/", showing.changes, name="plan-changes"),
    path("plans/<int:pk>/withheld/", showing.withheld, name="plan-withheld"),
    path("plans/<int:pk>/sample/", showing.sample, name="plan-sample"),
    path("plans/<int:pk>/lists/<str:code>/", showing.branch_list, name="plan-list"),
    path("plans/<int:pk>/log.xlsx", showing.log, name="plan-log"),
    path("plans/<int:pk>/files/<slug:kind>/", carrying.file, name="plan-file"),
    path("plans/<int:pk>/do/<slug:kind>/", carrying.do, name="plan-do"),
    path("plans/<int:pk>/stop/", carrying.stop, name="plan-stop"),
    path("plans/<int:pk>/loaded/", carrying.loaded, name="plan-loaded"),
    path("plans/<int:pk>/undone/", carrying.undone, name="plan-undone"),
    path("plans/<int:pk>/not-undone/", carrying.not_undone, name="plan-not-undone"),
    path("practices/", agreeing.practices, name="practices"),
    path("practices/new/", agreeing.new, name="practice-new"),
    path("practices/<int:pk>/edit/", agreeing.edit, name="practice-edit"),
    path("practices/<int:pk>/remove/", agreeing.remove, name="practice-remove"),
    path("codes/", agreeing.code_tables, name="code-tables"),
    path("codes/bring/", agreeing.bring, name="codes-bring"),
    path("codes/<int:pk>/", agreeing.codes, name="codes"),
    path("codes/<int:pk>/place/", agreeing.place_codes, name="codes-place"),
    path("codes/<int:pk>/remove/", agreeing.remove_codes, name="codes-remove"),
]
