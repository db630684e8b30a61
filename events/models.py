"""The backbone's tables."""

from typing import Any

import msgspec
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.messages.envelope import Envelope


class Attribute(models.Func):
    """One attribute of an envelope, out of its text: an index over it needs no column of its own.

    PostgreSQL reads it by a pattern and not as JSON, since its JSON refuses texts with a NUL that a
    player may send, and with them the append.  Quotes inside of texts are escaped, so none matches.
    """

    attribute: str
    arity = 1
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        value = f"json_extract(%(expressions)s, '$.{self.attribute}')"
        template = f"CASE WHEN json_valid(%(expressions)s) THEN {value} END"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"""substring(%(expressions)s from '"{self.attribute}":"([^"]*)"')"""
        return self.as_sql(compiler, connection, template=template, **context)


class CorrelationId(Attribute):
    attribute = "correlationid"


class CausationId(Attribute):
    attribute = "causationid"


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
            models.Index(fields=["position"], name="outbox", condition=models.Q(published_at__isnull=True)),
            models.Index(fields=["type", "position"], name="events_of_a_type"),
            models.Index(CorrelationId("envelope"), "position", name="events_of_an_action"),
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
    corrected = models.TextField(
        default="", blank=True, help_text="Envelope that an admin has mended, handled in place of the log's"
    )

    class Meta:
        verbose_name_plural = "failed deliveries"
        constraints = [models.UniqueConstraint(fields=["subscriber", "stream"], name="one_failure_a_stream")]
        indexes = [models.Index(fields=["state", "subscriber", "type", "error"], name="parked_groups")]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.stream}#{self.sequence} {self.type}"

    def blocks(self) -> bool:
        """Whether later events of the stream have to wait still."""
        return self.state == self.State.PARKED or self.due_at > timezone.now()

    def instead_of(self, event: Envelope) -> Envelope:
        """What this subscriber is to handle for ``event``: its correction, if an admin has made one.

        The row outlives its event when the next one of the stream fails as well, so the ids decide.
        """
        if not self.corrected:
            return event
        corrected = msgspec.json.decode(self.corrected, type=Envelope)
        return corrected if corrected.id == event.id else event


class DeskAction(models.Model):
    """What an admin has done to a parked event: never changed, never deleted with anything else."""

    class Kind(models.TextChoices):
        EDITED = "edited", _("edited")
        REQUEUED = "requeued", _("requeued")
        REQUEUED_GROUP = "requeued_group", _("requeued as a group")
        DROPPED = "dropped", _("dropped")

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    by = models.CharField(_("who"), max_length=150, help_text=_("Name of the account at that time"))
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    subscriber = models.CharField(_("subscriber"), max_length=20)
    type = models.CharField(_("type"), max_length=60)
    error = models.CharField(_("error"), max_length=200)
    stream = models.CharField(_("stream"), max_length=60, blank=True, help_text=_("Empty for a group"))
    sequence = models.PositiveIntegerField(_("sequence"), null=True)
    event_id = models.CharField(_("event id"), max_length=64, blank=True, db_index=True)
    events = models.PositiveIntegerField(_("events"), default=1, help_text=_("How many it was done to"))
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"), blank=True)

    class Meta:
        verbose_name = _("desk action")
        verbose_name_plural = _("desk actions")

    def __str__(self) -> str:
        return f"{self.kind} {self.stream or self.subscriber} {self.type}"


class Subscription(Cursor):
    """The cursors, seen as what each queue still has to handle: a page of the admin."""

    class Meta:
        proxy = True
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")


class Deadline(models.Model):
    """A command that falls due.  The transaction that makes it needless deletes the row; until then
    the clock sends it, again if need be, always with the same id."""

    stream = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    version = models.PositiveIntegerField(help_text="Of what the deadline belongs to: a phase's number")
    due_at = models.DateTimeField(db_index=True)
    command = models.TextField(help_text="The command's envelope")
    fired_at = models.DateTimeField(null=True)
    failed = models.PositiveSmallIntegerField(default=0, help_text="How often its command used up its tries")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "purpose"], name="one_deadline_a_purpose")]


class Lease(models.Model):
    """Who may do what only one may do at a time (the clock)."""

    name = models.CharField(max_length=20, primary_key=True)
    holder = models.CharField(max_length=40)
    expires_at = models.DateTimeField()


class Incident(models.Model):
    """Something that is or was out of order.  The log has its beginning and end as events."""

    class Kind(models.TextChoices):
        BROKER = "broker", _("broker away")
        WORKER = "worker", _("no worker")
        PARKED = "parked", _("parked events")
        UNROUTED = "unrouted", _("events without a queue")
        MEDIA = "media", _("video and sound")
        REDIS = "redis", _("Redis away")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    subject = models.CharField(_("subject"), max_length=60, blank=True)
    open = models.BooleanField(_("open"), default=True)
    raised_at = models.DateTimeField(_("raised"))
    good_since = models.DateTimeField(_("good since"), null=True)
    cleared_at = models.DateTimeField(_("cleared"), null=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    count = models.PositiveIntegerField(_("times"), default=1, help_text=_("It came back while it was open"))
    event_id = models.CharField(max_length=64)  # of its incident_raised

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(open=True), name="one_open_incident"
            )
        ]
        indexes = [
            models.Index(fields=["-open", "-id"], name="incidents_open_first"),
            models.Index(fields=["kind", "-open", "-id"], name="incidents_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".rstrip()


class PatternWindow(models.Model):
    """What the patterns have seen of one room, or of all together (room ""), up to a position of the log.

    It goes with the room's log and no sooner: without it the log would be matched again.
    """

    room = models.CharField(max_length=10, unique=True, blank=True)
    position = models.BigIntegerField(default=0)
    state = models.JSONField(default=dict, help_text="pattern -> key -> runs of marks (events.patterns.cep)")
    expires_at = models.DateTimeField(
        null=True, db_index=True, help_text="When something falls due that no event will tell"
    )

    def __str__(self) -> str:
        return f"{self.room or 'all rooms'} up to {self.position}"


class PatternThreshold(models.Model):
    """How an admin wants a pattern.  An empty value is the shipped one."""

    pattern = models.CharField(max_length=40, unique=True)
    enabled = models.BooleanField(default=True)
    count = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, "A pattern needs at least 1 event."),
            MaxValueValidator(1000, "More than 1000 events are never kept for one pattern."),
        ],
        help_text="How many make a match; empty: as shipped",
    )
    within = models.FloatField(
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, "A window of less than 1 second would see nothing."),
            MaxValueValidator(86_400, "A window lasts a day (86400 seconds) at most."),
        ],
        help_text="Seconds; empty: as shipped",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sound_threshold",
                condition=(models.Q(count__isnull=True) | models.Q(count__range=(1, 1000)))
                & (models.Q(within__isnull=True) | models.Q(within__range=(1, 86_400))),
            )
        ]

    def __str__(self) -> str:
        return self.pattern
