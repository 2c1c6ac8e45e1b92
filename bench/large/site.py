"""What one step of the filling makes and the next ones need."""

from __future__ import annotations

import random
import uuid
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

from accounts.models import Member
from forum.chat.models import Room
from forum.topics.models import Topic

YEARS = 3


@dataclass
class Size:
    posts: int
    topics: int
    members: int
    messages: int


@dataclass
class Site:
    size: Size
    rng: random.Random
    now: datetime
    report_progress: Callable[[str, int, int], None]
    members: list[Member] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    post_positions: list[array[int]] = field(
        default_factory=list
    )  # for each topic, the place of each of its posts in time
    rooms: list[Room] = field(default_factory=list)

    def time_of(self, place: int, of: int) -> datetime:
        """When the place-th of so many was written: evenly over the years, so that keys are in the order of time."""
        return self.now - timedelta(days=365 * YEARS) * (1 - (place + 1) / of)

    def unread_since(self, topic: int, read: int) -> datetime | None:
        """When the post after `read` was written in the topic at this place."""
        places = self.post_positions[topic]
        return self.time_of(places[read], self.size.posts) if read < len(places) else None

    def draw_writers(self, count: int) -> array[int]:
        """Places in `members`: one in ten writes most."""
        return array(
            "l", (int(len(self.members) * self.rng.random() ** 3) for _each in range(count))
        )

    def draw_destinations(self, count: int, places: int, largest: float) -> array[int]:
        """For each of `count` items the place it goes to: place 0 has the share `largest`, every place at least one."""
        ranks = list(accumulate(1 / (rank + 1) for rank in range(1, places)))
        rest = max(0, count - int(count * largest) - (places - 1))
        drawn = self.rng.choices(range(1, places), cum_weights=ranks, k=rest) if places > 1 else []
        order = array("l", drawn)
        order.extend(range(1, places))
        order.extend([0] * (count - len(order)))
        self.rng.shuffle(order)
        return order

    def draw_nonce(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def count_up(self, what: str, count: int) -> Iterator[int]:
        for done in range(count):
            if done % 1_000 == 0:
                self.report_progress(what, done, count)
            yield done
        self.report_progress(what, count, count)
