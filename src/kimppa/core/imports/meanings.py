"""What headings and names in files mean: settled once, remembered for all files, forgotten."""

from collections.abc import Mapping

from django.db import transaction

from kimppa.core.audit.actions import add, change, remove
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.imports.models import Meaning
from kimppa.core.imports.names import plain_name
from kimppa.core.permissions import Actor, require


def meanings(subject: str) -> dict[str, str]:
    """What has been settled on a subject ("place"): targets by plain name."""
    settled_meanings = Meaning.objects.filter(key__startswith=f"{subject}:").values_list(
        "key", "target"
    )
    return {key.removeprefix(f"{subject}:"): target for key, target in settled_meanings}


@transaction.atomic
def remember(*, by: Actor, choices: Mapping[str, str]) -> int:
    """Remember targets by key; how many are new. Who may is checked by the caller."""
    new_count = 0
    for key, target in choices.items():
        meaning = Meaning.objects.filter(key=key).first()
        if meaning is None:
            add(Meaning(key=key, target=target), by=by, action="imports.remember")
            new_count += 1
        else:
            new_count += change_target(by=by, meaning=meaning, target=target)
    return new_count


def change_target(*, by: Actor, meaning: Meaning, target: str) -> bool:
    """Let a name mean something else; whether it did not before. The caller checks who may."""
    return change(meaning, by=by, action="imports.remember-otherwise", target=target)


@transaction.atomic
def settle_places(*, by: Actor, choices: Mapping[str, str | None]) -> None:
    """Remember whose places of files are, by the name as it stands there: a target, empty for
    another's, None to ask again. Who may is checked by the caller.
    """
    targets = {f"place:{plain_name(name)}": target for name, target in choices.items()}
    remember(by=by, choices={key: target for key, target in targets.items() if target is not None})
    forgotten_keys = [key for key, target in targets.items() if target is None]
    for meaning in Meaning.objects.filter(key__in=forgotten_keys):
        forget(by=by, meaning=meaning)


@transaction.atomic
def forget(*, by: Actor, meaning: Meaning) -> None:
    """Forget a meaning: it is asked again. Who may is checked by the caller."""
    remove(meaning, by=by, action="imports.forget")


check_undo_by(lambda by, _meaning: require(by, Permission.MANAGE_CONSORTIUM), Meaning)
