"""Chat rooms, their members and their lines, written by chat.projector alone; and words that are masked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChatRoom(models.Model):
    code = models.CharField(max_length=10, primary_key=True)
    version = models.PositiveIntegerField(default=0, help_text="Sequence of its stream's last event")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    host = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, default="mild", help_text="Of the word filter")

    def __str__(self) -> str:
        return self.code


class ChatMember(models.Model):
    room = models.ForeignKey(ChatRoom, on_delete=models.CASCADE, related_name="members")
    player = models.CharField(max_length=40)
    nickname = models.CharField(max_length=20)
    present = models.BooleanField(default=True)
    muted_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "player"], name="one_member_a_player")]

    def __str__(self) -> str:
        return self.nickname


class Message(models.Model):
    """A line.  ``number`` is its sequence in the chat's stream."""

    room = models.ForeignKey(ChatRoom, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=40, blank=True)
    nickname = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=200, blank=True)
    notice = models.CharField(max_length=40, blank=True)
    about = models.JSONField(default=dict)
    time = models.DateTimeField()
    hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="one_line_a_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.room_id}#{self.number}"


class FilteredWord(models.Model):
    """What an admin adds to the shipped lists of the word filter, or wants otherwise (chat.wordlist)."""

    class Rank(models.TextChoices):
        MILD = "mild", _("masked in mild and strict rooms")
        STRICT = "strict", _("masked in strict rooms")
        ALLOWED = "allowed", _("never masked")

    word = models.CharField(_("word"), max_length=40, unique=True)
    rank = models.CharField(_("what becomes of it"), max_length=10, choices=Rank, default=Rank.MILD)
    inside = models.BooleanField(
        _("inside of words"), default=False, help_text=_("Found also where other letters stand around it")
    )

    class Meta:
        verbose_name = _("filtered word")
        verbose_name_plural = _("filtered words")

    def __str__(self) -> str:
        return self.word
