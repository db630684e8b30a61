"""The launcher behind ``bin/run``: starts every process of LIE, keeps it running, ends it cleanly.

Read ``launch.py`` first: it is the whole run in order.  ``services.py`` says which servers are used,
``children.py`` which of our own processes run, ``supervisor.py`` how all of them are kept alive.
Only the standard library is used: the launcher must be small, and must be able to complain before
anything is installed.
"""
