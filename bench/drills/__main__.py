"""`python -m bench.drills [name ...] [--times 20] [--json]`: breaks things while people write, and counts what is lost.

Each drill has a site of its own, in a folder and on ports of its own, and ends all that it started. A row tells the
writes that were acknowledged; of them lost, doubled or out of order; items that a reader never saw; events that were
not told; the seconds until all was whole again (median and worst); how long a reader waited for a text at most; answers
refused to others, and the longest answer. All but the last columns must be 0; otherwise the command fails.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.drills.crowd import Row
from bench.drills.houses import prepare
from bench.drills.plan import DRILLS
from bench.report import tell

MUST_BE_ZERO = ("lost", "doubled", "disordered", "unseen", "undone")


def main() -> None:
    options = _options()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="collective-brain-drills-") as folder:
        prepare(Path(folder))
        rows = [_one(name, Path(folder), options.times) for name in options.names or DRILLS]
    seconds = round(time.monotonic() - began)
    tell("Drills", rows, as_json=options.json, seconds=seconds)
    sys.exit(any(row[name] for row in rows for name in MUST_BE_ZERO))


def _one(name: str, prepared: Path, times: int) -> Row:
    drill, began = DRILLS[name], time.monotonic()
    with drill.house(prepared) as house:
        row = drill.run(house, times)
    print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return row


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", choices=[[], *DRILLS], metavar="name", help=", ".join(DRILLS))
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
