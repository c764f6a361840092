"""Every table of the core, gathered from its ideas so that Django finds them."""

from kimppa.core.allocation.models import AllocationKey, KeyShare
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import (
    Branch,
    Consortium,
    Department,
    Membership,
    Municipality,
    Person,
    Service,
)
from kimppa.core.decisions.models import Decision
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence, EvidenceFigure, LineChoice
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.files.models import StoredFile
from kimppa.core.imports.models import Import, ImportOriginal, Meaning
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.offers.models import OfferChoice
from kimppa.core.ratification.models import AnswerLink, Confirmation, Ratification
from kimppa.core.releases.models import Delivery, PassedOn, Release, ReleaseFile
from kimppa.core.search.models import SearchDocument, SearchState, SearchWaiting
from kimppa.core.signin.models import OpenSession, SignIn
from kimppa.core.tasks.models import Checklist, ChecklistStep, StepMark, Task
from kimppa.core.throttle.models import Try
from kimppa.core.tokens.models import ApiToken, KeptAnswer
from kimppa.core.webhooks.models import Webhook, WebhookMessage
from kimppa.core.yearclock.models import CalendarFeed

__all__ = [
    "AllocationKey",
    "AnswerLink",
    "ApiToken",
    "AuditEvent",
    "Branch",
    "CalendarFeed",
    "Checklist",
    "ChecklistStep",
    "Confirmation",
    "Consortium",
    "Decision",
    "Delivery",
    "Department",
    "Duty",
    "Evidence",
    "EvidenceFigure",
    "Figure",
    "Import",
    "ImportOriginal",
    "Integration",
    "KeptAnswer",
    "KeyShare",
    "LineChoice",
    "Meaning",
    "Membership",
    "Municipality",
    "OfferChoice",
    "OpenSession",
    "OutgoingMail",
    "PassedOn",
    "Person",
    "Ratification",
    "Release",
    "ReleaseFile",
    "SearchDocument",
    "SearchState",
    "SearchWaiting",
    "Service",
    "SignIn",
    "StepMark",
    "StoredFile",
    "Task",
    "Try",
    "Variable",
    "Webhook",
    "WebhookMessage",
]
