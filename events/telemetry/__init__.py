"""What an operator sees: traces and sums.  Below all the rest, so that all the rest may use it."""
