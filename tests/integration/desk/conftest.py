"""What LIE's extras do is tried where they are installed; requirements-dev.txt has them."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("django_otp") else ["test_second_factor.py"]
