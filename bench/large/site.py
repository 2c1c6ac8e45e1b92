"""The rows that earlier steps of `fill` have made and later steps need, and random choices."""

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
    """post_positions: for each topic, the position of each of its posts in the order of time."""

    size: Size
    rng: random.Random
    now: datetime
    report_progress: Callable[[str, int, int], None]
    members: list[Member] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    post_positions: list[array[int]] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)

    def time_of(self, position: int, total: int) -> datetime:
        """Spread `total` rows evenly over the years, so that keys are in the order of time."""
        return self.now - timedelta(days=365 * YEARS) * (1 - (position + 1) / total)

    def unread_since(self, topic: int, read: int) -> datetime | None:
        """The time of the first post after number `read`. topic: its index in `topics`."""
        positions = self.post_positions[topic]
        if read >= len(positions):
            return None
        return self.time_of(positions[read], self.size.posts)

    def draw_writers(self, count: int) -> array[int]:
        """Choose indexes in `members`. A tenth of the members write about half of the texts."""
        return array("l", (int(len(self.members) * self.rng.random() ** 3) for _ in range(count)))

    def draw_destinations(self, count: int, destinations: int, largest: float) -> array[int]:
        """Choose the index of a topic or room for each of `count` texts.

        Destination 0 gets the share `largest`, and every destination at least one text.
        """
        others = range(1, destinations)
        weights = list(accumulate(1 / (rank + 1) for rank in others))
        rest = max(0, count - int(count * largest) - len(others))
        order = array("l")
        if others:
            order.extend(self.rng.choices(others, cum_weights=weights, k=rest))
        order.extend(others)
        order.extend([0] * (count - len(order)))
        self.rng.shuffle(order)
        return order

    def draw_nonce(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def count_up(self, name: str, total: int) -> Iterator[int]:
        """Yield 0, 1, … `total` - 1 and report the progress."""
        for index in range(total):
            if index % 1_000 == 0:
                self.report_progress(name, index, total)
            yield index
        self.report_progress(name, total, total)
