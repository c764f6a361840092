"""The public form: no account, no cookie, no script, and no name unless the sender gives one.

Nothing here is given a right by a cookie, so a forged request could do nothing that the forger
could not do alone: hence no form token. Programs are held off by a field that people do not see,
a stamp that is too young, and a limit by network.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kimppa.core.permissions import SYSTEM
from kimppa.core.signin.visitor import Visitor
from kimppa.core.throttle.actions import Limit, take
from kimppa.feedback.actions.arrivals import Arrival, Sender, digest, take_in
from kimppa.feedback.forms import PublicForm
from kimppa.feedback.models import Ticket
from kimppa.ui.numbers import language

YOUNGEST, OLDEST = 3, 24 * 60 * 60  # seconds between opening the form and sending it
BY_NETWORK = Limit("feedback-network", times=20, minutes=60)
_signer = TimestampSigner(salt="kimppa.feedback.form")
_thanks = TimestampSigner(salt="kimppa.feedback.thanks")


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Give feedback. The service and the municipality may stand in the address."""
    if request.method != "POST":
        places = {key: request.GET.get(key, "") for key in ("service", "municipality")}
        return _page(request, PublicForm(initial=places | {"stamp": _signer.sign("form")}), 200)
    stamp = request.POST.get("stamp", "")
    form = PublicForm(_params_with_stamp(request.POST, stamp))
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        _look_into_trap(request)
        _hold_back(request, stamp)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, form, 422)
    ticket = _take_in_form(request, form)
    return redirect(reverse("feedback-public:thanks", args=[_thanks.sign(str(ticket.pk))]))


def _page(request: HttpRequest, form: PublicForm, status: int) -> HttpResponse:
    return render(request, "feedback/public.html", {"form": form}, status=status)


def _params_with_stamp(params: QueryDict, stamp: str) -> QueryDict:
    """What was sent, with a stamp of now unless its own is good; a young one only has to age."""
    if not _stamp_fault(stamp):
        return params
    new_params = params.copy()
    new_params["stamp"] = _signer.sign("form")
    return new_params


def _stamp_fault(stamp: str) -> str:
    """Why a stamp is worth nothing; empty when it is good."""
    try:
        _signer.unsign(stamp, max_age=OLDEST)
    except SignatureExpired:
        return _("The form had stood open for long. Send it again.")
    except BadSignature:
        return _("The form could not be checked. Send it again.")
    return ""


def _is_young(stamp: str) -> bool:
    try:
        _signer.unsign(stamp, max_age=YOUNGEST)
    except SignatureExpired:
        return False
    return True


def _look_into_trap(request: HttpRequest) -> None:
    """Raise ValidationError when the field is filled in that people do not see. Mostly a program
    has done it, but browsers fill in forms for people too: what they wrote is not lost."""
    if request.POST.get("website"):
        raise ValidationError(
            _(
                "A field that people do not see had been filled in, perhaps by your browser. "
                "It has been emptied: send the form again."
            )
        )


def _hold_back(request: HttpRequest, stamp: str) -> None:
    """Raise ValidationError for a form that was sent too soon, too late or too often."""
    if fault := _stamp_fault(stamp):
        raise ValidationError(fault)
    if _is_young(stamp):
        raise ValidationError(_("That was very quick. Wait a moment and send it again."))
    wait_seconds = take(BY_NETWORK, Visitor(request.META.get("REMOTE_ADDR", "")).limit_key)
    if wait_seconds:
        minutes = {"minutes": -(-wait_seconds // 60)}
        raise ValidationError(
            _("Much has been sent from your network. Try again in %(minutes)d minutes.") % minutes
        )


def _take_in_form(request: HttpRequest, form: PublicForm) -> Ticket:
    fields = form.cleaned_data
    ticket, _new = take_in(
        by=SYSTEM,
        arrival=Arrival(
            channel=Ticket.Channel.FORM,
            text=fields["text"],
            service=fields["service"],
            municipality=fields["municipality"],
            theme=fields["theme"],
            language=language(),
            sender=Sender(name=fields["name"], email=fields["email"]),
            content=digest("form", *(str(fields[key]) for key in sorted(fields) if key != "stamp")),
        ),
    )
    return ticket


@login_not_required
@never_cache
@require_safe
def thanks(request: HttpRequest, signed: str) -> HttpResponse:
    """It has arrived: its number, and what happens next."""
    try:
        number = int(_thanks.unsign(signed, max_age=OLDEST))
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    ticket = Ticket.objects.filter(pk=number).values("answer_by", "contact__email").first()
    context = {
        "number": number,
        "statutory": ticket and ticket["answer_by"],
        "answered": ticket and ticket["contact__email"],
    }
    return render(request, "feedback/thanks.html", context)
