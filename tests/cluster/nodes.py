"""Three RabbitMQ nodes as one broker, with the settings that ``deploy/rabbitmq`` ships."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lie_project.launcher.private import kept_secret, private_directory, write_private
from lie_project.launcher.rabbitmq import RabbitMQ, private_rabbitmq
from tests.cluster.node import Node
from tests.servers import running, until

SHIPPED = Path(__file__).resolve().parents[2] / "deploy" / "rabbitmq" / "cluster.conf"
START = 180.0  # seconds for a node to come up beside much else
WRONG = "nobody-knows-this"  # a cookie


@dataclass
class Cluster:
    """Three nodes; any one's ``url`` is the broker's."""

    nodes: list[Node]

    @property
    def url(self) -> str:
        """As LIE_BROKER_URL names them."""
        return ";".join(node.url for node in self.nodes)

    def whole(self) -> bool:
        """Does every node answer and see all of them?"""
        if not all(node.answers() for node in self.nodes):
            return False
        status = json.loads(self.nodes[0].ctl("cluster_status", "--formatter", "json"))
        return len(status["running_nodes"]) == len(self.nodes) and not status["partitions"]

    def members(self) -> dict[str, list[str]]:
        """Queue or stream -> the nodes that have a copy of it and are level."""
        said = self.nodes[0].ctl("list_queues", "name", "online", "--formatter", "json")
        return {row["name"]: sorted(row["online"] or []) for row in json.loads(said)}

    def cut_off(self, node: Node) -> None:
        """Break its links to the others and let none be made; clients still reach it."""
        self._cookies(node, WRONG)

    def let_back(self, node: Node) -> None:
        self._cookies(node, None)

    def _cookies(self, node: Node, cookie: str | None) -> None:
        """Who shows another's cookie than is expected of him gets no link.  None: the right one again."""
        chosen = f"'{cookie}'" if cookie else "erlang:get_cookie()"
        others = [f"'{other.name}'" for other in self.nodes if other is not node]
        each = f"[begin erlang:set_cookie(N, {chosen}), erlang:disconnect_node(N) end || N <- [{{}}]]."
        node.ctl("eval", each.replace("{}", ", ".join(others)))


@contextmanager
def running_cluster(directory: Path, count: int = 3) -> Iterator[Cluster]:
    """Nodes on free ports of the loopback address with an epmd of their own; gone at the end."""
    private_directory(directory)
    made = [_prepared(directory, number, count) for number in range(1, count + 1)]
    cluster, names = Cluster([node for node, _ in made]), made[0][1].names
    with running(names, directory):
        try:
            cluster.nodes[0].start()
            _until_up(cluster.nodes[:1])
            for node in cluster.nodes[1:]:
                node.start()
            _until_up(cluster.nodes[1:])
            until(cluster.whole, "the nodes are one cluster", START)
            yield cluster
        finally:
            for node in cluster.nodes:
                node.kill()


def _until_up(nodes: list[Node]) -> None:
    until(lambda: all(node.answers() for node in nodes) or any(n.ended() for n in nodes), "nodes up", START)
    assert not any(node.ended() for node in nodes), nodes[0].log.read_text()


def _prepared(directory: Path, number: int, count: int) -> tuple[Node, RabbitMQ]:
    """The launcher's own recipe with a name of its own, and one cookie, account and epmd for all."""
    home = private_directory(directory / str(number))
    write_private(home / "password", kept_secret(directory / "password") + "\n")
    write_private(
        home / ".erlang.cookie", kept_secret(directory / "cookie").replace("-", "").replace("_", "")
    )
    (home / ".erlang.cookie").chmod(0o400)
    recipe = private_rabbitmq(home)
    settings = home / "rabbitmq.conf"
    write_private(settings, settings.read_text() + _adapted(SHIPPED.read_text(), count))
    names_port = _kept_port(directory / "epmd", recipe)
    name = f"lie{number}@localhost"
    environ = {**recipe.spec.environ, "RABBITMQ_NODENAME": name, "ERL_EPMD_PORT": names_port}
    return Node(name, recipe.port, recipe.password, environ, home / "node.log"), recipe


def _kept_port(path: Path, recipe: RabbitMQ) -> str:
    """The first node's epmd serves all of them."""
    if not path.exists():
        path.write_text(recipe.spec.environ["ERL_EPMD_PORT"])
    return path.read_text()


def _adapted(shipped: str, count: int) -> str:
    """Only names are changed."""
    assert len(re.findall(r"rabbit@rabbit-\d", shipped)) == count
    return re.sub(r"rabbit@rabbit-(\d)", r"lie\1@localhost", shipped)
