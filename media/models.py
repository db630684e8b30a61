"""Media sessions: one per room, with who takes part, written by media.projector alone; and the stage on
which the game is played.  Packets live elsewhere.
"""

from django.db import models


class MediaSession(models.Model):
    room = models.CharField(max_length=10, primary_key=True)
    version = models.PositiveIntegerField(default=0, help_text="Sequence of its stream's last event")
    epoch = models.PositiveBigIntegerField(default=0, help_text="Of its last media server; 0: none yet")
    speaker = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.room


class Stage(models.Model):
    """What of a room's game decides who is heard and seen (media.sessions).  Written by media.staging alone,
    from the game's events; not worth rebuilding: the next phase says most of it again."""

    room = models.CharField(max_length=10, primary_key=True)
    number = models.PositiveIntegerField(default=0, help_text="Sequence of the game's last event")
    phase = models.CharField(max_length=20, default="lobby")
    turn = models.CharField(max_length=40, blank=True)
    candidates = models.JSONField(default=list)
    playing = models.JSONField(default=list)
    out = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.room}: {self.phase}"


class Participant(models.Model):
    session = models.ForeignKey(MediaSession, on_delete=models.CASCADE, related_name="participants")
    player = models.CharField(max_length=40)
    joined_at = models.DateTimeField()
    connected = models.BooleanField(default=False, help_text="With video and voice just now")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "player"], name="one_place_a_player")]
        ordering = ["joined_at"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.player}"
