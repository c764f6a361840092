"""Personal tokens for programs: made, shown once, revoked by their owner."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from kimppa.core.tokens.actions import create_token, revoke_token
from kimppa.core.tokens.queries import ended_tokens_of, tokens_of
from kimppa.desk.signin.proof import proved
from kimppa.desk.tokens.forms import TokenForm
from kimppa.desk.tokens.tables import rows_of
from kimppa.ui.guard import person_of
from kimppa.ui.sent import add_errors, posted
from kimppa.ui.undo import done


@never_cache
@proved
@sensitive_variables("secret")
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens, and a form for a new one; its secret is on the answer and nowhere else."""
    person = person_of(request)
    form, secret = TokenForm(posted(request), person=person), ""
    if form.is_bound and form.is_valid():
        try:
            token, secret = create_token(by=person, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            form = TokenForm(person=person)
            return _page(request, form, secret=secret, made=token)
    return _page(request, form, status=422 if form.is_bound else 200)


def _page(
    request: HttpRequest, form: TokenForm, *, status: int = 200, **more: object
) -> HttpResponse:
    person = person_of(request)
    tokens, ended = rows_of(tokens_of(person)), rows_of(ended_tokens_of(person))
    values = {"form": form, "rows": tokens, "ended": ended, **more}
    return render(request, "desk/tokens/tokens.html", values, status=status)


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a token for good."""
    person = person_of(request)
    revoke_token(by=person, token=get_object_or_404(tokens_of(person), pk=pk))
    done(request, _("The token is closed. Programs that used it get nothing more."))
    return redirect("desk:tokens")
