from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from events.catalogue import Settings
from lie_project.launcher.ports import free_port
from lie_project.management.commands import play


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


def test_two_liars_among_too_few_are_refused_and_not_played_as_one() -> None:
    with pytest.raises(CommandError, match="two liars want at least --bots 7"):
        call_command("play", "--liars", "2", "--bots", "6")


def test_rules_drawn_by_seed_are_the_same_again_and_come_to_all_there_are() -> None:
    assert play.drawn(7, 3) == play.drawn(7, 3)
    seen = [play.drawn(7, room) for room in range(1, 201)]
    for name, values in play.RULES.items():
        assert {rules[name] for rules in seen} == set(values), name


def test_every_rule_that_a_host_can_choose_is_drawn() -> None:
    lengths = {"rounds", "pace", "seconds"}
    assert play.RULES.keys() == set(Settings.__struct_fields__) - lengths
