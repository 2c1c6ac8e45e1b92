"""kill -9 while people write."""

import time

from bench.drills.participants import Participants, Row
from bench.drills.sites import DrillSite

WRITE_FOR = 1.5  # seconds before each failure


def kill(site: DrillSite, part: str, times: int) -> Row:
    """Kill a part and start it again. The recovery time counts from the kill."""
    with Participants(site) as participants:
        for _ in range(times):
            time.sleep(WRITE_FOR)
            site.kill(part)
            since = time.monotonic()
            site.start_part(part)
            participants.wait_until_recovered(since)
        return participants.row(f"kill -9: {part}", times)
