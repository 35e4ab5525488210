"""Are locks, container, contracts and dev.py what they claim to be?"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import dev
from partnet_vote import settings

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = {
    "requirements.lock": ["local"],
    "requirements-dev.lock": ["local", "dev"],
    "requirements-prod.lock": [],
}


def wanted(groups: list[str]) -> list[str]:
    named = list(PROJECT["project"]["dependencies"])
    named += PROJECT["project"]["optional-dependencies"]["local"] if "local" in groups else []
    return named + (PROJECT["dependency-groups"]["dev"] if "dev" in groups else [])


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_hashes_every_file(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if not entry.startswith("#")]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert [entry.split()[0] for entry in entries if "==" not in entry.split()[0]] == []


@pytest.mark.parametrize(("name", "groups"), LOCKS.items())
def test_a_lock_holds_what_the_project_pins(name: str, groups: list[str]) -> None:
    locked = dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
    for requirement in wanted(groups):
        match = re.fullmatch(r"([a-z0-9._-]+)(?:\[[a-z]+\])?==([0-9.]+)(?:;.*)?", requirement)
        assert match, f"{requirement} is not pinned"
        assert locked.get(match[1]) == match[2], f"{name} is stale: export it again (docs/development.md)"


def test_the_container_has_no_remark() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0


def test_the_container_is_copied_from_what_the_context_lets_in_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = {
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    }
    assert copied == let_in
    for name in copied:
        assert (ROOT / name).exists(), name
    assert "USER 10001" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)


def test_compose_sets_only_variables_that_exist_and_the_proxy_waits_for_nobody() -> None:
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    program = compose.partition("x-database:")[0]
    named = set(re.findall(r"^ +(PARTNET_[A-Z_]+):", program, re.MULTILINE))
    assert {name.removesuffix("_FILE") for name in named} <= set(settings.variables())
    assert "read_only: true" in program
    proxy = (ROOT / "docker" / "nginx.conf").read_text("utf-8")
    for word in ("client_header_timeout 10s", "client_body_timeout 10s", "access_log off", "limit_conn visitors"):
        assert word in proxy
    assert "proxy_add_x_forwarded_for" not in proxy  # what a visitor claims must not be passed on


@pytest.mark.parametrize(("answer", "is_well"), [(200, True), (503, False), (None, False)])
def test_the_health_check_believes_the_program_and_nobody_else(answer: int | None, is_well: bool) -> None:
    found = re.search(
        r"^HEALTHCHECK .*?CMD (\[.*?\])$", (ROOT / "Dockerfile").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found
    with HTTPServer(("127.0.0.1", 0), handler(answer or 0)) as server:
        check = json.loads(found[1].replace(":8000/", f":{server.server_port}/"))
        if answer is None:
            server.server_close()
        else:
            Thread(target=server.handle_request, daemon=True).start()
        assert check[0] == "python"
        done = subprocess.run([sys.executable, *check[1:]], env={}, capture_output=True, check=False, timeout=20)
    assert (done.returncode == 0) is is_well


def handler(answer: int) -> type[BaseHTTPRequestHandler]:
    class Program(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/health/live"
            self.send_response(answer)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    return Program


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed here")
def test_nginx_understands_the_proxys_configuration(tmp_path: Path) -> None:
    """With names it can resolve here, a throwaway certificate, and for old nginx the older spelling of HTTP/2."""
    words = (ROOT / "docker" / "nginx.conf").read_text("utf-8")
    openssl = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=vote.example.org",
    ]
    subprocess.run(
        [*openssl, "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        check=True,
        capture_output=True,
    )
    version = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr
    if tuple(map(int, re.findall(r"(\d+)\.(\d+)", version)[0])) < (1, 25):
        words = words.replace("http2 on;", "").replace("8443 ssl;", "8443 ssl http2;")
    here = {"/etc/nginx/tls/": f"{tmp_path}/", "/tmp/": f"{tmp_path}/", "app:8000": "127.0.0.1:8000"}
    words = re.sub("|".join(here), lambda found: here[found[0]], words)
    (tmp_path / "nginx.conf").write_text(words)
    done = subprocess.run(["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_layer_of_the_story_is_in_the_contract() -> None:
    package = ROOT / "src" / "partnet_vote"
    story = next(c for c in PROJECT["tool"]["importlinter"]["contracts"] if c["id"] == "story")
    named = {re.sub(r"[()]", "", word.strip()) for layer in story["layers"] for word in layer.split("|")}
    built = {path.stem for path in package.iterdir() if path.name not in ("__init__.py", "__pycache__", "_data")}
    assert built <= named
    assert story["exhaustive"]


def test_contracts_catch_a_planted_break(tmp_path: Path) -> None:
    """The box is taught to import residents; the contract of secrecy must say so."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("ballotbox", "residents"):
        folder = tmp_path / "src" / "partnet_vote" / name
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    (tmp_path / "src" / "partnet_vote" / "residents" / "queries.py").write_text("")
    planted = "from partnet_vote.residents import queries\n"
    (tmp_path / "src" / "partnet_vote" / "ballotbox" / "queries.py").write_text(planted)
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--contract", "secrecy"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "partnet_vote.ballotbox is not allowed to import partnet_vote.residents" in done.stdout


def test_dev_needs_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_dev_explains_itself() -> None:
    done = subprocess.run([sys.executable, ROOT / "dev.py"], capture_output=True, text=True, check=True)
    for command in ("demo", "test", "check", "setup"):
        assert f"dev.py {command}" in done.stdout
    wrong = subprocess.run([sys.executable, ROOT / "dev.py", "tset"], capture_output=True, check=False)
    assert wrong.returncode == 2


@pytest.mark.parametrize("strict", [{"CI": "true"}, {"REQUIRE_BROWSER": "1"}])
def test_a_ci_without_a_browser_fails(strict: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in strict.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(dev, "browser", lambda: None)
    monkeypatch.setattr(dev.subprocess, "run", lambda *_, **__: pytest.fail("tests were started"))
    assert dev.test([]) == 1


def test_without_a_browser_the_rest_runs_and_it_is_said_loudly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("CI", "REQUIRE_BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(dev, "browser", lambda: None)
    started: list[list[str]] = []

    def run(line: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        started.append(line)
        return subprocess.CompletedProcess(line, 0)

    monkeypatch.setattr(dev.subprocess, "run", run)
    assert dev.test(["tests/setup"]) == 0
    assert started[0][-1] == "tests/setup"
    assert "NO BROWSER FOUND" in capsys.readouterr().out


def test_the_ci_script_runs_all_checks() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "dev.py check" in script.read_text("utf-8")


@pytest.mark.drill
def test_a_fresh_clone_gets_its_command(tmp_path: Path) -> None:
    """Clone, set up with pip alone, ask the command for help; then a second call changes nothing."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)} | {
        k: v for k, v in os.environ.items() if k.startswith("PIP_")
    }
    line = [sys.executable, "dev.py", "setup"]
    first = subprocess.run(line, cwd=clone, env=bare, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stderr
    command = clone / ".venv" / "bin" / "partnet-vote"
    assert "doctor" in subprocess.run([command, "--help"], capture_output=True, text=True, check=True).stdout
    stamp = (clone / ".venv" / "prepared").stat().st_mtime_ns
    subprocess.run(line, cwd=clone, env=bare, check=True, capture_output=True)
    assert (clone / ".venv" / "prepared").stat().st_mtime_ns == stamp


def test_the_vendored_lock_names_no_host() -> None:
    for lock in (ROOT / "tools").glob("package-lock.json"):
        packages = json.loads(lock.read_text("utf-8"))["packages"]
        assert [name for name, entry in packages.items() if "resolved" in entry] == []
