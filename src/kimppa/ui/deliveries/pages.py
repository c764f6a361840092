"""The pages and commands of one kind of release."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases import actions
from kimppa.core.releases.drafts import Draft, ReleaseKind, fingerprint
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.releases.queries import add_receipts, receipts, with_receipts
from kimppa.ui.attachments import attachment
from kimppa.ui.deliveries.forms import DeliverForm, FreezeForm
from kimppa.ui.deliveries.versions import (
    Reach,
    Receipt,
    Version,
    VersionFile,
    file_label,
    frozen_file,
    receipt,
)
from kimppa.ui.differences import Difference, visible_differences
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages.press import attempt
from kimppa.ui.sent import REFUSED, add_errors, posted
from kimppa.ui.undo import done

SHOWN_CHANGES, SHOWN_IN_ALL = 30, 200
# So many municipalities' versions are made while the page waits; more are work of the worker.
AT_ONCE = 6


class Deliveries[S, D: Draft]:
    """Freezing, delivering, files and taking back of one kind of release.

    `name` is how the room's addresses are called: "report:" gives `report:withdraw`.
    """

    def __init__(self, kind: ReleaseKind[S, D], name: str) -> None:
        self.kind = kind
        self.name = name

    # -- Commands of a version and of a delivery ---------------------------------------------

    def urls(
        self,
        *,
        file: str = "version/<int:pk>/file.<str:kind>",
        withdraw: str = "version/<int:pk>/withdraw/",
        delivery: str = "delivery/<int:pk>/",
    ) -> list[URLPattern]:
        """The addresses of files, taking back, sending again and closing a link."""
        guard = needs(Permission.DELIVER)
        prefix = self.name.partition(":")[2]
        views: list[tuple[str, str, Callable[..., HttpResponseBase]]] = [
            (file, "version-file", require_safe(guard(self.version_file))),
            (withdraw, "withdraw", require_POST(guard(self.withdraw))),
            (f"{delivery}again/", "again", require_POST(guard(self.send_again))),
            (f"{delivery}revoke/", "revoke", require_POST(guard(self.revoke))),
        ]
        return [path(address, view, name=f"{prefix}{name}") for address, name, view in views]

    def version_file(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """A frozen file as it was frozen, by its ending."""
        release = get_object_or_404(Release, pk=pk, kind=self.kind.kind)
        return frozen_file(request, release, kind, back=self.kind.page(release))

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back a version that nobody has got."""
        release = get_object_or_404(Release, pk=pk, kind=self.kind.kind)
        return attempt(
            request,
            lambda: actions.withdraw(by=person_of(request), release=release),
            back=self.kind.page(release),
            message=_("The version was taken back."),
        )

    def send_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        delivery = self._delivery(pk)
        return attempt(
            request,
            lambda: actions.resend(by=person_of(request), delivery=delivery),
            back=self.kind.page(delivery.release),
            message=_("The link is on its way again."),
        )

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        delivery = self._delivery(pk)
        return attempt(
            request,
            lambda: actions.revoke(by=person_of(request), delivery=delivery),
            back=self.kind.page(delivery.release),
            message=_("The link is closed; the receipt stays."),
        )

    def _delivery(self, pk: int) -> Delivery:
        deliveries = Delivery.objects.select_related("release", "municipality", "recipient")
        return get_object_or_404(deliveries, pk=pk, release__kind=self.kind.kind)

    # -- Freezing ----------------------------------------------------------------------------

    def freeze_page(
        self,
        request: HttpRequest,
        document: S,
        *,
        then: str,
        template: str = "ui/deliveries/freeze.html",
        preview: Callable[[D], str] | None = None,
        warn: Callable[[Sequence[D]], Mapping[str, Any]] | None = None,
        provisional: bool = False,
        later: Callable[[Mapping[str, Any]], str] | None = None,
        **context: Any,
    ) -> HttpResponse:
        """What would be frozen and how it differs; freezes on POST, all chosen or none.

        `preview` gives the address of a draft's file, `warn` what the template warns of in the
        drafts, `provisional` is what the form begins with. `later` starts the freezing of many
        municipalities by the form's values and gives the address where it tells how far it is.
        """
        drafts = self.kind.drafts(document)
        form = self.freeze_form(request, drafts, provisional=provisional)
        if request.method == "POST":
            run = self._freeze_later(request, document, drafts, form, later) if later else ""
            if run or self.freeze(request, document, form):
                return redirect(run or then)
            # Refusing may have brought the drafts up to date: what is shown is what stands now.
            drafts = self.kind.drafts(document)
            sent_fields = request.POST.copy()
            sent_fields["seen"] = fingerprint(drafts)
            form.data = sent_fields
        # Of many municipalities a few differences each: nobody reads a thousand lines.
        most_changes = min(SHOWN_CHANGES, max(SHOWN_IN_ALL // max(len(drafts), 1), 3))
        context |= {
            "form": form,
            "rows": [
                (draft, *changes(draft, most_changes), preview(draft) if preview else "")
                for draft in drafts
            ],
            "any_open": any(not draft.settled for draft in drafts),
            "delivery_url": then,
            **(warn(drafts) if warn else {}),
        }
        return render(request, template, context, status=_status(request))

    def freeze_form(
        self, request: HttpRequest, drafts: Sequence[D], *, provisional: bool = False
    ) -> FreezeForm:
        """The form of freezing the drafts that a page shows."""
        return FreezeForm(posted(request), kind=self.kind, drafts=drafts, provisional=provisional)

    def freeze(self, request: HttpRequest, document: S, form: FreezeForm) -> list[Release]:
        """Freeze what the form says and tell so; nothing, and errors in the form, if refused."""
        if not form.is_valid():
            return []
        try:
            releases = actions.freeze_versions(**self._freeze_arguments(request, document, form))
        except ValidationError as error:
            add_errors(form, error)
            return []
        message = ngettext("%(count)d version is frozen.", "%(count)d versions are frozen.",
                           len(releases)) % {"count": len(releases)}  # fmt: skip
        undo = reverse(f"{self.name}withdraw", args=[releases[0].pk]) if len(releases) == 1 else ""
        done(request, message, undo)
        return releases

    def _freeze_later(
        self,
        request: HttpRequest,
        document: S,
        drafts: Sequence[D],
        form: FreezeForm,
        later: Callable[[Mapping[str, Any]], str],
    ) -> str:
        """Start freezing many; empty when the page may wait for it, or when it is refused. Whether
        the drafts are up to date is left to the work itself.
        """
        if not form.is_valid() or len(form.cleaned_data["municipalities"]) <= AT_ONCE:
            return ""
        try:
            arguments = self._freeze_arguments(request, document, form)
            del arguments["by"]
            actions.versions_to_freeze(drafts=drafts, **arguments)
        except ValidationError as error:
            add_errors(form, error)
            return ""
        return later(form.cleaned_data)

    def _freeze_arguments(
        self, request: HttpRequest, document: S, form: FreezeForm
    ) -> dict[str, Any]:
        """What a valid form asks to be frozen, as `freeze_versions` takes it."""
        cleaned_fields = form.cleaned_data
        return {
            "by": person_of(request),
            "kind": self.kind,
            "document": document,
            "municipalities": None
            if self.kind.common
            else self._chosen_municipalities(document, cleaned_fields),
            "provisional": cleaned_fields.get("provisional", False),
            "reason": cleaned_fields.get("reason", ""),
            "seen": cleaned_fields["seen"],
        }

    def _chosen_municipalities(
        self, document: S, cleaned_fields: dict[str, Any]
    ) -> list[Municipality]:
        return [
            town
            for town in self.kind.municipalities(document)
            if town.code in cleaned_fields["municipalities"]
        ]

    def draft_file(
        self, document: S, kind: str, municipality: Municipality | None = None
    ) -> HttpResponse:
        """A file of a draft by its ending, marked provisional."""
        (draft,) = self.kind.drafts(document, [municipality] if municipality else None)
        for file in self.kind.files(draft, Stamp(clock.today())):
            if file.name.endswith(f".{kind}"):
                return attachment(file.name, file.media_type, file.data)
        raise Http404

    # -- Delivering --------------------------------------------------------------------------

    def delivery_page(
        self,
        request: HttpRequest,
        document: S,
        **context: Any,
    ) -> HttpResponse:
        """Who has got what, opened, downloaded and passed it on; delivers on POST."""
        reached = self.reach(document)
        undelivered_towns = [reach.municipality for reach in reached if reach.waits]
        form = DeliverForm(posted(request), municipalities=undelivered_towns)
        if request.method == "POST" and form.is_valid():
            recipients = self._chosen_municipalities(document, form.cleaned_data)
            try:
                self._deliver(request, document, recipients)
            except ValidationError as error:
                add_errors(form, error)
            else:
                return redirect(request.path)
        letter = next((reach.letter for reach in reached if reach.waits), "")
        context |= {"rows": reached, "form": form, "waiting": undelivered_towns, "letter": letter}
        status = _status(request)
        return render(request, "ui/deliveries/delivery.html", context, status=status)

    def deliver_to_all(self, request: HttpRequest, document: S, *, back: str) -> HttpResponse:
        """Deliver to whoever has not got it, by a button alone; then show `back`."""
        try:
            self._deliver(request, document, None)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(back)

    def _deliver(
        self, request: HttpRequest, document: S, municipalities: Sequence[Municipality] | None
    ) -> None:
        deliveries = actions.deliver_versions(
            by=person_of(request), kind=self.kind, document=document, municipalities=municipalities
        )
        message = ngettext("Delivered to %(count)d director.", "Delivered to %(count)d directors.",
                           len(deliveries))  # fmt: skip
        done(request, message % {"count": len(deliveries)})

    def reach(self, document: S, newest: Release | None = None) -> list[Reach]:
        """How far the newest versions have come, municipality by municipality.

        `newest` is the one that is common to all, when it is at hand already.
        """
        towns = self.kind.municipalities(document)
        if newest:
            add_receipts([newest])
        versions = {"": newest} if newest else receipts(self.kind.subject(document))
        people: dict[int, dict[int, Person]] = {}
        for town, person in self.kind.recipients(towns):
            people.setdefault(town.pk, {})[person.pk] = person
        return [
            self._reach(
                town,
                versions.get("" if self.kind.common else town.code),
                people.get(town.pk, {}),
            )
            for town in towns
        ]

    def _reach(
        self, town: Municipality, release: Release | None, recipients: Mapping[int, Person]
    ) -> Reach:
        if release is None:
            return Reach(town, None, has_recipient=bool(recipients))
        recipient_ids = {
            delivery.recipient_id
            for delivery in release.deliveries.all()
            if delivery.municipality_id == town.pk
        }
        undelivered_people = tuple(
            person for pk, person in recipients.items() if pk not in recipient_ids
        )
        return Reach(town, self.version(release), bool(recipients), undelivered_people)

    def versions(self, document: S, *, reader: Person) -> list[Version]:
        """Every version of what is common to all, the newest first, with its receipts."""
        releases = with_receipts(self.kind.subject(document))
        versions = [self.version(release, reader=reader) for release in releases]
        # Only the newest can be taken back.
        return versions[:1] + [replace(version, withdraw="") for version in versions[1:]]

    def version(self, release: Release, *, reader: Person | None = None) -> Version:
        """A version read by `with_receipts`. A reader who may not deliver sees the own library's
        receipts, no files and no commands.
        """
        deliveries = list(release.deliveries.all())
        if reader and not reader.can(Permission.DELIVER):
            own_municipality_ids = {
                membership.municipality_id for membership in reader.current_memberships
            }
            receipts = [
                Receipt(delivery, receipt(delivery))
                for delivery in deliveries
                if delivery.municipality_id in own_municipality_ids
            ]
            return Version(release, [], receipts)
        files_of_release = [file for file in release.files.all() if not file.public]
        endings = [file.name.rpartition(".")[2] for file in files_of_release]
        files = [
            VersionFile(file_label(ending), self._address("version-file", release.pk, ending))
            for ending in sorted(endings, key=_pdf_first)
        ]
        receipts = [self._receipt(delivery) for delivery in deliveries]
        withdraw = "" if deliveries else self._address("withdraw", release.pk)
        return Version(release, files, receipts, withdraw)

    def _receipt(self, delivery: Delivery) -> Receipt:
        if delivery.revoked_at:
            return Receipt(delivery, receipt(delivery))
        again_address, revoke_address = (
            self._address(name, delivery.pk) for name in ("again", "revoke")
        )
        return Receipt(delivery, receipt(delivery), again_address, revoke_address)

    def _address(self, name: str, *args: object) -> str:
        return reverse(f"{self.name}{name}", args=args)


def changes(draft: Draft, most: int = SHOWN_CHANGES) -> tuple[list[Difference], int]:
    """The first differences from the last version in words, and how many there are."""
    differences = ((change.where, change.before, change.after) for change in draft.changes)
    return visible_differences(differences, most)


def _pdf_first(ending: str) -> tuple[bool, str]:
    """A sort key of files' endings."""
    return ending != "pdf", ending


def _status(request: HttpRequest) -> int:
    return REFUSED if request.method == "POST" else 200
