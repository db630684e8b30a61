"""The lobby: rooms as a table, for the list of public rooms and for admins.  A projection."""

from django.db import models


class Room(models.Model):
    code = models.CharField(max_length=10, primary_key=True)
    host = models.CharField(max_length=20, blank=True, help_text="Nickname")
    language = models.CharField(max_length=2)
    public = models.BooleanField()
    capacity = models.PositiveSmallIntegerField()
    members = models.PositiveSmallIntegerField(default=0)
    people = models.PositiveSmallIntegerField(default=0, help_text="Present, without bots")
    playing = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)
    opened_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["public", "closed", "-opened_at"], name="lobby")]

    def __str__(self) -> str:
        return self.code
