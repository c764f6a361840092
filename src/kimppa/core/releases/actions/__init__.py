"""Freezing, delivering, receipts and passing on: the only writers of releases."""

from kimppa.core.releases.actions.delivering import deliver as deliver
from kimppa.core.releases.actions.delivering import deliver_versions as deliver_versions
from kimppa.core.releases.actions.delivering import letter as letter
from kimppa.core.releases.actions.delivering import remind as remind
from kimppa.core.releases.actions.delivering import reminder as reminder
from kimppa.core.releases.actions.delivering import renew as renew
from kimppa.core.releases.actions.delivering import reopen as reopen
from kimppa.core.releases.actions.delivering import resend as resend
from kimppa.core.releases.actions.delivering import revoke as revoke
from kimppa.core.releases.actions.delivering import take_reminder_back as take_reminder_back
from kimppa.core.releases.actions.freezing import UNCHANGED as UNCHANGED
from kimppa.core.releases.actions.freezing import freeze as freeze
from kimppa.core.releases.actions.freezing import freeze_versions as freeze_versions
from kimppa.core.releases.actions.freezing import latest as latest
from kimppa.core.releases.actions.freezing import versions_to_freeze as versions_to_freeze
from kimppa.core.releases.actions.freezing import withdraw as withdraw
from kimppa.core.releases.actions.receipts import mark_downloaded as mark_downloaded
from kimppa.core.releases.actions.receipts import mark_opened as mark_opened
from kimppa.core.releases.actions.receipts import pass_on as pass_on
from kimppa.core.releases.actions.receipts import undo_pass_on as undo_pass_on
from kimppa.core.releases.drafts import RenderedFile as RenderedFile
from kimppa.core.releases.drafts import Subject as Subject
