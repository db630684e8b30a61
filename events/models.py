"""The backbone's tables."""

from django.db import models
from django.utils import timezone


class StoredEvent(models.Model):
    """The log, and at once the outbox: a row whose ``published_at`` is null still has to go out."""

    position = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    event_id = models.CharField(max_length=64, unique=True)
    type = models.CharField(max_length=60)
    room = models.CharField(max_length=10, db_index=True)
    time = models.DateTimeField(db_index=True)
    envelope = models.TextField(help_text="CloudEvents JSON as published: without sealed fields")
    sealed = models.TextField(default="", blank=True, help_text="Sealed fields, encrypted")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "sequence"], name="one_event_a_place")]
        indexes = [
            models.Index(fields=["position"], name="outbox", condition=models.Q(published_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.sequence} {self.type}"


class InboxEntry(models.Model):
    """A command that was handled, with its answer: the same id again changes nothing."""

    subscriber = models.CharField(max_length=20)
    message_id = models.CharField(max_length=64)
    answer = models.CharField(max_length=30, help_text='"done" or the code of a refusal')
    handled_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name_plural = "inbox entries"
        constraints = [models.UniqueConstraint(fields=["subscriber", "message_id"], name="handled_once")]


class Cursor(models.Model):
    """How far a subscriber has handled a stream: its inbox for events, kept in one number because
    events of a stream are handled in sequence."""

    subscriber = models.CharField(max_length=20)
    stream = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscriber", "stream"], name="one_cursor_a_stream")]


class FailedDelivery(models.Model):
    """An event that a subscriber could not handle.  Its stream waits for that subscriber alone."""

    class State(models.TextChoices):
        WAITING = "waiting"
        PARKED = "parked"

    subscriber = models.CharField(max_length=20)
    stream = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    event_id = models.CharField(max_length=64)
    type = models.CharField(max_length=60)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Next try, while waiting")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_index=True)
    error = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "failed deliveries"
        constraints = [models.UniqueConstraint(fields=["subscriber", "stream"], name="one_failure_a_stream")]

    def blocks(self) -> bool:
        """Whether later events of the stream have to wait still."""
        return self.state == self.State.PARKED or self.due_at > timezone.now()


class Deadline(models.Model):
    """A command that falls due.  The transaction that makes it needless deletes the row; until then
    the clock sends it, again if need be, always with the same id."""

    stream = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    version = models.PositiveIntegerField(help_text="Of what the deadline belongs to: a phase's number")
    due_at = models.DateTimeField(db_index=True)
    command = models.TextField(help_text="The command's envelope")
    fired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "purpose"], name="one_deadline_a_purpose")]


class Lease(models.Model):
    """Who may do what only one may do at a time (the clock)."""

    name = models.CharField(max_length=20, primary_key=True)
    holder = models.CharField(max_length=40)
    expires_at = models.DateTimeField()


class PatternWindow(models.Model):
    """What a pattern has seen for one key: instants (epoch seconds) of the last hits."""

    pattern = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    hits = models.JSONField(default=list)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pattern", "key"], name="one_window_a_key")]
