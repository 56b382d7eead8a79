"""Words that all apps share: themes, audiences, districts, kinds of workplace.

Each is translatable (one row per language) and known by a ``key`` that never changes.
Other rows point at the row of the default language; ``labels.py`` translates for display.
"""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale, TranslatableMixin


class Term(TranslatableMixin, models.Model):
    """One word of a vocabulary in one language."""

    key = models.SlugField(_("nøgle"), max_length=60, help_text=_("Ændres aldrig."))
    title = models.CharField(_("navn"), max_length=120)
    position = models.PositiveSmallIntegerField(_("rækkefølge"), default=0)

    panels: ClassVar[list] = [FieldPanel("title"), FieldPanel("key"), FieldPanel("position")]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ["position", "title"]
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="%(class)s_key_per_locale")
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a key that is taken: the form has no language, so no constraint is asked."""
        super().clean()
        language = self.locale_id or Locale.get_default().pk
        twins = type(self)._default_manager.filter(key=self.key, locale_id=language)
        if twins.exclude(pk=self.pk).exists():
            raise ValidationError({"key": _("Nøglen er i brug.")})


class Theme(Term):
    """A theme of knowledge, such as online radicalisation."""

    class Meta(Term.Meta):
        verbose_name = _("tema")
        verbose_name_plural = _("temaer")


class Audience(Term):
    """Whom an activity or article is for."""

    class Meta(Term.Meta):
        verbose_name = _("målgruppe")
        verbose_name_plural = _("målgrupper")


class District(Term):
    """A district of Copenhagen."""

    class Meta(Term.Meta):
        verbose_name = _("bydel")
        verbose_name_plural = _("bydele")


class WorkplaceKind(Term):
    """Kind of workplace at sign-up: school, club, SSP, police, association …"""

    class Meta(Term.Meta):
        verbose_name = _("slags arbejdsplads")
        verbose_name_plural = _("slags arbejdspladser")
