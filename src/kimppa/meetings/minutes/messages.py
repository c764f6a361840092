"""What is said of minutes that are final already."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.meetings.minutes.queries import newest_final
from kimppa.meetings.models import Item


def correcting(item: Item) -> str:
    """What happens when an item of final minutes is opened again or corrected, and what is to be
    done then; empty before the minutes are final. One query, of an item read with its decision.
    """
    meeting = item.meeting
    release = newest_final(meeting) if meeting and meeting.is_under_way else None
    if release is None:
        return ""
    version = {"version": release.version}
    if not item.outcome:
        return (
            _(
                "The minutes are final (version %(version)d). Close the item and freeze a new "
                "version: until then the minutes are told to be under correction."
            )
            % version
        )
    sentences = [
        _(
            "The minutes are final (version %(version)d). When you correct or open the item again, "
            "they are told to be under correction until you freeze a new version."
        )
        % version
    ]
    if item.decision:
        sentences.append(_("Opening it takes the decision out of the register."))
    if item.decision and item.decision.ratification_id:
        sentences.append(
            _("Its question is withdrawn with the answers to it; closing it asks all anew.")
        )
    return " ".join(sentences)


def sent_words(count: int) -> str:
    """To how many the minutes were sent."""
    text = ngettext(
        "The minutes were sent to %(count)d person to approve.",
        "The minutes were sent to %(count)d people to approve.",
        count,
    )
    return text % {"count": count}
