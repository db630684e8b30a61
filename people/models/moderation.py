"""Reports and sanctions, by people.projector from the log: every change of them is an event."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.counts import Ledger


class Report(models.Model):
    id = models.BigIntegerField(primary_key=True)
    ledger = models.ForeignKey(
        Ledger, on_delete=models.CASCADE, related_name="reports", verbose_name=_("room")
    )
    player = models.CharField(_("player"), max_length=40, db_index=True)
    reporter = models.CharField(_("reporter"), max_length=40, db_index=True)
    reason = models.CharField(_("reason"), max_length=20)
    note = models.CharField(_("note"), max_length=500, blank=True)
    line = models.CharField(max_length=64, blank=True, help_text="Event of the line that it is about")
    evidence = models.JSONField(default=list, help_text="Events of the lines around it")
    at = models.DateTimeField(_("when"), db_index=True)
    upheld = models.BooleanField(_("upheld"), null=True, db_index=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return f"{self.reason} {self.player}"


class Sanction(models.Model):
    class Kind(models.TextChoices):
        MUTE = "mute", _("muted in chats")
        BAN = "ban", _("banned from the site")

    id = models.BigIntegerField(primary_key=True)
    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="sanctions")
    player = models.CharField(_("player"), max_length=40)
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    until = models.DateTimeField(_("until"), null=True, help_text=_("Empty: until it is lifted"))
    reason = models.CharField(_("reason"), max_length=500)
    by = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("when"))
    report = models.BigIntegerField(_("report"), null=True)
    appeal = models.CharField(_("appeal"), max_length=500, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.CharField(_("lifted by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        indexes = [models.Index(fields=["player", "kind", "lifted_at"], name="sanctions_of_a_player")]

    def __str__(self) -> str:
        return f"{self.kind} {self.player}"

    @property
    def in_force(self) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > timezone.now())


class Alias(models.Model):
    """A guest whose history is an account's."""

    id = models.BigIntegerField(primary_key=True)
    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="aliases")
    player = models.CharField(max_length=40, db_index=True, help_text="The guest")
    person = models.CharField(max_length=40, db_index=True, help_text="Player of the account")


class Forgotten(models.Model):
    """This id belongs to nobody any more, and never will again."""

    id = models.BigIntegerField(primary_key=True)
    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="forgotten")
    player = models.CharField(max_length=40, db_index=True)
