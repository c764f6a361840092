"""The web library's pages: their texts by language, the versions of each, and who looked when."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person, Service
from kimppa.core.ratification.models import Ratification
from kimppa.core.sourced import Sourced
from kimppa.pages.languages import BASE, LANGUAGES, LOCALES, in_order
from kimppa.pages.naming import ADDITIONS, FRONT, is_content_name
from kimppa.pages.states import next_check


def every_language() -> list[str]:
    """A new page is wanted in all of them."""
    return list(LANGUAGES)


class Page(Sourced):
    """A page, a block of the front page or a snippet of Finna's own pages."""

    class Kind(models.TextChoices):
        CONTENT = "content", _("Page")
        FRONT = "front", _("Block of the front page")
        ADDITION = "addition", _("Addition to Finna's own page")

    class Format(models.TextChoices):
        MARKDOWN = "markdown", "Markdown"
        HTML = "html", "HTML"

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CONTENT)
    name = models.CharField(
        _("name in the address"),
        max_length=100,
        help_text=_("As in the address after /Content/, for example asiakkaalle."),
    )
    format = models.CharField(
        _("written in"), max_length=10, choices=Format, default=Format.MARKDOWN
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("web library"),
    )
    languages = models.JSONField(_("languages"), default=every_language, blank=True)
    owner = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of the page"),
    )
    months = models.PositiveSmallIntegerField(_("look at it every … months"), default=12)
    level = models.CharField(
        _("confirmed by each municipality"),
        max_length=20,
        choices=Ratification.Level,
        blank=True,
        help_text=_("For rules that hold only when each municipality has said yes."),
    )
    ratification = models.ForeignKey(
        Ratification,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("question to the municipalities"),
    )
    asked_number = models.PositiveIntegerField(_("version that was asked about"), default=0)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"],
                name="pages_page_once",
                violation_error_message=_("There is such a page already, perhaps a removed one."),
            ),
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=60),
                name="pages_page_months",
                violation_error_message=_("Choose from 1 to 60 months."),
            ),
        ]

    def __str__(self) -> str:
        text = self.by_language.get(BASE)
        return text.title if text else self.name

    def get_absolute_url(self) -> str:
        """The page's own page of the desk."""
        return reverse("pages:page", args=[self.pk])

    def clean(self) -> None:
        """Only names that Finna looks for; blocks and additions are HTML."""
        allowed_names = {"front": FRONT, "addition": ADDITIONS}.get(self.kind)
        if allowed_names is None and not is_content_name(self.name):
            raise ValidationError({"name": _("Use small letters, digits, - and _ only.")})
        if allowed_names is not None and self.name not in allowed_names:
            refusal = _("Choose one of: %(names)s") % {"names": ", ".join(allowed_names)}
            raise ValidationError({"name": refusal})
        if self.kind != self.Kind.CONTENT:
            self.format = self.Format.HTML

    @cached_property
    def by_language(self) -> dict[str, "Text"]:
        """The texts by language; prefetch `texts` for lists."""
        return {text.language: text for text in self.texts.all()}

    @property
    def language_codes(self) -> list[str]:
        """The languages it should be in."""
        return in_order(self.languages)

    def address(self, language: str = BASE) -> str:
        """Where customers read it; empty when that is not known."""
        if self.kind == self.Kind.ADDITION or self.service is None or not self.service.address:
            return ""
        path = f"Content/{self.name}" if self.kind == self.Kind.CONTENT else ""
        return f"{self.service.address.rstrip('/')}/{path}?lng={LOCALES[language]}"


class Text(Sourced):
    """A page in one language. `follows` is the number of the Finnish version it corresponds to."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="texts", verbose_name=_("page"))
    language = models.CharField(
        _("language"), max_length=2, choices=[(code, name) for code, name in LANGUAGES.items()]
    )
    number = models.PositiveIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    follows = models.PositiveIntegerField(_("Finnish version it follows"), default=0)
    checked_on = models.DateField(_("looked at"))

    class Meta:
        ordering = ["page", "language"]
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="pages_text_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def due(self) -> dt.date:
        """When somebody should look at it again."""
        return next_check(self.checked_on, self.page.months)


class Version(Sourced):
    """A text as it stood after a save; never changed."""

    text = models.ForeignKey(Text, models.CASCADE, related_name="versions", verbose_name=_("text"))
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    reason = models.CharField(_("what was changed"), max_length=300, blank=True)
    at = models.DateTimeField(_("saved"))
    by_name = models.CharField(_("who"), max_length=200)

    class Meta:
        ordering = ["text", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="pages_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    def get_absolute_url(self) -> str:
        """What it changed."""
        return reverse("pages:version", args=[self.pk])


class Check(Sourced):
    """Somebody looked at a text and found it right."""

    text = models.ForeignKey(Text, models.CASCADE, related_name="checks", verbose_name=_("text"))
    on = models.DateField(_("looked at"))
    before = models.DateField(_("looked at before that"))
    by_name = models.CharField(_("who"), max_length=200)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        language = str(LANGUAGES[self.text.language]).lower()
        return f"{self.text.title} ({language}) {date_format(self.on, 'SHORT_DATE_FORMAT')}"
