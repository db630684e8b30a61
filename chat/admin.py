"""Admin: what was said, to be taken away and its author silenced; and the words that are masked."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chat import wordlist
from chat.models import FilteredWord, Message
from events.admin import ReadOnly, orders
from events.admin.base import BoundedPaginator
from events.messages.commands import HideLine, MutePlayer
from events.schema import Command

HOUR = 60  # minutes


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_title = _("Lines")
    list_display = ("time", "in_room", "nickname", "text", "notice", "hidden")
    list_display_links = None
    list_filter = ("hidden",)
    search_fields = ("=room__code", "nickname")
    search_help_text = _("A room's code, or a nickname")
    ordering = ("-pk",)
    sortable_by = ()
    paginator = BoundedPaginator
    show_full_result_count = False
    actions = ("hide_lines", "mute_authors")

    @admin.display(description=_("room"))
    def in_room(self, line: Message) -> str:
        return line.room_id

    @admin.action(description=_("Take these lines away from everybody"), permissions=["moderate"])
    def hide_lines(self, request: HttpRequest, lines: QuerySet[Message]) -> None:
        wishes = [(line, HideLine(number=line.number)) for line in lines.exclude(author="")]
        self._send(request, "hide", wishes)

    @admin.action(description=_("Mute who wrote these lines for an hour"), permissions=["moderate"])
    def mute_authors(self, request: HttpRequest, lines: QuerySet[Message]) -> None:
        authors = {(line.room_id, line.author): line for line in lines.exclude(author="")}
        wishes = [(line, MutePlayer(player=line.author, minutes=HOUR)) for line in authors.values()]
        self._send(request, "mute", wishes, minutes=HOUR)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("chat.change_message")

    def _send(
        self, request: HttpRequest, name: str, wishes: Sequence[tuple[Message, Command]], minutes: int = 0
    ) -> None:
        """Each as an order of the desk, in the log, and as an entry of the admin's own history."""
        for line, command in wishes:
            orders.give(
                command,
                line.room_id,
                name=name,
                by=request.user.get_username(),
                reason=gettext("Chosen in the list of lines"),
                about=line.author,
                nickname=line.nickname,
                minutes=minutes,
                before={"line": str(line.number), "hidden": str(line.hidden)},
            )
            self.log_change(request, line, type(command).__name__)
        told = ngettext("%(n)s wish was passed on.", "%(n)s wishes were passed on.", len(wishes))
        self.message_user(request, told % {"n": len(wishes)}, messages.SUCCESS)


@admin.register(FilteredWord)
class FilteredWordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("word", "rank", "inside")
    list_filter = ("rank",)
    search_fields = ("word",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        wordlist.forget()
        self.message_user(request, gettext("It counts in all rooms within a quarter of a minute."))
