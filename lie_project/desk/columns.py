"""What columns, fields and single things of the admin are called, in the staff's language.

Here and not in the models: a name that people read is no part of a table, and makes no migration.
"""

from collections.abc import Callable, Iterable
from types import MethodType
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from lie_project.desk import names

FIELDS: dict[str, Any] = {
    "about": _("concerns"),
    "aliases": _("other names"),
    "approval": _("has to be let in"),
    "attempt_time": _("tried at"),
    "attempts": _("tries"),
    "author": _("author"),
    "capacity": _("seats"),
    "caught": _("times caught"),
    "changed_at": _("changed"),
    "close": _("words near it"),
    "closed": _("closed"),
    "closed_at": _("closed"),
    "code": _("code"),
    "command": _("command"),
    "corrected": _("mended envelope"),
    "count": _("times"),
    "created_at": _("opened"),
    "difficulty": _("difficulty"),
    "digest": _("fingerprint"),
    "due_at": _("due"),
    "enabled": _("looked for"),
    "envelope": _("envelope"),
    "epoch": _("server's turn"),
    "error": _("error"),
    "escapes": _("escapes"),
    "event_id": _("event id"),
    "evidence": _("lines around it"),
    "failed": _("failed tries"),
    "failures_since_start": _("failures"),
    "fired_at": _("done"),
    "get_data": _("data of the address"),
    "hidden": _("hidden"),
    "hints": _("hints"),
    "host": _("host"),
    "http_accept": _("accepted formats"),
    "ip_address": _("address"),
    "key": _("key"),
    "language": _("language"),
    "leavings": _("left a game"),
    "ledger": _("room"),
    "liar_rounds": _("rounds as liar"),
    "liar_wins": _("won as liar"),
    "line": _("line"),
    "locked": _("locked"),
    "locked_out": _("locked out"),
    "logout_time": _("signed out"),
    "matches": _("games"),
    "matches_won": _("games won"),
    "members": _("seats taken"),
    "met_at": _("first seen"),
    "mode": _("mode"),
    "nickname": _("nickname"),
    "notice": _("notice"),
    "number": _("number"),
    "opened_at": _("opened"),
    "owner": _("by a player"),
    "pack": _("word pack"),
    "password": _("password"),
    "path_info": _("page"),
    "pattern": _("pattern"),
    "people": _("people here"),
    "player": _("player"),
    "playing": _("playing"),
    "position": _("position"),
    "post_data": _("data of the form"),
    "public": _("in the list"),
    "published_at": _("published"),
    "purpose": _("for what"),
    "rated": _("rated rounds"),
    "rating": _("rating"),
    "reason": _("reason"),
    "right": _("right votes"),
    "room": _("room"),
    "rounds": _("rounds"),
    "sealed": _("sealed fields"),
    "sequence": _("sequence"),
    "session_hash": _("fingerprint of the session"),
    "speaker": _("speaker"),
    "spy_rounds": _("rounds as spy"),
    "spy_wins": _("won as spy"),
    "state": _("state"),
    "streak": _("wins in a row"),
    "stream": _("stream"),
    "subscriber": _("subscriber"),
    "text": _("text"),
    "time": _("moment"),
    "title": _("title"),
    "topic": _("topic"),
    "type": _("type"),
    "user": _("account"),
    "user_agent": _("browser"),
    "username": _("account"),
    "vague": _("similar words"),
    "version": _("version"),
    "votes": _("votes given"),
    "wins": _("won"),
    "within": _("within (seconds)"),
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

# What a row is called whose model does not say; the command of a deadline stays out: it may carry a secret.
ROWS: dict[str, Callable[[Any], str]] = {
    "events.deadline": lambda due: f"{due.purpose} · {due.stream}",
    "events.subscription": lambda cursor: f"{cursor.subscriber} · {cursor.stream}",
}


def call(admins: "Iterable[ModelAdmin[Any]]") -> None:
    """Give their models these names; what a model names itself, it keeps."""
    for admin in admins:
        model = admin.model
        if isinstance(column := getattr(admin, "status", None), MethodType):  # of axes, which has no Korean
            column.__func__.short_description = FIELDS["state"]  # type: ignore[attr-defined]
        label = model._meta.label_lower
        if label in ROWS and getattr(model, "__str__") is Model.__str__:  # noqa: B009 - a method on an instance, says mypy
            setattr(model, "__str__", ROWS[label])  # noqa: B010
        model._meta.verbose_name = SINGLES.get(label, model._meta.verbose_name)
        model._meta.verbose_name_plural = MANY.get(label, model._meta.verbose_name_plural)
        for field in model._meta.fields:
            if isinstance(field.help_text, str) and field.help_text:
                field.help_text = _(field.help_text)
            if field.name in FIELDS and (not named(field) or model._meta.app_label == "axes"):
                field.verbose_name = FIELDS[field.name]


def named(field: Any) -> bool:
    """By its model, and not by Django after the column."""
    return field._verbose_name is not None
