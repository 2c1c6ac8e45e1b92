"""The imports of our JavaScript modules, read from their source."""

import re
from collections.abc import Collection
from pathlib import Path

SCRIPTS = Path(__file__).parent.parent / "static" / "js"
# "from" before a module's name, or "import" with or without a bracket.
IMPORT = re.compile(r"""(?:\bfrom|\bimport)[\s(]*["']\./([\w-]+)\.js["']""")


def imported_modules(name: str) -> set[str]:
    """What the module `name` imports, at once or on demand."""
    return set(IMPORT.findall((SCRIPTS / f"{name}.js").read_text()))


def modules_with_imports(entries: Collection[str], *, without: Collection[str]) -> list[str]:
    """`entries` and all that they import, directly or through others, sorted by name."""
    reached: set[str] = set()
    waiting = set(entries)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= imported_modules(name) - reached - set(without)
    return sorted(reached)
