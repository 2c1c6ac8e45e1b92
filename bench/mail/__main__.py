"""`python -m bench.mail [--followers 1000] [--posts 10] [--kills 10]`: send mail while all breaks.

A topic has followers who get each post by mail. A real SMTP server on loopback takes the mail. Two
workers on PostgreSQL send it. Two tables say:
- how long the request of a post takes with the followers, and with none (posts in turn)
- of each part: how many mails were wanted (a member and a post), how many never arrived, how many
  arrived in two mails, and how many mails came again with the same Message-ID. One may, each time
  when a worker is killed or the reply of the server is lost after the server has taken the mail.
The command fails when a mail is missing or doubled, or repeated without such a reason.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from bench.mail.parts import (
    FEWEST_FOLLOWERS,
    measure_requests,
    send_to_hostile_server,
    send_while_killed,
)
from bench.mail.sites import FAST_MAIL, own_site
from bench.report import print_report
from bench.served.sites import free_port

MAX_ENTRIES = 10  # posts in one mail; it only counts the others


def main() -> None:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    port = free_port()
    with (
        tempfile.TemporaryDirectory(prefix="collective-brain-mail-") as folder,
        own_site(Path(folder), EMAIL_URL=f"smtp://127.0.0.1:{port}", **FAST_MAIL) as site,
    ):
        requests, topic = measure_requests(site, options.followers, options.posts)
        print_report("Request of a post, ms", requests, as_json=options.json)
        rows = [
            send_while_killed(site, topic, port, kills=options.kills),
            send_to_hostile_server(
                site, port, followers=max(FEWEST_FOLLOWERS, options.followers // 5)
            ),
        ]
    print_report("Mail to followers", [row._asdict() for row in rows], as_json=options.json)
    sys.exit(not all(row.is_good for row in rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--followers", type=int, default=1_000)
    parser.add_argument("--posts", type=int, default=10, choices=range(1, MAX_ENTRIES + 1))
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
