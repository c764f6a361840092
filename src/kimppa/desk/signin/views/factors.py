"""The own second factors: taking them into use, out of use, and the recovery codes."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.signin import enrolment, passkeys, sessions
from kimppa.core.signin.factors import factors_of
from kimppa.core.signin.models import Factor
from kimppa.desk.signin.forms import AppCodeForm, PasskeyForm
from kimppa.desk.signin.proof import proved
from kimppa.desk.signin.qr import qr_svg
from kimppa.ui.attachments import attachment, file_stem
from kimppa.ui.guard import person_of
from kimppa.ui.sent import add_errors, posted
from kimppa.ui.undo import done

SECRET = "kimppa.app-secret"


@never_cache
@require_GET
def factor_needed(request: HttpRequest) -> HttpResponse:
    """Lead somebody whose role asks for a second factor to one."""
    person = person_of(request)
    if factors_of(person).any:
        return redirect(reverse("desk:confirm", query={"next": reverse("desk:home")}))
    return render(request, "desk/signin/factor_needed.html")


@never_cache
@proved
def my_app(request: HttpRequest) -> HttpResponse:
    """Take an authenticator app into use: scan or type the secret, then give its first code."""
    person = person_of(request)
    secret = request.session.get(SECRET) or generate_totp_secret()
    request.session[SECRET] = secret
    form = AppCodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            enrolment.add_app(
                by=person,
                secret=secret,
                code=form.cleaned_data["code"],
                keep=request.session.session_key,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            del request.session[SECRET]
            return _prove_and_return(request, Factor.CODE, _("The app is in use."))
    address = get_adapter().build_totp_url(person, secret)
    context = {
        "form": form,
        "secret": [secret[start : start + 4] for start in range(0, len(secret), 4)],
        "address": address,
        "picture": qr_svg(address, _("QR code of the secret; the same as text is below")),
    }
    return render(request, "desk/signin/my_app.html", context, status=422 if form.errors else 200)


@never_cache
@proved
def my_passkey_add(request: HttpRequest) -> HttpResponse:
    """Take a passkey into use; the browser makes it."""
    person = person_of(request)
    form = PasskeyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            credential = passkeys.read_registration(request.POST.get("credential", ""))
            enrolment.add_passkey(
                by=person,
                name=form.cleaned_data["name"],
                credential=credential,
                keep=request.session.session_key,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _prove_and_return(request, Factor.PASSKEY, _("The passkey is in use."))
    context = {"form": form, "options": passkeys.creation_options(person)}
    return render(
        request, "desk/signin/my_passkey.html", context, status=422 if form.errors else 200
    )


@require_POST
@proved
def my_factor_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an app or a passkey out of use."""
    person = person_of(request)
    factor = get_object_or_404(Authenticator, pk=pk, user_id=person.pk)
    try:
        enrolment.remove_factor(by=person, factor=factor, keep=request.session.session_key)
    except ValidationError as error:
        done(request, " ".join(error.messages))
    else:
        done(request, _("Taken out of use. Other browsers are signed out."))
    return redirect("desk:me")


@never_cache
@proved
def my_codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes while they may be seen; POST makes new ones."""
    person = person_of(request)
    if request.method == "POST":
        try:
            enrolment.new_codes(by=person)
        except ValidationError as error:
            done(request, " ".join(error.messages))
            return redirect("desk:me")
        return redirect("desk:my-codes")
    factors = factors_of(person)
    if not factors.any:
        return redirect("desk:me")
    context = {"codes": factors.codes, "left": factors.codes_left}
    return render(request, "desk/signin/my_codes.html", context)


@never_cache
@require_GET
@proved
def my_codes_file(request: HttpRequest) -> HttpResponse:
    """The recovery codes as a text file, as long as they may be seen."""
    codes = factors_of(person_of(request)).codes
    if not codes:
        return redirect("desk:my-codes")
    name = get_adapter().get_totp_issuer()
    head = _("Recovery codes of %(name)s. Each works once.") % {"name": name}
    text = "\n".join([head, "", *codes, ""])
    return attachment(f"{file_stem(_('Recovery codes'))}.txt", "text/plain; charset=utf-8", text)


@require_POST
@proved
def my_codes_kept(request: HttpRequest) -> HttpResponse:
    """The person has put the codes away; they are not shown again."""
    enrolment.confirm_codes(by=person_of(request))
    done(request, _("Good. The codes are not shown again; you can make new ones here."))
    return redirect("desk:me")


def _prove_and_return(request: HttpRequest, factor: Factor, words: str) -> HttpResponse:
    sessions.prove(request.session, factor=factor)
    done(request, words)
    return redirect("desk:my-codes" if factors_of(person_of(request)).codes else "desk:me")
