"""What the concerns want the clock to do every second; lie_project.wiring fills the list."""

from collections.abc import Callable, Collection
from datetime import datetime

chores: list[Callable[[datetime], object]] = []

adrift: list[Callable[[], Collection[str]]] = []
"""Each gives rooms that have lost their media server just now; "" stands for all."""
