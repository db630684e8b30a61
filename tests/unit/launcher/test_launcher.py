import subprocess
import sys

from lie_project.launcher.options import ROOT

IMPORT = "import sys, lie_project.launcher.__main__; print('django' in sys.modules, 'celery' in sys.modules)"


def test_the_launcher_runs_on_the_standard_library_alone() -> None:
    """Also before anything is installed: ``-S`` hides all packages."""
    asked = subprocess.run(
        [sys.executable, "-S", "-c", IMPORT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert asked.stdout == "False False\n"
