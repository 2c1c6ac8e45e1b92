"""How long one waits for the first page of results: `python -m bench.search [--posts 20000] [--json]`.

Fills an SQLite of its own (or the empty database that DATABASE_URL names) with a believable site, indexes it, and asks
for words as common and as rare as they come there, through the view with Django's test client, as a visitor. Prints
the median and the 95th percentile in milliseconds; the goal for 20,000 posts on SQLite and two cores is 100.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.serving import environment

ASKED = 100  # queries of each kind
SEED = 4


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= environment(str(Path(folder) / "bench.sqlite3"))
        _tell(measure(options.posts), as_json=options.json)


def measure(posts: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from bench.large import Size, fill
    from forum.search import indexing

    call_command("collectstatic", interactive=False, verbosity=0)  # pages name the hashed files
    call_command("migrate", verbosity=0)
    call_command("seed_themes", stdout=sys.stderr)
    size = Size(
        posts=posts, topics=max(10, posts // 15), members=max(20, posts // 40), messages=posts // 5
    )
    fill(size, seed=SEED, tell=lambda what, done, of: None)
    started = time.monotonic()
    entries = indexing.reindex_everything(lambda kind, done, of: None)
    seconds = time.monotonic() - started
    figures: dict[str, Any] = {
        "posts": posts,
        "entries": entries,
        "indexed_per_second": round(entries / seconds),
    }
    return figures | {name: _timed(asked) for name, asked in _questions().items()}


def _questions() -> dict[str, list[str]]:
    """Of each kind ASKED queries; the words of one come from one text, so that there is an answer."""
    from forum.search.models import Entry
    from forum.search.stop_words import STOP_WORDS

    dice = random.Random(SEED)
    texts = [
        entry.split(" ")
        for entry in Entry.objects.order_by("key").values_list("words", flat=True)[:2000]
    ]
    said = [
        [word for word in text if "ß" not in word and word not in STOP_WORDS and len(word) > 2]
        for text in texts
    ]
    said = [text for text in said if len(set(text)) >= 3]
    often = [
        word for word, _ in Counter(word for text in said for word in set(text)).most_common(ASKED)
    ]
    drawn = [dice.choice(said) for _ in range(ASKED)]
    return {
        "one common word": often,
        "one word": [dice.choice(text) for text in drawn],
        "three words": [" ".join(dice.sample(sorted(set(text)), 3)) for text in drawn],
        "a phrase": ['"{} {}"'.format(*text[:2]) for text in drawn],
    }


def _timed(asked: list[str]) -> dict[str, float]:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.get("/search/", {"q": "warm"})
    took = []
    for typed in asked:
        started = time.perf_counter()
        answer = client.get("/search/", {"q": typed})
        took.append(1000 * (time.perf_counter() - started))
        assert answer.status_code == 200
    return {
        "p50": round(statistics.median(took), 1),
        "p95": round(statistics.quantiles(took, n=20)[-1], 1),
        "longest": round(max(took), 1),
    }


def _tell(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures))
        return
    print(
        "{posts} posts, {entries} entries, {indexed_per_second} indexed a second".format(**figures)
    )
    print(f"{'ms':>16} {'p50':>8} {'p95':>8} {'longest':>8}")
    for name, timed in figures.items():
        if isinstance(timed, dict):
            print(f"{name:>16} {timed['p50']:>8} {timed['p95']:>8} {timed['longest']:>8}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
