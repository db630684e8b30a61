"""All of LIE's truth, the database, as one file that does not depend on which database it was."""
