"""Addresses of the agreement room."""

from django.urls import URLPattern, path

from kimppa.agreement.views import agreement, clause, compare, coverage, importing, terms

urlpatterns: list[URLPattern] = [
    path("", agreement.agreements, name="list"),
    path("coverage/", coverage.of_selected_year, name="matrix"),
    path("import/", importing.import_page, name="import"),
    path("import/<int:pk>/", importing.preview, name="preview"),
    path("import/<int:pk>/mend/", importing.mend_line, name="mend"),
    path("import/<int:pk>/undo/", importing.undo_line, name="undo-mend"),
    path("import/<int:pk>/forget/", importing.forget, name="forget"),
    path("<int:year>/", agreement.agreement, name="agreement"),
    path("<int:year>/state/", agreement.state, name="state"),
    path("<int:year>/discard/", agreement.remove, name="discard"),
    path("<int:year>/services/", agreement.services, name="services"),
    path("<int:year>/memberships/", terms.memberships, name="memberships"),
    path("<int:year>/leftover/", agreement.leftover, name="leftover"),
    path("<int:year>/nobody/", agreement.nobody, name="nobody"),
    path("<int:year>/source/", agreement.source, name="source"),
    path("<int:year>/sections/<str:number>/", agreement.section, name="section"),
    path("<int:year>/sections/<str:number>/join/", agreement.join, name="join"),
    path("<int:year>/sections/<str:number>/note/", agreement.note, name="note"),
    path("<int:year>/clauses/<str:number>/", clause.clause, name="clause"),
    path("<int:year>/clauses/<str:number>/correct/", clause.correct, name="correct"),
    path("<int:year>/clauses/<str:number>/municipalities/", clause.limit, name="limit"),
    path("<int:year>/clauses/<str:number>/<slug:verb>/", clause.edit, name="edit"),
    path("<int:year>/terms/", terms.terms, name="terms"),
    path("<int:year>/terms/edit/", terms.edit, name="terms-edit"),
    path("<int:year>/ratification/", terms.ask, name="ask"),
    path("<int:year>/compare/", compare.comparison, name="compare"),
    path("<int:year>/coverage/", coverage.coverage, name="coverage"),
    path("<int:year>/work/<str:number>/", coverage.work, name="work"),
]
