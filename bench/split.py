"""Split and merge a topic while members write: `python -m bench.split [--database URL] [--json]`.

--database names a site that `manage.py migrate` has prepared; the bench adds a theme to it. Without
it, the bench makes a site in an SQLite file. --posts 5000 is the size of the topic, --writers 20
how many members write without a pause, in threads of this process. The bench moves half of the
topic into a new one, then merges the rest into that one. It fails if a text that a writer was told
is published is missing or there twice, or if a number is missing.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Any, cast

from bench.gunicorn_server import site_environment
from bench.pages import create_site_database
from bench.report import Row, print_report

MOST_SECONDS = 5.0  # for 5,000 posts


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or create_site_database("small", Path(folder))
        os.environ |= site_environment(database) | {"DATABASE_POOL": "64"}
        import django

        django.setup()
        row = _measure(options.posts, options.writers)
        title = f"{options.posts:,} posts, while {options.writers} members write"
        print_report(title, [row], as_json=options.json)
    failed = row["lost"] or row["twice"] or row["errors"] or row["missing numbers"]
    slowest = max(row["split s"], row["merge s"])
    if failed or slowest > MOST_SECONDS:
        sys.exit("A text or a number is wrong, or it took too long.")


def _measure(posts: int, writers: int) -> Row:
    from forum.facilitation.move_actions import merge, split
    from forum.topics.models import Topic

    chair, theme, topic, members = _create_topic(posts, writers)
    crowd = Crowd(topic, members)
    crowd.start()
    crowd.wait_for(writers)
    half = range(posts // 2 + 1, posts + 1)
    started = time.perf_counter()
    new = split(topic, chair, numbers=half, title="The other half", theme=theme)
    split_seconds = time.perf_counter() - started
    crowd.wait_for(crowd.written + writers)
    crowd.next_topic = new  # a refused writer continues there, with the same form
    started = time.perf_counter()
    merge(topic, chair, target=new)
    merge_seconds = time.perf_counter() - started
    crowd.wait_for(crowd.written + writers)
    crowd.stop()
    topics = Topic.objects.filter(pk__in=(topic.pk, new.pk))
    return {
        "split s": round(split_seconds, 2),
        "merge s": round(merge_seconds, 2),
        "longest reply s": round(crowd.longest, 2),
        "written": crowd.written,
        "refused and sent again": crowd.refused,
        **_count_losses(crowd, [topic.pk, new.pk]),
        "missing numbers": sum(each.last_number - each.posts.count() for each in topics),
        "errors": len(crowd.errors),
    }


class Crowd:
    """Members who reply in one topic until they are stopped."""

    def __init__(self, topic: Any, members: list[Any]) -> None:
        self.topic, self.next_topic = topic, cast(Any, None)
        self.acknowledged: list[str] = []
        self.refused, self.longest = 0, 0.0
        self.errors: list[Exception] = []
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._write, args=[each]) for each in members]

    @property
    def written(self) -> int:
        return len(self.acknowledged)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait_for(self, count: int) -> None:
        """Wait until `count` texts are written, or until a writer failed."""
        while self.written < count and not self.errors:
            time.sleep(0.01)

    def stop(self) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _write(self, author: Any) -> None:
        from django.db import connection

        topic = self.topic
        while not self._end.is_set():
            nonce = uuid.uuid4()
            try:
                topic = self._reply(topic, author, nonce)
            except Exception as error:  # noqa: BLE001  (a failure of the bench)
                self.errors.append(error)
                print(repr(error), file=sys.stderr)
                return
            finally:
                connection.close()  # as Django does at the end of a request

    def _reply(self, topic: Any, author: Any, nonce: uuid.UUID) -> Any:
        from collective_brain.errors import Refused
        from forum.topics import actions

        text: dict[str, Any] = {"source": f"Text {nonce.hex}", "nonce": nonce, "language": "en"}
        started = time.perf_counter()
        try:
            actions.reply(topic, author, **text)
        except Refused:
            if self.next_topic is None:
                raise
            topic = self.next_topic
            actions.reply(topic, author, **text)
            with self._lock:
                self.refused += 1
        with self._lock:
            self.acknowledged.append(text["source"])
            self.longest = max(self.longest, time.perf_counter() - started)
        return topic


def _create_topic(posts: int, writers: int) -> tuple[Any, Any, Any, list[Any]]:
    """A chair, their theme, a topic of `posts` posts in it, and `writers` members."""
    from django.utils import timezone

    from accounts.models import Member
    from forum.themes.models import Theme
    from forum.topics import actions
    from forum.topics.models import Post

    run = uuid.uuid4().hex[:8]
    members = [
        Member.objects.create(
            email=f"writer.{run}.{number}@example.org",
            handle=f"w.{run}.{number}",
            name=f"Writer {number}",
            community="practitioner",
            email_confirmed_at=timezone.now(),
        )
        for number in range(writers + 1)
    ]
    chair = members.pop()
    theme = Theme.objects.create(slug=f"split-{run}", name="Split", description="For the bench.")
    theme.facilitators.add(chair)
    topic = actions.start_topic(
        theme, chair, title="Much to say", source="Hello.", nonce=uuid.uuid4(), language="en"
    )
    first = topic.posts.get()
    rows = [
        Post(
            topic=topic,
            number=number,
            changed=topic.last_mark + number,
            nonce=uuid.uuid4(),
            author=members[number % writers],
            source=f"Post {number}.",
            html=f"<p>Post {number}.</p>",
            markup_version=first.markup_version,
            language="en",
            reply_to=number - 1 if number % 3 == 0 else None,
        )
        for number in range(2, posts + 1)
    ]
    Post.objects.bulk_create(rows, batch_size=500)
    topic.last_number, topic.last_mark = posts, topic.last_mark + posts
    topic.recount()
    return chair, theme, topic, members


def _count_losses(crowd: Crowd, topic_ids: list[int]) -> Row:
    from forum.topics.models import Post

    stored = list(
        Post.objects.filter(topic__in=topic_ids, source__startswith="Text ").values_list(
            "source", flat=True
        )
    )
    return {
        "lost": len(set(crowd.acknowledged) - set(stored)),
        "twice": len(stored) - len(set(stored)),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    parser.add_argument("--posts", type=int, default=5_000)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
