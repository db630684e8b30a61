"""A person's sums over all rooms, derived from the other tables (people.standings) for quick lists."""

from django.db import models

from people.rating import START


class Standing(models.Model):
    player = models.CharField(max_length=40, primary_key=True)
    rounds = models.PositiveIntegerField(default=0)
    wins = models.PositiveIntegerField(default=0)
    liar_rounds = models.PositiveIntegerField(default=0)
    liar_wins = models.PositiveIntegerField(default=0)
    escapes = models.PositiveIntegerField(default=0, help_text="Won as a liar whom nobody caught")
    spy_rounds = models.PositiveIntegerField(default=0)
    spy_wins = models.PositiveIntegerField(default=0)
    caught = models.PositiveIntegerField(default=0, help_text="As a liar")
    votes = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)
    hints = models.PositiveIntegerField(default=0)
    matches = models.PositiveIntegerField(default=0)
    matches_won = models.PositiveIntegerField(default=0)
    streak = models.PositiveIntegerField(default=0, help_text="Rounds won in a row up to now")
    leavings = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    rating = models.IntegerField(default=START, help_text="In hundredths")

    class Meta:
        indexes = [models.Index(fields=["-rating"], name="best_first")]

    def __str__(self) -> str:
        return self.player
