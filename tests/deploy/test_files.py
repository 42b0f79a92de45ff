"""The files in deploy/ against the image and the program: ports, folders, variables and promises are the same."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest

from anypod.cli.context import Exit
from anypod.config.environment import OTHERS, shapes, variable
from anypod.model.settings import ServerSettings
from tests.deploy.files import DEPLOY, ROOT, documents, image, unit

SERVER = ServerSettings()
COMPOSE: dict[str, Any] = documents("compose.yaml")[0]["services"]["anypod"]
QUADLET = unit("anypod.container")["Container"]
SERVICE = unit("anypod.service")["Service"]
KINDS: dict[str, dict[str, Any]] = {document["kind"]: document for document in documents("kubernetes.yaml")}
POD: dict[str, Any] = KINDS["Deployment"]["spec"]["template"]["spec"]
(CONTAINER,) = POD["containers"]
PUBLIC = f"{SERVER.port}:{SERVER.port}"
ADMIN = f"127.0.0.1:{SERVER.admin_port}:{SERVER.admin_port}"


def test_the_image_offers_what_the_program_serves() -> None:
    assert image().ports == {SERVER.port, SERVER.admin_port}
    assert image().environ["ANYPOD_CONFIG"].startswith("/config/")
    assert image().environ["ANYPOD_STORAGE_DATA_DIR"] == "/data"


@pytest.mark.parametrize("published", [COMPOSE["ports"], QUADLET["PublishPort"]], ids=["compose", "quadlet"])
def test_the_public_port_is_for_all_and_the_admin_port_for_this_machine(published: list[str]) -> None:
    assert published == [PUBLIC, ADMIN]


@pytest.mark.parametrize(
    "folders",
    [
        [volume.split(":")[1] for volume in COMPOSE["volumes"]],
        [volume.split(":")[1] for volume in QUADLET["Volume"]],
        [mount["mountPath"] for mount in CONTAINER["volumeMounts"] if mount["mountPath"] != "/tmp"],  # noqa: S108 - a name
    ],
    ids=["compose", "quadlet", "kubernetes"],
)
def test_what_the_image_keeps_is_mounted(folders: list[str]) -> None:
    assert set(folders) == image().volumes


def test_every_variable_is_one_that_the_program_knows() -> None:
    known = {variable(key) for key in shapes()} | OTHERS
    for path in sorted(path for path in DEPLOY.rglob("*") if path.is_file()):
        used = set(re.findall(r"\bANYPOD_[A-Z_]+\b", path.read_text()))
        assert used <= known, path.name


@pytest.mark.parametrize(
    ("read_only", "dropped"),
    [
        (COMPOSE["read_only"], COMPOSE["cap_drop"]),
        (QUADLET["ReadOnly"] == ["true"], [name.upper() for name in QUADLET["DropCapability"]]),
        (CONTAINER["securityContext"]["readOnlyRootFilesystem"], CONTAINER["securityContext"]["capabilities"]["drop"]),
    ],
    ids=["compose", "quadlet", "kubernetes"],
)
def test_the_root_is_read_only_and_no_capability_is_kept_that_is_not_named(read_only: bool, dropped: list[str]) -> None:
    assert read_only
    assert dropped == ["ALL"]


@pytest.mark.parametrize("kept", [COMPOSE["cap_add"], QUADLET["AddCapability"][0].split()], ids=["compose", "quadlet"])
def test_what_becomes_another_user_keeps_what_that_takes_and_can_still_be_told_to_stop(kept: list[str]) -> None:
    assert "setpriv --reuid" in (DEPLOY / "container" / "start").read_text()
    assert set(kept) == {"CHOWN", "KILL", "SETGID", "SETUID"}


def test_no_file_puts_a_health_check_in_the_place_of_the_images_own() -> None:
    assert "HEALTHCHECK" in (ROOT / "Containerfile").read_text()
    assert "healthcheck" not in COMPOSE
    assert not any(key.startswith("Health") for key in QUADLET)


def test_the_build_of_compose_begins_where_the_containerfile_is() -> None:
    assert (DEPLOY / COMPOSE["build"] / "Containerfile").is_file()


def test_kubernetes_runs_one_and_never_two_on_one_data_folder() -> None:
    spec = KINDS["Deployment"]["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})


def test_kubernetes_asks_whether_it_is_alive_and_ready_where_the_program_says_so() -> None:
    (port,) = CONTAINER["ports"]
    probes = {name: CONTAINER[f"{name}Probe"]["httpGet"] for name in ("liveness", "readiness", "startup")}
    assert {name: probe["path"] for name, probe in probes.items()} == {
        "liveness": "/api/health",
        "readiness": "/api/ready",
        "startup": "/api/health",
    }
    assert {probe["port"] for probe in probes.values()} == {port["name"]}
    assert port["containerPort"] == SERVER.port


def test_the_parts_of_kubernetes_find_each_other() -> None:
    labels = KINDS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    claims = {
        document["metadata"]["name"]
        for document in documents("kubernetes.yaml")
        if document["kind"] == "PersistentVolumeClaim"
    }
    claimed = {
        volume["persistentVolumeClaim"]["claimName"] for volume in POD["volumes"] if "persistentVolumeClaim" in volume
    }
    assert claimed == claims
    assert KINDS["Service"]["spec"]["selector"].items() <= labels.items()
    assert {mount["name"] for mount in CONTAINER["volumeMounts"]} == {volume["name"] for volume in POD["volumes"]}


def test_the_service_starts_a_script_of_the_checkout_and_writes_only_where_it_may() -> None:
    program, *arguments = shlex.split(SERVICE["ExecStart"][0])
    # What it needs is made beforehand, where it may not write itself.
    assert shlex.split(SERVICE["ExecStartPre"][0]) == [f"+{program}", "--version"]
    assert (ROOT / program.removeprefix("/opt/anypod/")).is_file()
    assert arguments == ["serve"]
    own = (f"/var/lib/{SERVICE['StateDirectory'][0]}/", f"/var/cache/{SERVICE['CacheDirectory'][0]}")
    paths = [pair.partition("=")[2] for line in SERVICE["Environment"] for pair in line.split()]
    assert paths
    assert all(path.startswith(own) for path in paths)


def test_the_service_is_not_started_again_where_that_changes_nothing() -> None:
    assert SERVICE["RestartPreventExitStatus"] == [f"{Exit.WRONG} {Exit.BUSY}"]


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_the_proxies_lead_to_the_ports_of_the_program(name: str) -> None:
    ports = set(re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOY / name).read_text()))
    assert ports == {str(SERVER.port), str(SERVER.admin_port)}
