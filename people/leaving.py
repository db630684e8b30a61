"""Who leaves the others in the middle of a match: gentle at first, and forgiven by playing on."""

FORGIVEN_AFTER = 10  # rounds that were played since
STEP, MOST = 500, 2_000  # of the rating, in hundredths


def cost(lately: int) -> int:
    """What one more leaving takes off the rating, when ``lately`` are not forgiven yet.  The first is free:
    it may have been the doorbell."""
    return -min(STEP * lately, MOST)
