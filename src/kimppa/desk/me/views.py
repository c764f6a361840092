"""The own account: language, letters, password, calendars."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kimppa.core.consortium.models import Person
from kimppa.core.register.actions import set_language, set_password, set_rhythm
from kimppa.core.signin import sessions
from kimppa.core.signin.factors import factors_of
from kimppa.core.signin.models import Way
from kimppa.core.yearclock.actions import revoke_feed, subscribe
from kimppa.desk.me.forms import LanguageForm, LettersForm, PasswordForm
from kimppa.desk.signin.proof import is_proved, proved, to_confirm
from kimppa.ui.guard import person_of
from kimppa.ui.undo import done

HISTORY = 5


def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, and what I can set."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **forms: object) -> HttpResponse:
    person = person_of(request)
    context: dict[str, object] = {
        "person": person,
        "memberships": person.current_memberships,
        "language_form": LanguageForm(initial={"language": person.language}),
        "letters_form": LettersForm(initial={"rhythm": person.rhythm}),
        "password_form": PasswordForm(person=person, asks_present=_asks_present(request, person)),
        "factors": factors_of(person),
        "open_sessions": person.open_sessions.all(),
        "session_key": request.session.session_key,
        "history": person.sign_ins.all()[:HISTORY],
        "feeds": [
            (feed, request.build_absolute_uri(reverse("desk:calendar", args=[feed.token])))
            for feed in person.calendar_feeds.filter(revoked_at__isnull=True)
        ],
        "ended_feeds": person.calendar_feeds.exclude(ended_by=""),
    }
    response = render(request, "desk/me/me.html", context | forms, status=status)
    response["Cache-Control"] = "private, no-store"  # the calendars' addresses are secrets
    return response


@require_POST
def my_language(request: HttpRequest) -> HttpResponse:
    """Change the own language."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, language_form=form)
    set_language(by=person_of(request), language=form.cleaned_data["language"])
    return redirect("desk:me")


@require_POST
def my_letters(request: HttpRequest) -> HttpResponse:
    """Change how often the letter of what is to be done comes."""
    form = LettersForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, letters_form=form)
    set_rhythm(by=person_of(request), rhythm=form.cleaned_data["rhythm"])
    done(request, _("Saved."))
    return redirect("desk:me")


@require_POST
@sensitive_post_parameters()
def my_password(request: HttpRequest) -> HttpResponse:
    """Change the own password; other browsers are signed out, this one stays in."""
    person = person_of(request)
    asks_present = _asks_present(request, person)
    form = PasswordForm(request.POST, person=person, asks_present=asks_present)
    if not form.is_valid():
        return _page(request, status=422, password_form=form)
    if not asks_present and not is_proved(request):
        return to_confirm(request)
    set_password(by=person, password=form.cleaned_data["new"])
    earlier_key = request.session.session_key
    update_session_auth_hash(request, person)
    sessions.rename(earlier_key, request.session)
    sessions.end_sessions(person, keep=request.session.session_key)
    done(request, _("The password has been changed. Other browsers are signed out."))
    return redirect("desk:me")


def _asks_present(request: HttpRequest, person: Person) -> bool:
    """Whoever has forgotten the password comes by a link, and sets a new one at once."""
    sign_in = sessions.sign_in_of(request.session)
    other_way = sign_in is not None and sign_in.way not in ("", Way.PASSWORD)
    return person.has_usable_password() and not other_way


@require_POST
@proved
def my_calendar(request: HttpRequest) -> HttpResponse:
    """A new calendar address."""
    subscribe(by=person_of(request))
    done(request, _("Here is your calendar's address. Add it in your calendar program."))
    return redirect("desk:me")


@require_POST
def my_calendar_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a calendar address."""
    person = person_of(request)
    revoke_feed(by=person, feed=get_object_or_404(person.calendar_feeds, pk=pk))
    done(request, _("The calendar address is closed."))
    return redirect("desk:me")
