"""Who may be signed in: checked at sign-in and again at every request."""

from django.contrib.auth.backends import ModelBackend

from kimppa.core.consortium.models import Person


class PersonBackend(ModelBackend):
    """People with a password, within their time of validity."""

    def user_can_authenticate(self, user: Person | None) -> bool:  # type: ignore[override]  # Django types any user
        """Active and valid today; a person whose time ends is signed out at the next page."""
        return user is not None and may_sign_in(user)


def may_sign_in(person: Person) -> bool:
    """Whether the person is active and today is within their validity."""
    return person.in_use
