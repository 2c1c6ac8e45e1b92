"""Search for input that costs too much or breaks something: `python -m bench.fuzz [target ...]`.

atheris changes the texts of tests/data towards input that reaches new code. Each target gets such
input, up to the length that people may type, for --minutes. An input that needs more than 0.5 s of
CPU or raises anything but Refused ends its target and stays in var/fuzz. Add such an input to the
tests, for example to tests/forum/markup/test_parsing_cost.py.
atheris is not a package of the site. Install it with `pip install atheris`.
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

from bench.report import print_report

MAX_CPU = 0.5  # seconds for one input
SLOWDOWN = 20  # at most, by atheris. Each finding is measured again without it.
ROOT = Path(__file__).parents[1]
FINDINGS_FOLDER = ROOT / "var" / "fuzz"
SEED_FOLDER = ROOT / "tests" / "data"
MAX_BYTES = {
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
        _fuzz(options.targets[0], options.minutes)
        return
    rows = [_fuzz_in_subprocess(target, options.minutes) for target in options.targets or MAX_BYTES]
    print_report("Fuzzing", rows, as_json=options.json)


def _fuzz_in_subprocess(target: str, minutes: float) -> dict[str, object]:
    """Fuzz one target in a process of its own, because atheris ends its process."""
    command = [sys.executable, "-m", "bench.fuzz", "--inside", "--minutes", str(minutes), target]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
    inputs = [line.split()[1] for line in done.stderr.splitlines() if line.startswith("Done ")]
    if not inputs and done.returncode == 0 or "No module named 'atheris'" in done.stderr:
        raise SystemExit(done.stderr[-2000:])
    findings = [
        path for path in sorted(FINDINGS_FOLDER.glob(f"{target}-*")) if _is_confirmed(target, path)
    ]
    return {
        "target": target,
        "inputs": int(inputs[0]) if inputs else "ended early",
        "found": len(findings),
        "first": str(findings[0].relative_to(ROOT)) if findings else "",
    }


def _is_confirmed(target: str, path: Path) -> bool:
    """Whether the input fails also without atheris. Otherwise delete its file."""
    import django

    django.setup()
    try:
        _run(TARGETS[target], path.read_bytes(), max_cpu=MAX_CPU)
    except Exception:  # noqa: BLE001 (every exception is a finding)
        return True
    path.unlink()
    return False


# --- in the process of one target ---


def _fuzz(target: str, minutes: float) -> None:
    import atheris

    with atheris.instrument_imports(
        include=["forum", "accounts", "markdown_it", "bleach", "mdit_py_plugins"]
    ):
        import django

        django.setup()
        function = TARGETS[target]
        function("warm")
    FINDINGS_FOLDER.mkdir(parents=True, exist_ok=True)
    limits = [
        f"-max_total_time={int(60 * minutes)}",
        f"-max_len={MAX_BYTES[target]}",
        "-rss_limit_mb=4096",
    ]
    with tempfile.TemporaryDirectory() as corpus:
        _write_seeds(Path(corpus), max_bytes=MAX_BYTES[target])
        atheris.Setup(
            ["fuzz", *limits, f"-artifact_prefix={FINDINGS_FOLDER}/{target}-", corpus],
            lambda data: _run(function, data, max_cpu=SLOWDOWN * MAX_CPU),
        )
        atheris.Fuzz()


def _write_seeds(corpus: Path, *, max_bytes: int) -> None:
    """Write the pathological texts and each payload as the first inputs."""
    for path in (SEED_FOLDER / "markdown" / "pathological").glob("*.gz"):
        (corpus / path.name).write_bytes(gzip.decompress(path.read_bytes())[:max_bytes])
    for number, payload in enumerate(
        (SEED_FOLDER / "xss" / "payloads.txt").read_bytes().splitlines()
    ):
        (corpus / f"payload-{number}").write_bytes(payload[:max_bytes])


def _run(function: Callable[[str], object], data: bytes, *, max_cpu: float) -> None:
    from collective_brain.errors import Refused

    text = data.decode("utf-8", "replace")
    started = time.process_time()
    with suppress(Refused):
        function(text)
    cpu = time.process_time() - started
    if cpu > max_cpu:
        raise RuntimeError(f"{cpu:.2f} s of CPU")


def _render_post(text: str) -> object:
    from forum import markup

    return markup.render_post(text)


def _render_message(text: str) -> object:
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
    from collective_brain.i18n import folding

    return folding.fold_name(names.clean_profile_line(text)), names.refuse_handle(text)


def _frame(text: str) -> object:
    from forum import live

    try:
        frame = json.loads(text)
        name = frame.get("listen") if isinstance(frame, dict) else None
        return live.parse_stream_name(name) if isinstance(name, str) else None
    except (ValueError, RecursionError, LookupError):
        return None


TARGETS = {
    "post": _render_post,
    "message": _render_message,
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
        "targets", nargs="*", choices=[*MAX_BYTES, []], metavar="target", help=", ".join(MAX_BYTES)
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
