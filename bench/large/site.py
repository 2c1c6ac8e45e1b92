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
    dice: random.Random
    now: datetime
    tell: Callable[[str, int, int], None]
    members: list[Member] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    written: list[array[int]] = field(
        default_factory=list
    )  # for each topic, the place of each of its posts in time
    rooms: list[Room] = field(default_factory=list)

    def moment(self, place: int, of: int) -> datetime:
        """When the place-th of so many was written: evenly over the years, so that keys are in the order of time."""
        return self.now - timedelta(days=365 * YEARS) * (1 - (place + 1) / of)

    def unread_since(self, topic: int, read: int) -> datetime | None:
        """When the post after `read` was written in the topic at this place."""
        places = self.written[topic]
        return self.moment(places[read], self.size.posts) if read < len(places) else None

    def writers(self, count: int) -> array[int]:
        """Places in `members`: one in ten writes most."""
        return array(
            "l", (int(len(self.members) * self.dice.random() ** 3) for _each in range(count))
        )

    def shuffled(self, count: int, places: int, largest: float) -> array[int]:
        """For each of `count` items the place it goes to: place 0 has the share `largest`, every place at least one."""
        ranks = list(accumulate(1 / (rank + 1) for rank in range(1, places)))
        rest = max(0, count - int(count * largest) - (places - 1))
        drawn = self.dice.choices(range(1, places), cum_weights=ranks, k=rest) if places > 1 else []
        order = array("l", drawn)
        order.extend(range(1, places))
        order.extend([0] * (count - len(order)))
        self.dice.shuffle(order)
        return order

    def nonce(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)

    def progress(self, what: str, count: int) -> Iterator[int]:
        for done in range(count):
            if done % 1_000 == 0:
                self.tell(what, done, count)
            yield done
        self.tell(what, count, count)
