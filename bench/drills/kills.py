"""kill -9, while people write."""

import time

from bench.drills.crowd import Crowd, Row
from bench.drills.houses import House

AT_WORK = 1.5  # seconds before each blow


def kill(house: House, part: str, times: int) -> Row:
    """The part is killed and started again; whole again counts from the kill."""
    with Crowd(house) as crowd:
        for _ in range(times):
            time.sleep(AT_WORK)
            house.kill(part)
            since = time.monotonic()
            house.begin(part)
            crowd.until_whole(since)
        return crowd.row(f"kill -9: {part}", times)
