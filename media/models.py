"""Media sessions: one per room, with who takes part.  The record, written by media.projector alone;
packets live elsewhere.
"""

from django.db import models


class MediaSession(models.Model):
    room = models.CharField(max_length=10, primary_key=True)
    version = models.PositiveIntegerField(default=0, help_text="Sequence of its stream's last event")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.room


class Participant(models.Model):
    session = models.ForeignKey(MediaSession, on_delete=models.CASCADE, related_name="participants")
    player = models.CharField(max_length=40)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "player"], name="one_place_a_player")]
        ordering = ["joined_at"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.player}"
