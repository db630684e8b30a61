"""``LIE_LOG=json``: one JSON object a line, with the ids of the message that it is about."""
