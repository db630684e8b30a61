import subprocess
import sys

from lie_project.launcher.options import ROOT

TALK = """
import sys
from lie_project.launcher.say import say
sys.stdin.read()
for _ in range(3):
    say("is anybody there?")
"""


def test_a_reader_who_is_gone_does_not_stop_the_talker() -> None:
    """As when the terminal is closed in the middle of a drain."""
    talker = subprocess.Popen(
        [sys.executable, "-c", TALK], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert talker.stdin is not None and talker.stdout is not None
    talker.stdout.close()
    talker.stdin.close()
    assert talker.wait(20) == 0
