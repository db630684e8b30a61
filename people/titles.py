"""What achievements, roles and reasons are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACHIEVEMENTS: dict[str, tuple[Promise, Promise]] = {
    "first_round": (_("Welcome to the table"), _("Play a round.")),
    "first_lie": (_("First lie"), _("Win a round as the liar.")),
    "silver_tongue": (_("Silver tongue"), _("Win ten rounds as the liar.")),
    "houdini": (_("Houdini"), _("Win five rounds as a liar whom nobody caught.")),
    "mind_reader": (_("Mind reader"), _("Get caught, and guess the word.")),
    "sharp_eye": (_("Sharp eye"), _("Vote for the liar ten times.")),
    "lie_detector": (_("Lie detector"), _("Vote for the liar fifty times.")),
    "lone_voice": (_("Lone voice"), _("Be the only one who voted for the liar.")),
    "scapegoat": (_("Scapegoat"), _("Be voted out though you told the truth.")),
    "hot_streak": (_("Hot streak"), _("Win five rounds in a row.")),
    "double_agent": (_("Double agent"), _("Win a round as the spy.")),
    "wise_fool": (_("Wise fool"), _("Win a round as the fool who did not know it.")),
    "full_house": (_("Full house"), _("Play at a table of eight.")),
    "storyteller": (_("Storyteller"), _("Give a hundred hints.")),
    "regular": (_("Regular"), _("Play fifty rounds.")),
    "old_hand": (_("Old hand"), _("Play two hundred and fifty rounds.")),
    "champion": (_("Champion"), _("Win a match.")),
}
ROLES: dict[str, Promise] = {"citizen": _("Citizen"), "liar": _("Liar"), "spy": _("Spy")}
REASONS: dict[str, Promise] = {
    "insult": _("Insults or hate"),
    "cheating": _("Cheating"),
    "leaving": _("Ruins games on purpose"),
    "picture": _("What the camera shows"),
    "name": _("The nickname"),
    "other": _("Something else"),
}
