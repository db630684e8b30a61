"""Procfile, systemd, compose, Kubernetes: every name in them is one of the code's."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from events import registry
from lie_project import broker_users
from lie_project.launcher.children import CELERY
from tests.unit.deploy.shipped import (
    CONCERNS,
    DEPLOY,
    READY,
    ROOT,
    VARIABLES,
    compose,
    documents,
    files,
    problem,
    procfile,
    text_of,
    words,
)

WORKER = CELERY.removeprefix("celery -q -A lie_project worker ")
ROLES = {role.name for role in broker_users.roles()}


@pytest.mark.parametrize("path", [*files(), ROOT / "docs" / "operations.md", ROOT / "Procfile"], ids=str)
def test_every_variable_that_is_named_exists(path: Path) -> None:
    assert set(re.findall(r"\bLIE_[A-Z_]+\b", text_of(path))) <= VARIABLES


def test_the_example_has_all_that_is_required_and_is_refused_as_it_is() -> None:
    from django.core.exceptions import ImproperlyConfigured

    from lie_project import env

    lines = text_of(DEPLOY / "lie.env.example").splitlines()
    example = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    with pytest.raises(ImproperlyConfigured, match="LIE_SECRET_KEY is refused"):
        env.load(example)
    assert env.load(example | {"LIE_SECRET_KEY": "correct-horse-battery-staple-and-forty-more"}).https


# --- Procfile and systemd ---------------------------------------------------------------------------


def test_the_procfile_has_every_process_and_every_command_exists() -> None:
    assert set(procfile()) == {"web", "clock", "media-server", *CONCERNS}
    assert [problem(words(line)) for line in procfile().values() if problem(words(line))] == []


@pytest.mark.parametrize("concern", sorted(CONCERNS))
def test_a_worker_of_the_procfile_is_that_of_the_launcher(concern: str) -> None:
    line = procfile()[concern]
    assert WORKER in line.replace(f"-n {concern}@%h ", "")
    assert line.endswith(f"-Q $(python manage.py events --queues {concern})")


def unit(name: str) -> dict[str, list[str]]:
    """Directive -> values."""
    found: dict[str, list[str]] = {}
    for line in text_of(DEPLOY / "systemd" / name).splitlines():
        key, equals, value = line.partition("=")
        if equals:
            found.setdefault(key, []).append(value)
    return found


SERVICES = sorted(path.name for path in (DEPLOY / "systemd").glob("lie-*.service"))


@pytest.mark.parametrize("name", SERVICES)
def test_every_unit_runs_what_is_there(name: str) -> None:
    command = unit(name)["ExecStart"][0].replace("/srv/lie/", "")
    shell = re.fullmatch(r"/bin/sh -c 'exec (.*)'", command)
    assert problem(words(shell[1] if shell else command)) == ""


def test_the_target_wants_every_process() -> None:
    wanted = " ".join(unit("lie.target")["Wants"]).split()
    workers = {name for name in wanted if name.startswith("lie-worker@")}
    assert workers == {f"lie-worker@{concern}.service" for concern in CONCERNS}
    assert {re.sub(r"@.*\.", "@.", name) for name in wanted} == {
        *(name for name in SERVICES if name not in ("lie-frozen.service", "lie-prepare.service")),
        "lie-frozen.timer",
    }


def test_the_worker_unit_is_that_of_the_launcher() -> None:
    assert WORKER in unit("lie-worker@.service")["ExecStart"][0]


def test_units_take_the_users_that_brokerusers_makes() -> None:
    files = [file for name in SERVICES for file in unit(name).get("EnvironmentFile", ())]
    named = {file for file in files if "/broker/" in file}
    kinds = {file.removeprefix("-/etc/lie/broker/").removesuffix(".env") for file in named}
    assert kinds - {"%i"} <= ROLES and CONCERNS <= ROLES


if shutil.which("systemd-analyze"):  # a machine without systemd has nobody to ask

    def test_systemd_takes_the_units(tmp_path: Path) -> None:
        for path in (DEPLOY / "systemd").iterdir():
            text = text_of(path).replace("/srv/lie/.venv/bin/python", "/bin/true")
            text = text.replace("WorkingDirectory=/srv/lie", "WorkingDirectory=/").replace(
                "/srv/lie", str(ROOT)
            )
            (tmp_path / path.name).write_text(text)
        asked = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", "--generators=no", *map(str, tmp_path.glob("lie*"))],
            capture_output=True,
            text=True,
            env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:/lib/systemd/system"},
        )
        assert [line for line in asked.stderr.splitlines() if "lie" in line] == []


# --- a frozen process -------------------------------------------------------------------------------


def alive(file: Path) -> bool:
    asked = subprocess.run([str(DEPLOY / "bin" / "alive"), str(file), "15"], stderr=subprocess.DEVNULL)
    return asked.returncode == 0


def test_who_touched_his_file_lately_is_alive(tmp_path: Path) -> None:
    file = tmp_path / "ready"
    assert not alive(file)
    file.touch()
    assert alive(file)
    os.utime(file, (time.time() - 20, time.time() - 20))
    assert not alive(file)


def test_a_frozen_unit_is_killed_and_nothing_else(tmp_path: Path) -> None:
    for name, age in (("lie-game", 16), ("lie-chat", 5), ("lie-clock", 30), ("lie-media-server-2", 12)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ready").touch()
        os.utime(tmp_path / name / "ready", (time.time() - age, time.time() - age))
    (tmp_path / "lie-rooms").mkdir()  # only just starting
    environ = os.environ | {"RUN": str(tmp_path), "SYSTEMCTL": "echo"}
    said = subprocess.check_output([str(DEPLOY / "bin" / "kill-frozen")], env=environ, text=True)
    assert said.splitlines() == [
        "kill --signal=KILL lie-worker@game.service",
        "kill --signal=KILL lie-media-server@2.service",
    ]


def test_a_worker_of_the_image_gets_the_queues_of_its_concern(tmp_path: Path) -> None:
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\n[ "$2" = events ] && echo "$4.commands" || echo "$@"\n')
    fake.chmod(0o755)
    environ = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    said = subprocess.check_output([str(DEPLOY / "docker" / "worker"), "game", "8"], env=environ, text=True)
    assert WORKER.replace("-c 4", "-c 8") in said and said.strip().endswith("-n game@%h -Q game.commands")


# --- compose ----------------------------------------------------------------------------------------

SERVERS = {"postgres", "redis", "rabbitmq"}


def own_services() -> dict[str, Any]:
    return {name: service for name, service in compose()["services"].items() if name not in SERVERS}


def test_compose_runs_every_process() -> None:
    commands = [service["command"] for service in own_services().values()]
    assert [problem(command) for command in commands if problem(command)] == []
    assert {c[1] for c in commands if c[0] == "deploy/docker/worker"} == CONCERNS
    assert {c[2] for c in commands if c[1] == "manage.py"} == {
        *("prepare", "clock", "runmedia", "brokerusers")
    }
    assert set(compose()["services"]) > SERVERS


def test_each_service_of_compose_has_its_own_broker_user_and_none_the_administrators() -> None:
    services = own_services()
    maker = services.pop("brokerusers")
    assert maker["profiles"] and maker["env_file"] == ["lie.env"]  # not with the others, by ``up``
    for name, service in services.items():
        kind = {"prepare": "clock", "media-worker": "media"}.get(name, name)
        settings, user = service["env_file"]
        assert (settings, user["path"]) == ("lie.env", f"broker/{kind}.env") and kind in ROLES
        assert "RABBITMQ_PASSWORD" not in str(service)
        assert "LIE_BROKER_URL" not in service["environment"]  # it would be stronger than the file


def test_who_makes_the_users_of_compose_is_rabbitmqs_administrator() -> None:
    maker, rabbitmq = compose()["services"]["brokerusers"], compose()["services"]["rabbitmq"]["environment"]
    account = f"//{rabbitmq['RABBITMQ_DEFAULT_USER']}:{rabbitmq['RABBITMQ_DEFAULT_PASS']}@rabbitmq:"
    assert all(account in maker["environment"][name] for name in ("LIE_BROKER_URL", "LIE_BROKER_API_URL"))
    directory = maker["command"][maker["command"].index("--to") + 1]
    assert maker["volumes"] == [f"./broker:{directory}"]


def test_compose_looks_at_the_file_that_processes_touch() -> None:
    for service in own_services().values():
        assert service["environment"]["LIE_READY_FILE"] == READY
        assert set(service["environment"]) <= VARIABLES
    asked = [
        service["healthcheck"]["test"] for service in own_services().values() if "healthcheck" in service
    ]
    looked_at = [words[2] for words in asked if words[1] == "deploy/bin/alive"]
    assert len(looked_at) == len(CONCERNS) + 2 and set(looked_at) == {READY}


def test_compose_opens_nothing_to_the_world_but_video() -> None:
    ports = [port for service in compose()["services"].values() for port in service.get("ports", ())]
    assert all(port.startswith("127.0.0.1:") or port.endswith("/udp") for port in ports)
    media = compose()["services"]["media-server"]
    assert media["ports"] == ["{0}:{0}/udp".format(media["environment"]["LIE_MEDIA_PORTS"])]
    assert media["environment"]["LIE_MEDIA_HOSTS"].startswith(media["networks"]["default"]["ipv4_address"])


def test_the_web_listens_where_compose_and_kubernetes_look() -> None:
    web = compose()["services"]["web"]
    assert web["command"][-1] == "8000" and web["ports"] == ["127.0.0.1:8000:8000"]


# --- Kubernetes -------------------------------------------------------------------------------------

API = {
    "Kustomization": "kustomize.config.k8s.io/v1beta1",
    "ConfigMap": "v1",
    "Secret": "v1",
    "Service": "v1",
    "Job": "batch/v1",
    "Deployment": "apps/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "PodDisruptionBudget": "policy/v1",
    "Ingress": "networking.k8s.io/v1",
    "ScaledObject": "keda.sh/v1alpha1",
    "TriggerAuthentication": "keda.sh/v1alpha1",
}
OBJECTS = list(documents("kubernetes"))


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [thing for thing in OBJECTS if thing["kind"] in kinds]


def pods() -> dict[str, dict[str, Any]]:
    return {thing["metadata"]["name"]: thing["spec"]["template"] for thing in of_kind("Deployment", "Job")}


def container(pod: dict[str, Any]) -> dict[str, Any]:
    only: dict[str, Any] = pod["spec"]["containers"][0]
    return only


def test_every_object_is_of_its_api_and_has_a_name_of_its_own() -> None:
    assert {thing["kind"]: thing["apiVersion"] for thing in OBJECTS} == API
    named = [thing for thing in OBJECTS if thing["kind"] != "Kustomization"]
    names = [(thing["kind"], thing["metadata"]["name"]) for thing in named]
    assert len(names) == len(set(names))


def test_kustomize_takes_every_file() -> None:
    there = {path.name for path in (DEPLOY / "kubernetes").glob("*.yaml")}
    assert set(of_kind("Kustomization")[0]["resources"]) == there - {"kustomization.yaml"}


def test_every_command_exists_and_every_concern_has_a_worker() -> None:
    commands = [container(pod)["command"] for pod in pods().values()]
    assert [problem(command) for command in commands if problem(command)] == []
    assert {c[1] for c in commands if c[0] == "deploy/docker/worker"} == CONCERNS
    assert {c[2] for c in commands if c[1] == "manage.py"} == {"prepare", "clock", "runmedia"}


def test_selectors_choose_the_pods_they_mean() -> None:
    for thing in of_kind("Deployment"):
        labels = thing["spec"]["template"]["metadata"]["labels"]
        assert thing["spec"]["selector"]["matchLabels"].items() <= labels.items()
    service = of_kind("Service")[0]["spec"]
    assert service["selector"].items() <= pods()["lie-web"]["metadata"]["labels"].items()


def test_probes_ask_where_the_process_answers() -> None:
    for name, pod in pods().items():
        for probe in ("readinessProbe", "livenessProbe"):
            asked: Any = container(pod).get(probe)
            if name == "lie-prepare":
                assert asked is None
            elif name == "lie-web":
                assert asked["httpGet"]["port"] == int(container(pod)["command"][-1]) == 8000
                assert asked["httpGet"]["httpHeaders"][0]["value"] in hosts()
            else:
                assert asked["exec"]["command"][:2] == ["deploy/bin/alive", READY]


def hosts() -> list[str]:
    named: list[str] = of_kind("ConfigMap")[0]["data"]["LIE_HOSTS"].split(",")
    return named


def test_the_monitors_name_of_the_web_is_served() -> None:
    assert of_kind("Service")[0]["metadata"]["name"] in hosts()


def test_every_pod_has_the_settings_and_its_own_broker_user() -> None:
    for name, pod in pods().items():
        kind = {"lie-prepare": "clock"}.get(name, name.removeprefix("lie-").removeprefix("worker-"))
        used = [next(iter(source.values()))["name"] for source in container(pod)["envFrom"]]
        assert used == ["lie", "lie", f"lie-broker-{kind}"] and kind in ROLES
        assert {entry["name"] for entry in container(pod).get("env", ())} <= VARIABLES


def test_settings_and_secrets_hold_variables_that_exist() -> None:
    for thing in [*of_kind("ConfigMap"), *of_kind("Secret")]:
        if thing["metadata"]["name"] == "lie":
            assert set(thing.get("data") or thing["stringData"]) <= VARIABLES


def test_no_pod_is_root_or_writes_beside_its_volumes() -> None:
    for pod in pods().values():
        assert pod["spec"]["securityContext"]["runAsNonRoot"]
        assert container(pod)["securityContext"]["readOnlyRootFilesystem"]
        assert not pod["spec"]["automountServiceAccountToken"]


@pytest.mark.parametrize("concern", sorted(CONCERNS))
def test_a_worker_is_scaled_by_everything_in_each_of_its_queues(concern: str) -> None:
    scaler = next(s for s in of_kind("ScaledObject") if s["metadata"]["name"] == f"lie-worker-{concern}")
    assert scaler["spec"]["scaleTargetRef"]["name"] in pods()
    triggers = [trigger["metadata"] for trigger in scaler["spec"]["triggers"]]
    assert [trigger["queueName"] for trigger in triggers] == registry.queues_of(concern)
    for trigger in triggers:  # ready and unacknowledged ones: only the management API tells both
        assert (trigger["protocol"], trigger["mode"]) == ("http", "QueueLength")
        assert trigger["excludeUnacknowledged"] == "false"


def test_scalers_ask_as_the_user_who_only_looks() -> None:
    login = of_kind("TriggerAuthentication")[0]["spec"]["secretTargetRef"][0]
    secret = next(s for s in of_kind("Secret") if s["metadata"]["name"] == login["name"])
    assert "//lie-monitor:" in secret["stringData"][login["key"]]


def test_the_image_takes_what_is_in_the_repository() -> None:
    text = text_of(DEPLOY / "docker" / "Dockerfile")
    assert "COPY requirements.txt" in text and f"LIE_READY_FILE={READY}" in text
    assert "USER 10001" in text and "runAsUser': 10001" in str(pods()["lie-web"]["spec"]["securityContext"])
