"""The word packs as the database holds them, and what became of their words.  The table itself lives in
its log."""

from django.db import models


class Pack(models.Model):
    """Words of one topic in one language."""

    language = models.CharField(max_length=8)
    topic = models.CharField(max_length=40)
    title = models.CharField(max_length=40)  # what players see as the category
    vague = models.JSONField(default=list)  # lines of bots that fit every word
    digest = models.CharField(max_length=64, blank=True)  # of the file it came from; "": made by hand

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "topic"], name="one_pack_per_topic")]

    def __str__(self) -> str:
        return f"{self.language}-{self.topic}"


class Word(models.Model):
    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="words")
    text = models.CharField(max_length=40)
    aliases = models.JSONField(default=list)  # other names that count as the word
    hints = models.JSONField(default=list)  # lines of bots
    difficulty = models.PositiveSmallIntegerField(default=2, help_text="1 easy, 2 medium, 3 hard")
    close = models.JSONField(default=list)  # words of the same language that a fool may have instead

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "text"], name="one_word_per_pack")]

    def __str__(self) -> str:
        return self.text


class TableRecord(models.Model):
    """How far the rounds of a table are counted."""

    room = models.CharField(max_length=10, primary_key=True)
    version = models.PositiveIntegerField(help_text="Sequence of the last event that is in here")

    def __str__(self) -> str:
        return self.room


class WordPlay(models.Model):
    """One round that counted, and what became of it."""

    id = models.BigIntegerField(primary_key=True, help_text="Position in the log")
    record = models.ForeignKey(TableRecord, on_delete=models.CASCADE, related_name="plays")
    language = models.CharField(max_length=8)
    category = models.CharField(max_length=40)
    word = models.CharField(max_length=40)
    mode = models.CharField(max_length=10)
    liars_won = models.BooleanField()
    guessed = models.BooleanField(help_text="A caught liar has guessed")
    guessed_right = models.BooleanField()
    played_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["language", "category", "word"], name="plays_of_a_word")]

    def __str__(self) -> str:
        return f"{self.word} in {self.record_id}"
