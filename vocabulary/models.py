"""Skills with their aliases, prefectures and municipalities: the words both sides of the platform share."""

from uuid import uuid4

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.reader import reads_japanese
from vocabulary.states import PhraseStatus

PHRASE_LENGTH = 80
EXAMPLE_LENGTH = 120


class NamedInTwoLanguages(models.Model):
    """Something with a Japanese and an English name, shown in the reader's language."""

    name_ja = models.CharField(_("Japanese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_ja if reads_japanese() else self.name_en


class SkillCategory(NamedInTwoLanguages):
    slug = models.SlugField(_("id"), max_length=40, primary_key=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("skill category")
        verbose_name_plural = _("skill categories")
        ordering = ["position", "slug"]


class TypicalUnit(models.TextChoices):
    """How companies usually buy such work (values as in the vocabulary file)."""

    PROJECT = "project", _("As a project")
    MAN_MONTH = "man-month", _("By the month of work")
    RETAINER = "retainer", _("At a monthly rate, for advice and care")
    PIECE = "piece", _("By the piece")


@pghistory.track()
class Skill(NamedInTwoLanguages):
    """A concept of the vocabulary; inactive when a later vocabulary no longer has it, so that old rows keep it."""

    slug = models.SlugField(_("id"), max_length=60, unique=True)
    category = models.ForeignKey(SkillCategory, models.PROTECT, verbose_name=_("category"), related_name="skills")
    parent = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("part of"), related_name="children", null=True, blank=True
    )
    typical_unit = models.CharField(_("usually bought by"), max_length=16, choices=TypicalUnit)
    position = models.PositiveSmallIntegerField(_("position"))
    active = models.BooleanField(_("in use"), default=True)
    shipped = models.BooleanField(_("from the vocabulary file"), default=False, editable=False)
    # Loading the vocabulary leaves alone what an administrator has changed.
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="skill_parent_is_another"),
        ]


class AliasUse(models.TextChoices):
    """Where in a text an alias counts; many names of tools are plain English words as well."""

    ANYWHERE = "anywhere", _("Wherever it is a word of its own")
    CASED = "cased", _("With its capitals, or in a list")
    ALONE = "alone", _("Only in a list or beside Japanese")


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class SkillAlias(models.Model):
    """Another way to write a skill."""

    skill = models.ForeignKey(Skill, models.CASCADE, verbose_name=_("skill"), related_name="aliases")
    text = models.CharField(_("as written"), max_length=PHRASE_LENGTH)
    normalised = models.CharField(_("folded spelling"), max_length=PHRASE_LENGTH * 2)
    use = models.CharField(_("counts"), max_length=8, choices=AliasUse, default=AliasUse.ANYWHERE)
    # Loading the vocabulary replaces only what it brought itself.
    shipped = models.BooleanField(_("from the vocabulary file"), default=False, editable=False)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["normalised"], name="skillalias_means_one_skill"),
            models.CheckConstraint(condition=~Q(normalised=""), name="skillalias_not_empty"),
            models.CheckConstraint(condition=Q(use__in=AliasUse.values), name="skillalias_use_known"),
        ]

    def __str__(self) -> str:
        return self.text


class Prefecture(NamedInTwoLanguages):
    """One of the 47; `metro_area` is tokyo, nagoya, osaka or nothing."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_kana = models.CharField(_("reading"), max_length=40)
    block = models.CharField(_("block of the country"), max_length=20)
    metro_area = models.CharField(_("metropolitan area"), max_length=20, null=True, blank=True)  # noqa: DJ001 -- none is a fact, not an empty name

    class Meta:
        verbose_name = _("prefecture")
        verbose_name_plural = _("prefectures")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^(0[1-9]|[1-3][0-9]|4[0-7])$"), name="prefecture_code_in_jis"
            ),
        ]


class Municipality(NamedInTwoLanguages):
    """A city, special ward, town or village, by its six-digit code with check digit."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    prefecture = models.ForeignKey(
        Prefecture, models.PROTECT, verbose_name=_("prefecture"), related_name="municipalities"
    )
    name_kana = models.CharField(_("reading"), max_length=60)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{6}$"), name="municipality_code_six_digits"),
            models.CheckConstraint(
                condition=Q(code__startswith=F("prefecture_id")), name="municipality_code_in_prefecture"
            ),
        ]


class ProposedPhrase(models.Model):
    """Words somebody used for a skill that the vocabulary does not know yet."""

    normalised = models.CharField(_("folded spelling"), max_length=PHRASE_LENGTH * 2)
    text = models.CharField(_("as written"), max_length=PHRASE_LENGTH)
    times = models.PositiveIntegerField(_("times seen"), default=1)
    # What it stood beside, a title or a headline: the first few.
    examples = ArrayField(models.CharField(max_length=EXAMPLE_LENGTH), verbose_name=_("examples"), default=list)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"))
    status = models.CharField(_("state"), max_length=10, choices=PhraseStatus, default=PhraseStatus.PROPOSED)

    class Meta:
        verbose_name = _("proposed phrase")
        verbose_name_plural = _("proposed phrases")
        ordering = ["-times", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["normalised"], name="proposedphrase_once"),
            models.CheckConstraint(condition=Q(times__gte=1), name="proposedphrase_seen_once_at_least"),
            models.CheckConstraint(condition=Q(status__in=PhraseStatus.values), name="proposedphrase_status_known"),
        ]

    def __str__(self) -> str:
        return self.text


class VocabularyVersion(models.Model):
    """One row, stamped anew by every change, so that each process knows when its index is out of date.

    A stamp, not a counter: a number given in a transaction that was undone would come back with other content.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField(default=uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="vocabularyversion_one_row")]

    def __str__(self) -> str:
        return str(self.stamp)
