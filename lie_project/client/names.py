"""Names of the protocol that stand for nothing this client reads.  One of them may be a word of a game."""

_NAMES = """
abstained achievement allowed alone anonymous apart approval attempt audience audio awards ayes before
board bots browser by capacity caught change connected connection correct count counted defence detail
difficulty discussion door ended epoch error evidence goal guess guessed guesses hash hidden iceServers
into key kick_vote knocks laps late lately leaving level liar_count liars_meet line locked made marks
match minutes more_laps name near needed noes note origin outcasts own own_worth pace pack packs passed
password pattern paused pausing players plea public rated report reporter result right rulings sanction
scores sdp seat seconds show since slots spectators started subject subscriber suspect suspects suspicions
tally tied tries unmasked until upheld verdict video voter waiting wanted what where winners within won
worth
"""
UNREAD = frozenset(_NAMES.split())
