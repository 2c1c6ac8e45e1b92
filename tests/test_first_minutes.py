"""The first commands of a new developer or administrator recover, and say what is wrong."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.served.sites import ROOT, free_port

pytestmark = [pytest.mark.xdist_group("first minutes"), pytest.mark.drill("first minutes", 65)]


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A folder with a space in its name and the parts that install. No packages are named."""
    folder = tmp_path / "Collective Brain"
    (folder / "deploy").mkdir(parents=True)
    (folder / "tests").mkdir()
    for name in ("Makefile", "deploy/install_packages.py"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("tests/package.json", "tests/package-lock.json"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "requirements.txt").write_text("# nothing\n")
    return folder


def start(folder: Path, *command: str, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def make(folder: Path, target: str, **env: str) -> str:
    process = start(folder, "make", target, f"PYTHON={sys.executable}", **env)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


def has_pip(folder: Path) -> bool:
    command = [folder / ".venv" / "bin" / "python", "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_an_interrupted_installation_is_made_again(checkout):
    """Ctrl-C comes when the folder exists, and when its Python exists without its packages."""
    for path in (".venv", ".venv/bin/python"):
        process = start(checkout, "make", ".venv/run", f"PYTHON={sys.executable}")
        while not (checkout / path).exists() and process.poll() is None:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=60)
        assert process.returncode and "Traceback" not in output, output
        assert not (checkout / ".venv" / "run").exists()
    make(checkout, ".venv/run")
    assert has_pip(checkout)


def test_two_installations_at_once_wait_for_each_other(checkout):
    command = ("make", ".venv/run", f"PYTHON={sys.executable}")
    both = [start(checkout, *command) for _ in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert has_pip(checkout)


def test_without_a_network_the_checks_that_need_npm_are_skipped_and_tried_again(checkout):
    if not shutil.which("npm"):
        pytest.skip("needs npm: apt-get install npm")
    cache = str(checkout / "npm-cache")
    offline = {"npm_config_registry": "http://127.0.0.1:1", "npm_config_cache": cache}
    for _run in range(2):
        output = make(checkout, "var/npm/installed", **offline)
        assert "Skipped: the checks of pages, style sheets and scripts." in output


def test_without_npm_the_checks_that_need_it_are_skipped_and_tried_again(checkout):
    programs = checkout / "programs"
    programs.mkdir()
    for name in ("make", "bash", "sh", "mkdir", "cp", "touch", "find", "sort"):
        (programs / name).symlink_to(shutil.which(name))
    for _run in range(2):
        output = make(checkout, "var/npm/installed", PATH=str(programs))
        assert "apt-get install npm" in output


def manage(*arguments: str, prefix: tuple[str, ...] = (), **env: str) -> str:
    """Run manage.py, which has to fail with one sentence, and return what it prints."""
    process = start(ROOT, *prefix, sys.executable, "manage.py", *arguments, **env)
    output, _ = process.communicate(timeout=60)
    assert process.returncode and "Traceback" not in output, output
    return output


def test_a_port_that_is_no_number_is_named():
    assert "invalid int value: 'http'" in manage("serve", PORT="http")
    command = [sys.executable, "-m", "collective_brain.serving.port_check", ""]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr.startswith("'' is not a port.")


def test_an_empty_port_is_the_default(monkeypatch):
    from django.core.management import load_command_class

    monkeypatch.setenv("PORT", "")
    command = load_command_class("collective_brain", "serve")
    assert command.create_parser("manage.py", "serve").parse_args([]).port == 8000


def test_a_production_site_without_a_secret_says_so(tmp_path):
    output = manage("check", LOCAL="0", SECRET_KEY="", VAR_DIR=str(tmp_path))
    assert output.startswith("SECRET_KEY is not set.")


@pytest.mark.parametrize("command", ["prepare", "serve"])
@pytest.mark.parametrize("foreign", ["folder", "secret"])
def test_files_of_another_user_are_named(tmp_path, command, foreign):
    """Root loses the right to write in foreign folders, as any other user has none."""
    if os.getuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("needs root and setpriv: .ci/run has both")
    folder = tmp_path / "var"
    folder.mkdir()
    secret = folder / "secret_key"
    secret.write_text("s" * 50)
    path = folder if foreign == "folder" else secret
    os.chown(path, 65534, 65534)
    path.chmod(0o755 if foreign == "folder" else 0o600)
    prefix = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
    env = {"VAR_DIR": str(folder), "PORT": str(free_port())}
    output = manage(command, prefix=prefix, **env)
    assert f"may not write {path}: it belongs to another user." in output


def test_filling_a_database_without_tables_says_what_to_run(tmp_path):
    output = manage("create_large_site", VAR_DIR=str(tmp_path))
    assert "Run `manage.py migrate` first." in output


def test_two_preparations_at_once_wait_for_each_other(tmp_path):
    command = (sys.executable, "manage.py", "prepare", "--without-demo")
    both = [start(ROOT, *command, VAR_DIR=str(tmp_path)) for _ in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
