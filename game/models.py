"""The word packs as the database holds them, and what became of their words.  The table itself lives in
its log."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pack(models.Model):
    """Words of one topic in one language, shipped with LIE; or a player's own, with topics of its own."""

    class State(models.TextChoices):
        PRIVATE = "private", _("only yours")
        SUBMITTED = "submitted", _("handed in")
        APPROVED = "approved", _("for everybody")
        REFUSED = "refused", _("sent back")

    key = models.CharField(max_length=40, unique=True, help_text="Stays when the title does not")
    language = models.CharField(max_length=8)
    topic = models.CharField(max_length=40)  # of a shipped one; of any other: its key
    title = models.CharField(max_length=40)  # what players see as the category
    vague = models.JSONField(default=list)  # lines of bots that fit every word
    digest = models.CharField(max_length=64, blank=True)  # of the file it came from; "": made by hand
    owner = models.CharField(max_length=40, blank=True, db_index=True)  # player; "": of LIE itself
    state = models.CharField(max_length=10, choices=State, default=State.APPROVED)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was sent back")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "topic"], name="one_pack_per_topic")]

    def __str__(self) -> str:
        return self.title if self.owner else f"{self.language}-{self.topic}"

    def save(self, *args: Any, **options: Any) -> None:
        """A shipped pack's key is its name."""
        self.key = self.key or f"{self.language}-{self.topic}"
        super().save(*args, **options)


class Word(models.Model):
    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="words")
    topic = models.CharField(max_length=40, blank=True)  # what players see as the category; "": the title
    text = models.CharField(max_length=40)
    aliases = models.JSONField(default=list)  # other names that count as the word
    hints = models.JSONField(default=list)  # lines of bots
    difficulty = models.PositiveSmallIntegerField(default=2, help_text="1 easy, 2 medium, 3 hard")
    close = models.JSONField(default=list)  # words of the same language that a fool may have instead

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "text"], name="one_word_per_pack")]

    def __str__(self) -> str:
        return self.text


class TableRecord(models.Model):
    """How far the rounds of a table are counted."""

    room = models.CharField(max_length=10, primary_key=True)
    version = models.PositiveIntegerField(help_text="Sequence of the last event that is in here")

    def __str__(self) -> str:
        return self.room


class WordPlay(models.Model):
    """One round that counted, and what became of it."""

    id = models.BigIntegerField(primary_key=True, help_text="Position in the log")
    record = models.ForeignKey(TableRecord, on_delete=models.CASCADE, related_name="plays")
    language = models.CharField(max_length=8)
    pack = models.CharField(max_length=40, blank=True)  # key; "": a round of before packs had one
    category = models.CharField(max_length=40)
    word = models.CharField(max_length=40)
    mode = models.CharField(max_length=10)
    liars_won = models.BooleanField()
    guessed = models.BooleanField(help_text="A caught liar has guessed")
    guessed_right = models.BooleanField()
    played_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["language", "category", "word"], name="plays_of_a_word"),
            models.Index(fields=["pack", "word"], name="plays_of_a_packs_word"),
        ]

    def __str__(self) -> str:
        return f"{self.word} in {self.record_id}"
