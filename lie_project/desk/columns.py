"""What columns, fields and single things of the admin are called, in the staff's language.

Here and not in the models: a name that people read is no part of a table, and makes no migration.
"""

from collections.abc import Iterable
from types import MethodType
from typing import Any

from django.contrib.admin import ModelAdmin
from django.utils.translation import gettext_lazy as _

from lie_project.desk import names

FIELDS: dict[str, Any] = {
    "approval": _("has to be let in"),
    "attempt_time": _("tried at"),
    "capacity": _("seats"),
    "changed_at": _("changed"),
    "close": _("words near it"),
    "closed": _("closed"),
    "closed_at": _("closed"),
    "code": _("code"),
    "created_at": _("opened"),
    "difficulty": _("difficulty"),
    "due_at": _("due"),
    "enabled": _("looked for"),
    "failures_since_start": _("failures"),
    "fired_at": _("done"),
    "hidden": _("hidden"),
    "hints": _("hints"),
    "ip_address": _("address"),
    "key": _("key"),
    "language": _("language"),
    "leavings": _("left a game"),
    "liar_rounds": _("rounds as liar"),
    "liar_wins": _("won as liar"),
    "locked": _("locked"),
    "locked_out": _("locked out"),
    "logout_time": _("signed out"),
    "matches": _("games"),
    "matches_won": _("games won"),
    "met_at": _("first seen"),
    "nickname": _("nickname"),
    "notice": _("notice"),
    "owner": _("by a player"),
    "pack": _("word pack"),
    "path_info": _("page"),
    "pattern": _("pattern"),
    "player": _("player"),
    "public": _("in the list"),
    "purpose": _("for what"),
    "rating": _("rating"),
    "reason": _("reason"),
    "room": _("room"),
    "rounds": _("rounds"),
    "state": _("state"),
    "stream": _("stream"),
    "text": _("text"),
    "time": _("moment"),
    "title": _("title"),
    "topic": _("topic"),
    "user_agent": _("browser"),
    "username": _("account"),
    "wins": _("won"),
}
SINGLES: dict[str, Any] = {
    "axes.accessattempt": _("try to sign in"),
    "axes.accessfailurelog": _("failure to sign in"),
    "axes.accesslog": _("sign-in"),
    "chat.message": _("line"),
    "events.deadline": _("deadline"),
    "events.faileddelivery": _("failed event"),
    "events.patternthreshold": _("pattern threshold"),
    "events.storedevent": _("event"),
    "game.pack": _("word pack"),
    "game.tablerecord": _("word and roles"),
    "game.word": _("word"),
    "media.mediasession": _("session of video and sound"),
    "people.person": _("player"),
    "people.standing": _("rating"),
    "rooms.room": _("room"),
}
MANY: dict[str, Any] = names.MODELS | {"events.storedevent": _("events")}  # as in "0 events"


def call(admins: "Iterable[ModelAdmin[Any]]") -> None:
    """Give their models these names; what a model names itself, it keeps."""
    for admin in admins:
        model = admin.model
        if isinstance(column := getattr(admin, "status", None), MethodType):  # of axes, which has no Korean
            column.__func__.short_description = FIELDS["state"]  # type: ignore[attr-defined]
        label = model._meta.label_lower
        model._meta.verbose_name = SINGLES.get(label, model._meta.verbose_name)
        model._meta.verbose_name_plural = MANY.get(label, model._meta.verbose_name_plural)
        for field in model._meta.fields:
            if field.name in FIELDS and (not named(field) or model._meta.app_label == "axes"):
                field.verbose_name = FIELDS[field.name]


def named(field: Any) -> bool:
    """By its model, and not by Django after the column."""
    return field._verbose_name is not None
