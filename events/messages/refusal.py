"""Why a command was not carried out.  A refusal is a value, not an exception: nothing changed."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Every reason a player can meet.  The gateway turns it into a sentence in his language
    (rooms.sentences)."""

    # the frame
    NOT_JSON = "not_json"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"
    BAD_DATA = "bad_data"
    TOO_FAST = "too_fast"
    BUSY = "busy"
    FAILED = "failed"
    # the room
    ROOM_NOT_FOUND = "room_not_found"
    ROOM_EXISTS = "room_exists"
    ROOM_CLOSED = "room_closed"
    ROOM_FULL = "room_full"
    NOT_A_MEMBER = "not_a_member"
    NOT_HOST = "not_host"
    NOT_A_BOT = "not_a_bot"
    NOT_READY = "not_ready"
    TOO_FEW = "too_few"
    PLAYING = "playing"
    MODE_NEEDS_MORE = "mode_needs_more"
    # the door, and out of it
    PASSWORD_NEEDED = "password_needed"
    WRONG_PASSWORD = "wrong_password"
    TOO_MANY_TRIES = "too_many_tries"
    ROOM_LOCKED = "room_locked"
    BARRED = "barred"
    KNOCKING = "knocking"
    TOO_MANY_WAIT = "too_many_wait"
    NOT_WAITING = "not_waiting"
    TOO_MANY_SEATED = "too_many_seated"
    CANNOT_HOST = "cannot_host"
    CANNOT_KICK = "cannot_kick"
    VOTE_IS_OPEN = "vote_is_open"
    VOTE_IS_OVER = "vote_is_over"
    ASKED_BEFORE = "asked_before"
    TOO_FEW_VOTERS = "too_few_voters"
    # the stands
    NO_WATCHING = "no_watching"
    NOT_A_SPECTATOR = "not_a_spectator"
    # the game
    WRONG_PHASE = "wrong_phase"
    NOT_YOUR_TURN = "not_your_turn"
    NOT_PLAYING = "not_playing"
    NOT_A_CANDIDATE = "not_a_candidate"
    SELF_VOTE = "self_vote"
    SAYS_THE_WORD = "says_the_word"
    EMPTY_TEXT = "empty_text"
    NO_WORDS = "no_words"
    PAUSED = "paused"
    NOT_PAUSED = "not_paused"
    # the chat
    NO_SUCH_LINE = "no_such_line"
    # people
    MUTED = "muted"
    NOT_SANCTIONED = "not_sanctioned"
    REPORTED_ALREADY = "reported_already"


@dataclass(frozen=True)
class Refusal:
    code: Code
