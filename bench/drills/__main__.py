"""`python -m bench.drills [name ...] [--times 20] [--json]`: break things while people write.

Each drill has its own site, with its own folder and ports, and stops everything that it started.
A row of the result has these columns:
- how many writes were acknowledged, and how many of them are lost, doubled or out of order
- how many items a reader never saw, and how many events the worker did not finish
- how many problems doctor finds in the stored data (it names them on standard error)
- how many answers came later than promised while a service was away, and how many times the site
  had not recovered after two minutes
- how many requests failed in a drill in which none may
- the seconds until the site had recovered (median and worst)
- how long a reader waited for a text at most
- how many pages were refused to a visitor, and how many texts to writers, who send them again
- the longest answer to the visitor, and the growth of the memory of the server
The command fails when anything is lost, doubled, disordered, unseen, undone or late, when doctor
finds a problem in the stored data, or when a request fails that may not.
"""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from bench.drills.participants import Row
from bench.drills.plan import QUICK, WHOLE, Drill, old_release_drill
from bench.drills.sites import prepare
from bench.report import print_report

MUST_BE_ZERO = ("lost", "doubled", "disordered", "unseen", "undone", "wrong", "late", "failed")


def main() -> None:
    options = _options()
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # the drills then stop what they started
    drills = QUICK if options.quick else WHOLE
    if options.release:
        drills = drills | {"old-release": old_release_drill(options.release)}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="collective-brain-drills-") as folder:
        prepare(Path(folder))
        rows = [
            _run(name, drills[name], Path(folder), options.times)
            for name in options.names or drills
        ]
    seconds = round(time.monotonic() - began)
    print_report("Drills", rows, as_json=options.json, seconds=seconds)
    sys.exit(any(row[name] for row in rows for name in MUST_BE_ZERO))


def _run(name: str, drill: Drill, prepared: Path, times: int) -> Row:
    began = time.monotonic()
    with drill.site(prepared) as site:
        row = drill.run(site, times)
    print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return row


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", choices=[[], *WHOLE], metavar="name", help=", ".join(WHOLE)
    )
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="5 to 8 s without a service or a connection, instead of 30 to 300",
    )
    parser.add_argument("--release", help="for old-release: a commit instead of the newest tag")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
