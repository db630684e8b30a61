"""Who is whose friend.  No events: what is here can be forgotten."""

from django.db import models
from django.db.models.functions import Greatest, Least


class Friendship(models.Model):
    """What is between two persons, asked by one of them: one row a pair, whoever asked."""

    class State(models.TextChoices):
        ASKED = "asked"
        FRIENDS = "friends"
        DECLINED = "declined"

    asker = models.CharField(max_length=40, db_index=True)
    asked = models.CharField(max_length=40, db_index=True)
    asker_name = models.CharField(max_length=20, help_text="When he asked")
    asked_name = models.CharField(max_length=20, help_text="When he was asked")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    at = models.DateTimeField(auto_now=True, help_text="Since when it is so")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("asker", "asked"), Greatest("asker", "asked"), name="one_tie_a_pair"
            )
        ]
