"""Who takes the letters of a worker, and how many at once; threads are run by hand here."""

from collections.abc import Callable, Sequence

from events.delivery import mailbox
from events.delivery.mailbox import Mailbox


class Post:
    """A mailbox whose threads and timers wait until they are told to run."""

    def __init__(self, threads: int = 2) -> None:
        self.taken: list[list[str]] = []
        self.started: list[Callable[[], None]] = []
        self.timers: list[Callable[[], None]] = []
        self.during: Callable[[Sequence[str]], Sequence[str]] = lambda letters: ()
        self.box: Mailbox[str] = Mailbox(
            self._handle,
            self.started.append,
            lambda _, look: self.timers.append(look),
            threads,
            sender=str.lower,
        )

    def _handle(self, letters: Sequence[str]) -> Sequence[str]:
        self.taken.append(list(letters))
        during, self.during = self.during, lambda letters: ()
        return during(letters)

    def meanwhile(self, letters: str) -> None:
        """While the next ones are in hand, these come."""

        def come(_: Sequence[str]) -> Sequence[str]:
            self.put(letters)
            return ()

        self.during = come

    def put(self, letters: str) -> None:
        for letter in letters:
            self.box.put(letter)

    def work(self) -> None:
        """Run the oldest thread to its end."""
        self.started.pop(0)()


def test_letters_that_wait_are_taken_together_in_their_order() -> None:
    post = Post()
    post.put("abc")
    post.work()
    assert post.taken == [["a", "b", "c"]] and post.started == []


def test_letters_that_come_meanwhile_are_the_next_ones() -> None:
    post = Post()
    post.meanwhile("bc")
    post.put("a")
    post.work()
    assert post.taken == [["a"], ["b", "c"]]


def test_nobody_takes_more_than_so_many() -> None:
    post = Post()
    post.put("x" * (mailbox.MOST + 1))
    post.work()
    assert [len(letters) for letters in post.taken] == [mailbox.MOST, 1]


def test_what_there_was_no_time_for_comes_first_the_next_time() -> None:
    post = Post()
    post.during = lambda letters: letters[1:]
    post.put("abc")
    post.work()
    assert post.taken == [["a", "b", "c"], ["b", "c"]]


def test_a_second_thread_helps_while_the_first_does_not_come_back() -> None:
    post = Post()

    def slow(_: Sequence[str]) -> Sequence[str]:
        post.put("b")
        post.timers.pop()()
        assert len(post.started) == 1
        post.work()
        return ()

    post.during = slow
    post.put("a")
    post.work()
    assert post.taken == [["a"], ["b"]]


def test_letters_of_one_sender_wait_for_the_thread_that_has_his_first() -> None:
    post = Post()

    def slow(_: Sequence[str]) -> Sequence[str]:
        post.put("Ab")
        post.timers.pop()()
        post.work()
        return ()

    post.during = slow
    post.put("a")
    post.work()
    assert post.taken == [["a"], ["b"], ["A"]]


def test_they_stay_in_their_order_when_there_was_no_time_for_the_first() -> None:
    post = Post()

    def slow(letters: Sequence[str]) -> Sequence[str]:
        post.put("A")
        post.timers.pop()()
        post.work()
        return letters

    post.during = slow
    post.put("a")
    post.work()
    assert post.taken == [["a"], ["a", "A"]]


def test_no_more_threads_help_than_there_are() -> None:
    post = Post(threads=1)

    def slow(_: Sequence[str]) -> Sequence[str]:
        post.put("b")
        post.timers.pop()()
        assert post.started == []
        return ()

    post.during = slow
    post.put("a")
    post.work()


def test_nobody_helps_a_thread_that_gets_on() -> None:
    post = Post()
    post.meanwhile("b")
    post.put("a")
    post.work()
    post.timers.pop()()
    assert post.started == [] and post.timers == []


def test_an_error_does_not_stop_the_next_letters() -> None:
    post = Post()

    def fail(_: Sequence[str]) -> Sequence[str]:
        post.put("b")
        raise ValueError

    post.during = fail
    post.put("a")
    post.work()
    assert post.taken == [["a"], ["b"]]


def test_a_closed_mailbox_forgets_what_nobody_has_taken() -> None:
    post = Post()
    post.put("ab")
    post.box.close()
    post.work()
    assert post.taken == []
