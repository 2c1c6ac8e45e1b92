"""Build deploy/Dockerfile without a container: its commands run on this machine, in this order.

Only on_fresh_machine.sh may call this: it writes into /srv, /etc and /var. The machine itself
stands in for the base image.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

STAGES = Path("/stages")
# Where pip finds packages without a network (wheels.py).
PIP = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}


@dataclass
class Image:
    """What an image tells the processes that it starts. env: of RUN and of the container."""

    workdir: str = "/"
    user: str = "root"
    env: dict[str, str] = field(default_factory=lambda: {"PATH": os.environ["PATH"]})
    command: list[str] = field(default_factory=list)
    healthcheck: list[str] = field(default_factory=list)


def build(dockerfile: Path, context: Path) -> Image:
    """Execute the Dockerfile and return the image of its last stage."""
    image = Image()
    stage = ""
    for name, rest in instructions(dockerfile.read_text()):
        if name == "FROM":
            _keep_stage(stage, image)
            image, stage = Image(), rest.partition(" AS ")[2]
        else:
            _execute(name, rest, image, context)
    return image


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each instruction and what follows it."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            yield name, rest


def _execute(name: str, rest: str, image: Image, context: Path) -> None:
    match name:
        case "RUN":
            _run(rest, image)
        case "COPY":
            _copy(rest.split(), image, context)
        case "WORKDIR":
            image.workdir = rest
            Path(rest).mkdir(parents=True, exist_ok=True)
        case "ENV":
            _set_variables(rest, image)
        case "USER":
            image.user = rest
        case "CMD":
            image.command = json.loads(rest)
        case "HEALTHCHECK":
            image.healthcheck = json.loads(rest.partition("CMD ")[2])
        case _:
            assert name == "EXPOSE", f"no test executes {name}"


def _run(command: str, image: Image) -> None:
    if command.startswith("apt-get "):
        return  # it needs a network, and this machine has the programs
    env = PIP | image.env
    subprocess.run(command, shell=True, check=True, cwd=image.workdir, env=env)


def _set_variables(assignments: str, image: Image) -> None:
    for assignment in shlex.split(assignments):
        variable, _, value = assignment.partition("=")
        image.env[variable] = value.replace("$PATH", image.env["PATH"])


def _copy(words: list[str], image: Image, context: Path) -> None:
    target = Path(image.workdir)
    if words[0].startswith("--from="):
        source = STAGES / words[0].removeprefix("--from=") / words[1].lstrip("/")
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    elif words[0] == ".":
        _copy_context(context, target)
    else:
        shutil.copy2(context / words[0], target)


def _copy_context(context: Path, target: Path) -> None:
    is_ignored = _ignore_rules((context / ".dockerignore").read_text())
    for folder, folders, files in os.walk(context):
        parent = Path(folder).relative_to(context)
        folders[:] = [name for name in folders if not is_ignored(parent / name)]
        (target / parent).mkdir(exist_ok=True)
        for name in files:
            if not is_ignored(parent / name):
                shutil.copy2(Path(folder) / name, target / parent / name, follow_symlinks=False)


def _ignore_rules(text: str) -> Callable[[Path], bool]:
    """Return a function: does .dockerignore name a path? Patterns begin at the context."""
    patterns = [line for line in text.splitlines() if line and line[0] != "#"]
    expressions = [
        re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        for pattern in patterns
    ]
    whole = re.compile("|".join(expressions))
    return lambda path: bool(whole.fullmatch(str(path)))


def _keep_stage(stage: str, image: Image) -> None:
    """Move the result of a stage away: the next one begins without it."""
    if stage:
        kept = STAGES / stage / image.workdir.lstrip("/")
        kept.parent.mkdir(parents=True)
        shutil.move(image.workdir, kept)
        shutil.rmtree("/tmp/build", ignore_errors=True)
