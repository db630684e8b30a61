from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lie_project.launcher.ports import free_port


def test_a_server_that_is_not_there_is_one_sentence_and_exit_code_two() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(CommandError, match=rf"^LIE is not reachable at {url}: [^.]*\.$") as error:
        call_command("play", url=url, stdout=StringIO())
    assert error.value.returncode == 2


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--bots", "2"),
        ("--bots", "many"),
        ("--rounds", "0"),
        ("--pace", "9"),
        ("--liars", "3"),
        ("--laps", "4"),
    ],
)
def test_an_option_out_of_range_is_refused_by_name(option: str, value: str) -> None:
    with pytest.raises(CommandError, match=f"argument {option}: '{value}' is not a number from"):
        call_command("play", option, value)


def test_a_mode_that_there_is_not_is_refused() -> None:
    with pytest.raises(CommandError, match="argument --mode: invalid choice: 'chess'"):
        call_command("play", "--mode", "chess")
