"""The books after the faults: the log against the inbox, the cursors and the projections."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from events import registry

Rows = list[tuple[Any, ...]]


class Books:
    """Reads the database of a LIE that has come to rest."""

    cause = "json_extract(envelope, '$.causationid')"
    seconds = "(julianday(time) - 2440587.5) * 86400.0"  # since 1970

    def __init__(self, data: Path) -> None:
        self._database = data / "lie.sqlite3"

    def ask(self, query: str) -> Rows:
        with closing(sqlite3.connect(self._database, timeout=20)) as connection:
            return connection.execute(query).fetchall()

    def unpublished(self) -> int:
        return len(self.ask("SELECT 1 FROM events_storedevent WHERE published_at IS NULL"))

    def behind(self) -> list[str]:
        """Subscribers that have not handled the last event they want of a stream."""
        heads: dict[tuple[str, str], int] = {}
        for stream, type, sequence in self.ask("SELECT stream, type, sequence FROM events_storedevent"):
            for concern in registry.concerns():
                if type in concern.wants():
                    key = (concern.name, str(stream))
                    heads[key] = max(heads.get(key, 0), int(sequence))
        reached = {
            (str(subscriber), str(stream)): int(sequence)
            for subscriber, stream, sequence in self.ask(
                "SELECT subscriber, stream, sequence FROM events_cursor"
            )
        }
        return [
            f"{who} of {stream}"
            for (who, stream), last in heads.items()
            if reached.get((who, stream), 0) < last
        ]

    def lost(self) -> list[str]:
        """What an event should have done and did not do, and holes in streams."""
        holes = self.ask(
            "SELECT stream FROM events_storedevent GROUP BY stream HAVING max(sequence) != count(*)"
        )
        return [
            *(f"hole in {stream}" for (stream,) in holes),
            *self.behind(),
            *(
                f"failed: {row}"
                for row in self.ask("SELECT subscriber, stream, error FROM events_faileddelivery")
            ),
            *self._media(),
            *self._chat_lines(),
        ]

    def doubled(self) -> list[str]:
        """Effects that are there more often than their cause."""
        twice = self.ask(
            f"SELECT {self.cause}, type, subject FROM ("
            " SELECT envelope, type, stream AS subject FROM events_storedevent"
            " WHERE type IN ('chat.member_joined', 'media.participant_added', 'game.seat_taken',"
            " 'game.vote_cast', 'game.described')) AS effects"
            " GROUP BY 1, 2, 3 HAVING count(*) > 1"
        )
        joined = self.ask(
            "SELECT stream, type, count(*) FROM events_storedevent WHERE type IN"
            " ('chat.room_opened', 'media.session_created', 'game.table_opened')"
            " GROUP BY 1, 2 HAVING count(*) > 1"
        )
        return [f"{row}" for row in [*twice, *joined]]

    def early(self) -> list[str]:
        """Lines of a chat that tell a word and are not the effect of its reveal."""
        reveals = "SELECT event_id FROM events_storedevent WHERE type = 'game.round_revealed'"
        told = self.ask(
            "SELECT room FROM events_storedevent WHERE type = 'chat.message_posted'"
            " AND json_extract(envelope, '$.data.about.word') IS NOT NULL"
            f" AND {self.cause} NOT IN ({reveals})"
        )
        return [f"the word told in the chat of {room}" for (room,) in told]

    def _media(self) -> list[str]:
        """The people of each room as the log has them, against the participants of its session."""
        log: dict[str, set[str]] = {}
        for room, type, envelope in self.ask(
            "SELECT room, type, envelope FROM events_storedevent WHERE type IN"
            " ('rooms.player_joined', 'rooms.player_left') ORDER BY position"
        ):
            data = json.loads(str(envelope))["data"]
            members = log.setdefault(str(room), set())
            if type == "rooms.player_left":
                members.discard(data["player"])
            elif not data["bot"]:
                members.add(data["player"])
        kept: dict[str, set[str]] = {room: set() for room in log}
        for room, player in self.ask("SELECT session_id, player FROM media_participant"):
            kept.setdefault(str(room), set()).add(str(player))
        return [f"media of {room}" for room in log if log[room] != kept[room]]

    def _chat_lines(self) -> list[str]:
        posted = self.ask(
            "SELECT room, count(*) FROM events_storedevent WHERE type = 'chat.message_posted' GROUP BY 1"
        )
        kept: dict[str, int] = dict(self.ask("SELECT room_id, count(*) FROM chat_message GROUP BY 1"))
        return [f"chat lines of {room}" for room, count in posted if kept.get(room, 0) != count]

    def stored_at(self) -> list[float]:
        """When each event was stored, epoch seconds, in order."""
        return [float(at) for (at,) in self.ask(f"SELECT {self.seconds} FROM events_storedevent ORDER BY 1")]
