"""What only a demo has: stepping the day, looking as another role, removing the examples."""

import datetime as dt

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kimppa.core import clock, demo
from kimppa.core.consortium.models import Membership
from kimppa.core.consortium.roles import Permission
from kimppa.core.demo.instance import is_demo, month_later, remove_all_examples, step_to
from kimppa.core.sourced import count_examples
from kimppa.ui.address import back_to
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import day as day_text
from kimppa.ui.undo import done


@require_POST
@needs(Permission.VIEW)
def step_day(request: HttpRequest) -> HttpResponse:
    """A day or a month on, or (undo) to the day of `?to=`."""
    if not is_demo():
        raise Http404
    day_before = clock.today()
    step_to(_asked_day(request, day_before))
    way_back = f"{reverse('desk:step-day')}?to={day_before.isoformat()}"
    done(request, _("It is now %(day)s.") % {"day": day_text(clock.today())}, undo=way_back)
    return redirect(back_to(request, reverse("desk:home")))


def _asked_day(request: HttpRequest, today: dt.date) -> dt.date:
    text = request.GET.get("to", "")
    if text:
        try:
            return dt.date.fromisoformat(text)
        except ValueError as error:
            raise Http404 from error
    if request.POST.get("step") == "month":
        return month_later(today)
    return today + dt.timedelta(days=1)


@needs(Permission.VIEW)
def switch_role(request: HttpRequest) -> HttpResponse:
    """The demo's people; choosing one shows the desk as that person sees it."""
    if not is_demo():
        raise Http404
    if request.method == "POST":
        # Even in a demo nobody becomes a person that somebody has entered.
        pk = request.POST.get("person", "")
        person = next((candidate for candidate in demo.people() if str(candidate.pk) == pk), None)
        if person is None or not person.is_active:
            raise Http404
        login(request, person)
        done(request, _("You now see what %(name)s sees.") % {"name": person.name})
        return redirect("desk:home")
    memberships = (
        Membership.objects.valid_on(clock.today())
        .filter(person__is_active=True, person__in=demo.people())
        .select_related("person", "municipality")
    )
    return render(request, "desk/demo/switch_role.html", {"memberships": memberships})


@needs(Permission.MANAGE_CONSORTIUM)
def examples(request: HttpRequest) -> HttpResponse:
    """What is made up, and the button that takes it away."""
    if not is_demo():
        raise Http404
    if request.method == "POST":
        count = remove_all_examples(by=person_of(request))
        text = ngettext("%(n)d example row was removed.", "%(n)d example rows were removed.", count)
        done(request, text % {"n": count})
        return redirect("desk:home")
    return render(request, "desk/demo/examples.html", {"count": count_examples()})
