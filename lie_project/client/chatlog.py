"""Chat lines by number, as one client has them."""

from lie_project.client.views import ChatView, Message


class ChatLog:
    """``messages`` maps number to line; ``doubled`` counts numbers that came live more than once,
    ``changed`` lines that were told differently the second time."""

    def __init__(self) -> None:
        self.messages: dict[int, Message] = {}
        self.doubled = self.changed = 0
        self._live: set[int] = set()

    def add(self, view: ChatView, *, snapshot: bool) -> None:
        numbers = [message.number for message in view.messages]
        if not snapshot:
            self.doubled += len(numbers) - len(set(numbers) - self._live)
            self._live.update(numbers)
        for message in view.messages:
            self.changed += self.messages.setdefault(message.number, message) != message

    def lacks(self, view: ChatView) -> bool:
        """True when a snapshot shows a line that should have come before it and did not."""
        return any(message.number not in self.messages for message in view.messages)

    def since(self, number: int) -> dict[int, Message]:
        return {key: message for key, message in self.messages.items() if key >= number}
