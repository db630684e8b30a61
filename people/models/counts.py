"""What games came to, by people.projector from the log: ``manage.py rebuild people`` makes it anew."""

from django.db import models


class Ledger(models.Model):
    """How far the events of people in a room are in these tables."""

    room = models.CharField(max_length=10, primary_key=True)
    version = models.PositiveIntegerField(default=0, help_text="Sequence of its stream's last event")

    def __str__(self) -> str:
        return self.room


class RoundPlayed(models.Model):
    """One round of one person."""

    id = models.BigIntegerField(primary_key=True, help_text="From the event's position and his place in it")
    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="rounds")
    player = models.CharField(max_length=40)
    match = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10)
    role = models.CharField(max_length=10)
    won = models.BooleanField()
    caught = models.BooleanField()
    voted = models.BooleanField()
    right = models.BooleanField()
    hints = models.PositiveSmallIntegerField()
    points = models.SmallIntegerField()
    rated = models.BooleanField()
    change = models.IntegerField(help_text="Of the rating, in hundredths")
    played_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["player", "id"], name="rounds_of_a_player")]


class MatchPlayed(models.Model):
    """One match of one person."""

    id = models.BigIntegerField(primary_key=True)
    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="matches")
    player = models.CharField(max_length=40)
    match = models.PositiveIntegerField(help_text="Sequence of its game.match_started")
    score = models.SmallIntegerField()
    won = models.BooleanField()
    ended_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["player", "-id"], name="matches_of_a_player")]


class Leaving(models.Model):
    """Somebody left in the middle of a match."""

    id = models.BigIntegerField(primary_key=True)
    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="leavings")
    player = models.CharField(max_length=40)
    match = models.PositiveIntegerField()
    change = models.IntegerField()
    left_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["player", "id"], name="leavings_of_a_player")]


class Achievement(models.Model):
    id = models.BigIntegerField(primary_key=True)
    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="achievements")
    player = models.CharField(max_length=40)
    name = models.CharField(max_length=30)
    earned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["player", "name"], name="earned_once")]
