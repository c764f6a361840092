"""Who may be signed in: checked at sign-in and again at every request."""

from django.contrib.auth.backends import ModelBackend

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Person


class PersonBackend(ModelBackend):
    """People with a password, within their time of validity."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session and their memberships at once: every page needs both."""
        in_force = Membership.objects.valid_on(clock.today()).filter(person=user_id)
        memberships = list(in_force.select_related("person", "municipality"))
        if not memberships:
            user: Person | None = super().get_user(user_id)
            return user
        person = memberships[0].person
        if not self.user_can_authenticate(person):
            return None
        for membership in memberships:
            membership.person = person
        person.__dict__["current_memberships"] = memberships
        return person

    def user_can_authenticate(self, user: Person | None) -> bool:  # type: ignore[override]  # Django types any user
        """Active and valid today; a person whose time ends is signed out at the next page."""
        return user is not None and may_sign_in(user)


def may_sign_in(person: Person) -> bool:
    """Whether the person is active and today is within their validity."""
    return person.in_use
