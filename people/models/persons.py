"""Who somebody is.  No events and no projections: what is here can be forgotten."""

from django.conf import settings
from django.db import models


class Person(models.Model):
    """A player who has finished a round, or has an account.  His id in the games is his public id."""

    player = models.CharField(max_length=40, primary_key=True)
    nickname = models.CharField(max_length=20)
    language = models.CharField(max_length=2, blank=True, help_text="Empty: as his browser has it")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="person"
    )
    met_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.nickname


class Block(models.Model):
    """One player does not want to see another's lines and picture."""

    blocker = models.CharField(max_length=40)
    blocked = models.CharField(max_length=40)
    nickname = models.CharField(max_length=20, blank=True, help_text="When he was blocked")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blocker", "blocked"], name="one_block_a_pair")]


class Attendance(models.Model):
    """Who has been in which room: whom one may report, where a banned player has to be removed."""

    room = models.CharField(max_length=10)
    player = models.CharField(max_length=40, db_index=True)
    nickname = models.CharField(max_length=20)
    present = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "player"], name="one_attendance_a_room")]
