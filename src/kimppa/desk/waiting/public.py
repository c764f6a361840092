"""A question behind the personal link of its letters: read whole, answered without signing in.

Whoever holds the link acts as its director, for one municipality and one question. Opening the page
writes nothing, since mail filters follow links.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kimppa.core.audit import undo as taking_back
from kimppa.core.audit.actions import batch, new_batch
from kimppa.core.proposals.actions import acting_by, token_of
from kimppa.core.ratification.actions import answer
from kimppa.core.ratification.models import AnswerLink, Confirmation
from kimppa.core.ratification.queries import visible_confirmations
from kimppa.desk.waiting.answers import answers_of
from kimppa.desk.waiting.forms import AnswerForm
from kimppa.ui.proposals import address_of, by_link
from kimppa.ui.seen import guard, one_save_at_a_time
from kimppa.ui.sent import REFUSED, add_errors, posted
from kimppa.ui.undo import done


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(AnswerLink)
@one_save_at_a_time
def question(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    """The question and the form; once it is closed, what became of it."""
    confirmation = _confirmation(link)
    if not confirmation.ratification.open:
        return _page(request, link, confirmation)
    form = AnswerForm(posted(request), request.FILES or None, confirmation=confirmation)
    guard(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            _answer(request, link, confirmation, form)
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            return redirect(address_of(link))
        confirmation = _confirmation(link)  # as it stands, not as it was refused
    return _page(request, link, confirmation, form)


def _confirmation(link: AnswerLink) -> Confirmation:
    """The answer that the link is for, among those that its person sees."""
    answers = visible_confirmations(link.person).select_related("answered_by")
    return get_object_or_404(
        answers, ratification=link.ratification_id, municipality=link.municipality_id
    )


def _answer(
    request: HttpRequest, link: AnswerLink, confirmation: Confirmation, form: AnswerForm
) -> None:
    """Save the answer and tell so, with the way back. A use of the link is counted before a file
    is kept.
    """
    press = new_batch()
    with acting_by(link) as director, batch(press):
        answer(by=director, confirmation=confirmation, **form.values())
    events = taking_back.events_of(press)
    if not events:
        done(request, _("Nothing had to be changed."))
        return
    undo = reverse("desk-public:question-undo", args=[token_of(link), events[0].pk])
    text = _("Thank you. The answer of %(municipality)s has been saved.")
    done(request, text % {"municipality": link.municipality}, undo)


@require_POST
@by_link(AnswerLink)
@one_save_at_a_time
def question_undo(request: HttpRequest, link: AnswerLink, event: int) -> HttpResponse:
    """Take back an answer that was given by this person; the earlier one stands again."""
    confirmation = _confirmation(link)
    events = taking_back.events_of(str(event))
    key = (link.person_id, confirmation._meta.label_lower, str(confirmation.pk))
    if not events or any((entry.by_id, entry.model, entry.object_id) != key for entry in events):
        raise Http404
    try:
        with acting_by(link) as director, batch(new_batch()):
            taking_back.undo(by=director, events=events)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        done(request, _("The answer was undone."))
    return redirect(address_of(link))


def _page(
    request: HttpRequest,
    link: AnswerLink,
    confirmation: Confirmation,
    form: AnswerForm | None = None,
) -> HttpResponse:
    (own_answer,) = answers_of([confirmation], link.person)
    context = {"answer": own_answer, "link": link, "form": form}
    refused = form.errors if form else request.method == "POST"
    status = REFUSED if refused else 200
    return render(request, "desk/waiting/public.html", context, status=status)
