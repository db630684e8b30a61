"""The lobby: rooms as a table, for the list of public rooms and for admins: its projector writes it."""

from django.db import models
from django.utils import timezone


class Room(models.Model):
    code = models.CharField(max_length=10, primary_key=True)
    version = models.PositiveIntegerField(default=0, help_text="Sequence of its stream's last event")
    host = models.CharField(max_length=20, blank=True, help_text="Nickname")
    language = models.CharField(max_length=2)
    public = models.BooleanField()
    mode = models.CharField(max_length=7, default="classic")
    capacity = models.PositiveSmallIntegerField()
    password = models.BooleanField(default=False, help_text="Asks for one")
    approval = models.BooleanField(default=False, help_text="Newcomers wait for the host's yes")
    locked = models.BooleanField(default=False, help_text="No newcomers")
    members = models.PositiveSmallIntegerField(default=0)
    people = models.PositiveSmallIntegerField(default=0, help_text="Present, without bots")
    playing = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["public", "closed", "-opened_at"], name="lobby")]

    def __str__(self) -> str:
        return self.code
