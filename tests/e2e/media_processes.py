"""The media servers of a running LIE, found by their environment."""

from pathlib import Path


def media_processes(url: str) -> list[int]:
    """Of the LIE at this address: the keeper, which comes first, and the server that it has forked."""
    port = f"LIE_PORT={url.rpartition(':')[2]}".encode()
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            ours = b"runmedia" in (entry / "cmdline").read_bytes()
            if ours and port in (entry / "environ").read_bytes().split(b"\0"):
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
                found[int(entry.name)] = int(parent)
        except OSError:  # it has just ended
            continue
    return sorted(found, key=lambda process: found[process] in found)
