import socket

import pytest

from lie_project.launcher.failure import CannotStart
from lie_project.launcher.ports import LOOPBACK, free_port, refuse_if_taken


def test_a_free_port_is_accepted() -> None:
    refuse_if_taken(LOOPBACK, free_port())


def test_a_port_that_somebody_listens_on_is_refused_by_its_number() -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"port {port} is in use"):
            refuse_if_taken(LOOPBACK, port)


def test_an_address_of_another_machine_is_refused_with_its_name() -> None:
    with pytest.raises(CannotStart, match="192.0.2.1:"):
        refuse_if_taken("192.0.2.1", free_port())
