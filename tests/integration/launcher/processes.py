"""Which processes a launcher has started."""

from pathlib import Path


def processes_of(data: Path) -> list[int]:
    """Ids of all processes that got this data directory from a launcher."""
    mark = f"LIE_DATA_DIR={data}".encode()
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if mark in environment_of(path)]


def environment_of(path: Path) -> list[bytes]:
    try:
        return (path / "environ").read_bytes().split(b"\0")
    except OSError:  # gone meanwhile
        return []
