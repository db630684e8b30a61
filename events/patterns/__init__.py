"""Complex event processing: the pattern language (cep) and the subscriber that watches the log with it."""
