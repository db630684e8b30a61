"""Chat rooms, their members and their lines.  Written by chat.projector alone."""

from django.db import models


class ChatRoom(models.Model):
    code = models.CharField(max_length=10, primary_key=True)
    version = models.PositiveIntegerField(default=0, help_text="Sequence of its stream's last event")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code


class ChatMember(models.Model):
    room = models.ForeignKey(ChatRoom, on_delete=models.CASCADE, related_name="members")
    player = models.CharField(max_length=40)
    nickname = models.CharField(max_length=20)
    present = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "player"], name="one_member_a_player")]

    def __str__(self) -> str:
        return self.nickname


class Message(models.Model):
    """A line.  ``number`` is its sequence in the chat's stream."""

    room = models.ForeignKey(ChatRoom, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=40, blank=True)
    nickname = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=200, blank=True)
    notice = models.CharField(max_length=40, blank=True)
    about = models.JSONField(default=dict)
    time = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="one_line_a_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.room_id}#{self.number}"
