"""What the concerns want the clock to do every second; lie_project.wiring fills the list."""

from collections.abc import Callable
from datetime import datetime

chores: list[Callable[[datetime], object]] = []
