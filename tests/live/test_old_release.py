"""The drill `old-release` once, forwards only, with --whole.

`make drills DRILLS=old-release` also goes back.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.drills import old_release, releases
from deploy import scale
from tests.live.test_drills import assert_nothing_is_lost
from tests.live.test_scale import MISSING
from tests.sites import prepared_folder

GIT = ("git", "-c", "user.name=Test", "-c", "user.email=test@example.org")


@pytest.mark.whole
def test_the_release_before_runs_beside_this_one(tmp_path_factory):
    if scale.missing_packages():
        pytest.skip(MISSING)
    with old_release.two_releases(prepared_folder(tmp_path_factory, demo=False)) as site:
        row = old_release.upgrade_and_go_back(site, 0)
    assert_nothing_is_lost(row)


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Path:
    """A repository of two commits. Only `requirements.txt` is in it."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    for text in ("# of the first release", "# of this one"):
        (folder / "requirements.txt").write_text(f"Django==5.2\n{text}\n")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", text)
    monkeypatch.setattr(releases, "ROOT", folder)
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run([*GIT, *arguments], cwd=folder, check=True)


@pytest.fixture
def code(tmp_path) -> Path:
    folder = tmp_path / "code"
    folder.mkdir()
    return folder


def test_the_newest_tag_before_this_commit_is_the_release_before(repository, code):
    git(repository, "tag", "v1", "HEAD^")
    git(repository, "tag", "v2")
    assert releases.release_before(code) == releases.Release("v1", code, sys.executable)
    assert "of the first release" in (code / "requirements.txt").read_text()


def test_a_commit_can_be_named_instead_of_a_tag(repository, code):
    assert releases.release_before(code, "HEAD^").root == code


def test_without_a_tag_this_release_runs_beside_itself(repository, code):
    assert releases.release_before(code) is releases.THIS
    assert list(code.iterdir()) == []


def test_packages_with_other_pins_are_not_shared(repository, code):
    (code / "requirements.txt").write_text("Django==5.1\n")
    assert releases.pins(code) != releases.pins(repository)
