"""Forms of customer feedback."""

from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.core.area import receivers
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.queries import municipalities_on, services_in_use
from kimppa.core.topics import TOPICS
from kimppa.feedback.letters import variable_words
from kimppa.feedback.models import TEXT_LENGTH, Group, Queue, Reply, Ticket
from kimppa.feedback.queries import handlers, handlers_beside
from kimppa.feedback.themes import Theme
from kimppa.ui.forms import choose_from
from kimppa.ui.numbers import language
from kimppa.ui.places import PlaceField, offer_places, recent_places
from kimppa.ui.seen import CHANGED, Guarded, print_of

# To which work of other rooms feedback is handed over, as tasks of that topic.
HANDED_OVER = (
    *("catalogue-integrity", "finna-platform", "finna-development", "accessibility", "meetings"),
    *("elibrary", "authors", "events", "guidance"),
)
HANDED_OVER_AS = ("task", "guide")
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]

# What no customer has seen, and so gives no feedback on by its name.
BEHIND_THE_DESK = (Service.Kind.LIBRARY_SYSTEM, Service.Kind.WORKSPACE)


class Placing(forms.Form):
    """Which service, which municipality."""

    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), required=False, empty_label=_("Not known")
    )
    municipality = PlaceField(
        Municipality.objects.none(),
        label=_("Municipality"),
        required=False,
        empty_label=_("All municipalities"),
    )

    def place(self, municipalities: Any) -> None:
        """Fill in the choices."""
        service_field, municipality_field = self.fields["service"], self.fields["municipality"]
        assert isinstance(service_field, forms.ModelChoiceField)
        assert isinstance(municipality_field, forms.ModelChoiceField)
        service_field.queryset = services_in_use()
        municipality_field.queryset = municipalities


class TypedForm(Placing):
    """Feedback that came by telephone, at the desk or in a letter."""

    theme = forms.ChoiceField(
        label=_("About"),
        choices=[("", _("Guessed from the words")), *Theme.choices],
        required=False,
    )
    text = forms.CharField(
        label=_("What the customer said"), max_length=TEXT_LENGTH, widget=forms.Textarea
    )
    language = forms.ChoiceField(label=_("Language of the answer"), choices=LANGUAGES)
    name = forms.CharField(label=_("Customer's name"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("Customer's e-mail"),
        required=False,
        help_text=_("Only if the customer wants an answer."),
    )
    phone = forms.CharField(label=_("Customer's telephone"), max_length=50, required=False)
    field_order = ("text", "service", "municipality", "theme", "language", "name", "email", "phone")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place(Municipality.objects.none())
        offer_places(self.fields["municipality"], recent_places(by))
        self.fields["municipality"].initial = by.municipality
        self.order_fields(self.field_order)


class SortForm(Placing, Guarded):
    """What a ticket is about and whose it is."""

    theme = forms.ChoiceField(
        label=_("About"),
        choices=Theme.choices,
        help_text=_(
            "Choosing accessibility starts the statutory clock of 14 days from the arrival; "
            "choosing another theme stops it."
        ),
    )
    field_order = ("theme", "service", "municipality")

    def __init__(self, *args: Any, by: Person, ticket: Ticket, **kwargs: Any) -> None:
        initial = {
            "theme": ticket.theme,
            "service": ticket.queue.service_id,
            "municipality": ticket.queue.municipality_id,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.place(Municipality.objects.none())
        towns = recent_places(by)
        offer_places(self.fields["municipality"], towns, current=ticket.queue.municipality_id)


class AssignForm(forms.Form):
    """Who takes care of a ticket."""

    assignee = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who takes care of it"),
        required=False,
        empty_label=_("Nobody in particular"),
    )

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].initial = ticket.assignee_id
        choose_from(self, "assignee", handlers(ticket.queue.municipality))


class GiveForm(forms.Form):
    """Who takes care of the tickets that are chosen."""

    assignee = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who takes care of them"),
        error_messages={"required": _("Choose the person first.")},
    )
    use_required_attribute = False  # the other buttons beside it go without

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "assignee", handlers_beside(by))


class AnswerForm(forms.Form):
    """An answer to the customer; refused when somebody did something to the ticket meanwhile."""

    text = forms.CharField(
        label=_("Answer"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    keep_open = forms.BooleanField(label=_("Keep it open after the answer"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = [ticket.state, ticket.assignee_id, ticket.theme, ticket.queue_id]
        self.now = print_of([*state, ticket.messages.count()])
        self.fields["seen"].initial = self.now
        words = variable_words(language())
        self.fields["text"].help_text = (
            gettext("%(name)s becomes the customer's name in the letter.") % words
        )

    def values(self) -> dict[str, Any]:
        """What `actions.answer` takes."""
        return {"text": self.cleaned_data["text"], "close": not self.cleaned_data["keep_open"]}

    def clean(self) -> dict[str, Any]:
        """Refuse what was written without having seen the newest."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("seen") and values["seen"] != self.now:
            form_data: Any = copy(self.data)  # a QueryDict's copy may be written
            form_data["seen"] = self.now
            self.data = form_data
            raise ValidationError(CHANGED)
        return values


class NoteForm(forms.Form):
    """A note that customers never see."""

    text = forms.CharField(
        label=_("Note"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )


class ForwardForm(forms.Form):
    """To whom outside the libraries it goes, and when to ask again."""

    to = forms.CharField(
        label=_("To whom"),
        max_length=100,
        help_text=_("For example the National Library, the system's vendor, the e-library's help."),
    )
    address = forms.EmailField(
        label=_("Their e-mail"),
        required=False,
        help_text=_("If given, the covered text is sent there. Without it you tell them yourself."),
    )
    text = forms.CharField(
        label=_("Your words to them"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    follow_up_on = forms.DateField(
        label=_("Ask again on"),
        help_text=_(
            "Who sent it is not told to them. It stays yours: you are reminded to ask, and you "
            "answer the customer."
        ),
    )


class HandOverForm(forms.Form):
    """A ticket given to another room: as a task, or by what else some room receives."""

    verb = forms.ChoiceField(label=_("What becomes of it"), choices=[])
    topic = forms.ChoiceField(
        label=_("Whose work it is"),
        choices=[],
        help_text=_(
            "For catalogue, pages, accessibility or the directors' meeting. The feedback itself "
            "stays open until it is answered."
        ),
    )
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    due = forms.DateField(label=_("Due"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic_field = self.fields["topic"]
        assert isinstance(topic_field, forms.ChoiceField)
        topic_field.choices = [(topic, str(TOPICS[topic])) for topic in HANDED_OVER]
        verbs = receivers(*HANDED_OVER_AS)
        if len(verbs) < 2:
            del self.fields["verb"]
        else:
            verb_field = self.fields["verb"]
            assert isinstance(verb_field, forms.ChoiceField)
            verb_field.choices = [(name, str(target.label)) for name, target in verbs.items()]


class SameForm(forms.Form):
    """With which matter a ticket goes: one that is there, or a new one."""

    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("The same as"),
        required=False,
        help_text=_(
            "When several customers tell of the same fault, one answer goes to all of them."
        ),
    )
    title = forms.CharField(
        label=_("Name of a new matter"),
        max_length=150,
        required=False,
        help_text=_("All who handle feedback see it, whatever the municipality: name no people."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups_with_tickets = Group.objects.filter(pk__in=Ticket.objects.values("group"))
        choose_from(self, "group", groups_with_tickets, gettext("A new matter"))
        self.fields["title"].label_suffix = gettext("(needed for a new matter)")

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        group, title = values.get("group"), values.get("title")
        if group and title:
            self.add_error("title", gettext("Choose a matter or name a new one, not both."))
        elif not (group or title):
            self.add_error("title", gettext("Choose a matter or name a new one."))
        return values


class AnswerAllForm(forms.Form):
    """One answer to everybody who told of the same."""

    text = forms.CharField(
        label=_("Answer to all"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 8})
    )


class ReplyForm(Guarded, forms.ModelForm[Reply]):
    """An answer that is often given."""

    class Meta:
        model = Reply
        fields = ("title", "language", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = gettext(
            "These are filled in: %(name)s, %(number)s, %(service)s and %(municipality)s. Names "
            "are not inflected: write “the service %(service)s”."
        ) % variable_words(language())


class PersonForm(forms.Form):
    """Whose data are asked for."""

    email = forms.EmailField(label=_("Customer's e-mail"))


class QueueForm(Guarded, forms.ModelForm[Queue]):
    """How a queue is handled."""

    class Meta:
        model = Queue
        fields = ("days", "look_days", "keep_months")

    def clean_days(self) -> int:
        """At least one working day, at most forty."""
        return _check_within(self.cleaned_data["days"], 1, 40)

    def clean_look_days(self) -> int:
        """At most a year."""
        return _check_within(self.cleaned_data["look_days"], 0, 366)

    def clean_keep_months(self) -> int:
        """From a month to ten years."""
        return _check_within(self.cleaned_data["keep_months"], 1, 120)


def _check_within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise ValidationError(
            gettext("From %(least)d to %(most)d.") % {"least": least, "most": most}
        )
    return number


class DoorForm(Placing):
    """A door for a web service's form."""

    slug = forms.SlugField(
        label=_("Name in the address"), max_length=40, help_text=_("For example web-library")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place(municipalities_on())
        self.order_fields(("slug", "service", "municipality"))


class PublicForm(Placing):
    """The public form; the trap for programs stands in its template."""

    sends = True

    text = forms.CharField(
        label=_("Your feedback"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Do not write your personal identity code, card number or PIN here. A "
                    "telephone number in the text is covered; the answer comes by e-mail."),
        error_messages={"required": _("Write what you want to tell us.")},
    )  # fmt: skip
    theme = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("I do not know")), *Theme.choices],
        required=False,
        help_text=_("Feedback on accessibility is answered within 14 days."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Give it if you want an answer. It is removed when it is no longer needed."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Check the address: it is like name@example.fi. It may be left empty.")
        },
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place(municipalities_on())
        service_field, municipality_field = self.fields["service"], self.fields["municipality"]
        assert isinstance(service_field, forms.ModelChoiceField)
        assert isinstance(municipality_field, forms.ModelChoiceField)
        service_field.label = gettext("Which service?")
        municipality_field.label = gettext("Whose customer are you?")
        service_field.empty_label = municipality_field.empty_label = gettext("I do not know")
        service_field.queryset = services_in_use().exclude(kind__in=BEHIND_THE_DESK)
        service_field.to_field_name, municipality_field.to_field_name = "slug", "code"
        self.order_fields(("text", "service", "theme", "municipality", "name", "email"))
