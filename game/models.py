"""The word packs as the database holds them.  The table itself lives in its log."""

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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "text"], name="one_word_per_pack")]

    def __str__(self) -> str:
        return self.text
