"""Input that costs too much or breaks something, looked for by atheris: `python -m bench.fuzz [target ...] [--minutes 10]`.

Each target gets what people may type, up to its limit, for so many minutes, changed towards whatever reaches new code; it
starts from the texts of tests/data. An input that takes more than 0.5 s of CPU, or ends in anything but a refusal, stays in
var/fuzz and ends that target. What was found is kept as a test (tests/forum/markup/test_parsing_cost.py and others).
Needs atheris (pip install atheris), which is not among the site's own packages.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bench.report import tell

MOST_CPU = 0.5  # seconds for one input
SLOWER = 20  # times at most, while atheris looks on; what it finds is measured again without it
ROOT = Path(__file__).parents[1]
FOUND = ROOT / "var" / "fuzz"
SEEDS = ROOT / "tests" / "data"
LARGEST = {
    "post": 50_000,
    "message": 4_000,
    "diff": 50_000,
    "search": 1_000,
    "name": 300,
    "frame": 4_096,
}


def main() -> None:
    options = _options()
    os.environ |= {"LOCAL": "1", "DJANGO_SETTINGS_MODULE": "collective_brain.settings"}
    if options.inside:
        _search(options.targets[0], options.minutes)
        return
    rows = [_outside(target, options.minutes) for target in options.targets or LARGEST]
    tell("Fuzzing", rows, as_json=options.json)


def _outside(target: str, minutes: float) -> dict[str, object]:
    """atheris ends its process, so each target has one of its own."""
    command = [sys.executable, "-m", "bench.fuzz", "--inside", "--minutes", str(minutes), target]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
    inputs = [line.split()[1] for line in done.stderr.splitlines() if line.startswith("Done ")]
    if not inputs and done.returncode == 0 or "No module named 'atheris'" in done.stderr:
        raise SystemExit(done.stderr[-2000:])
    found = [path for path in sorted(FOUND.glob(f"{target}-*")) if _is_wrong(target, path)]
    return {
        "target": target,
        "inputs": int(inputs[0]) if inputs else "ended early",
        "found": len(found),
        "first": str(found[0].relative_to(ROOT)) if found else "",
    }


def _is_wrong(target: str, path: Path) -> bool:
    """Whether it is still too much without atheris; else the file goes."""
    import django

    django.setup()
    try:
        _try(TARGETS[target], path.read_bytes(), MOST_CPU)
    except Exception:  # noqa: BLE001 (whatever it is, it is found)
        return True
    path.unlink()
    return False


# --- in the process of one target ---


def _search(target: str, minutes: float) -> None:
    import atheris

    with atheris.instrument_imports(
        include=["forum", "accounts", "markdown_it", "bleach", "mdit_py_plugins"]
    ):
        import django

        django.setup()
        act = TARGETS[target]
        act("warm")
    FOUND.mkdir(parents=True, exist_ok=True)
    limits = [
        f"-max_total_time={int(60 * minutes)}",
        f"-max_len={LARGEST[target]}",
        "-rss_limit_mb=4096",
    ]
    with tempfile.TemporaryDirectory() as corpus:
        _sow(Path(corpus), LARGEST[target])
        atheris.Setup(
            ["fuzz", *limits, f"-artifact_prefix={FOUND}/{target}-", corpus],
            lambda data: _try(act, data, SLOWER * MOST_CPU),
        )
        atheris.Fuzz()


def _sow(corpus: Path, most: int) -> None:
    """What others found, and each payload by itself."""
    for path in (SEEDS / "markdown" / "pathological").glob("*.gz"):
        (corpus / path.name).write_bytes(gzip.decompress(path.read_bytes())[:most])
    for number, payload in enumerate((SEEDS / "xss" / "payloads.txt").read_bytes().splitlines()):
        (corpus / f"payload-{number}").write_bytes(payload[:most])


def _try(act: Callable[[str], object], data: bytes, most: float) -> None:
    from collective_brain.errors import Refused

    text = data.decode("utf-8", "replace")
    started = time.process_time()
    with suppress(Refused):
        act(text)
    took = time.process_time() - started
    if took > most:
        raise RuntimeError(f"{took:.2f} s of CPU")


def _post(text: str) -> object:
    from forum import markup

    return markup.render_post(text)


def _message(text: str) -> object:
    from forum import markup

    return markup.render_message(text)


def _diff(text: str) -> object:
    from forum.revisions import diff

    old, _, new = text.partition("\0")
    return diff.compare(old, new or text[::-1])


def _query(text: str) -> object:
    from forum.search.query_parser import parse_query
    from forum.search.stemmer import stem
    from forum.search.tokenizer import words

    return parse_query(text), [stem(word, "es") for word in words(text)]


def _name(text: str) -> object:
    from accounts import names

    return names.fold_for_search(names.clean_line(text)), names.refuse_handle(text)


def _frame(text: str) -> object:
    from forum import live

    try:
        frame = json.loads(text)
        return (
            live.parse_stream_name(frame["listen"])
            if isinstance(frame, dict) and isinstance(frame.get("listen"), str)
            else None
        )
    except (ValueError, RecursionError, LookupError):
        return None


TARGETS = {
    "post": _post,
    "message": _message,
    "diff": _diff,
    "search": _query,
    "name": _name,
    "frame": _frame,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "targets", nargs="*", choices=[*LARGEST, []], metavar="target", help=", ".join(LARGEST)
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
