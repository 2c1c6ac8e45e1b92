"""Measure the first page of search results: `python -m bench.search [--posts 20000] [--json]`.

Fills a new SQLite database (or the empty database of DATABASE_URL) with a realistic site, indexes
it, and searches for common and rare words as a visitor, through the view with Django's test client.
Prints the median and the 95th percentile in milliseconds. The goal for 20,000 posts on SQLite and
two cores is 100.
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

from bench.gunicorn_server import site_environment

QUERIES_OF_EACH_KIND = 100
SEED = 4


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= site_environment(str(Path(folder) / "bench.sqlite3"))
        _print_figures(measure(options.posts), as_json=options.json)


def measure(posts: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from bench.large import Size, fill
    from forum.search.models import Entry

    # Pages contain the names of hashed files.
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("seed_themes", stdout=sys.stderr)
    size = Size(
        posts=posts, topics=max(10, posts // 15), members=max(20, posts // 40), messages=posts // 5
    )
    fill(size, seed=SEED, report_progress=lambda what, done, of: None)
    started = time.monotonic()
    _index_everything()
    seconds = time.monotonic() - started
    entry_count = Entry.objects.count()
    figures: dict[str, Any] = {
        "posts": posts,
        "entries": entry_count,
        "indexed_per_second": round(entry_count / seconds),
    }
    return figures | {name: _time_searches(queries) for name, queries in _queries_by_kind().items()}


def _index_everything() -> None:
    from forum.search import indexing

    for kind, model in indexing.MODELS.items():
        keys = list(model.objects.order_by("-pk").values_list("pk", flat=True))
        for start in range(0, len(keys), indexing.BATCH_SIZE):
            indexing.update_entries(kind, keys[start : start + indexing.BATCH_SIZE])


def _queries_by_kind() -> dict[str, list[str]]:
    """The words of a query are all from one text, so that every query has a result."""
    from forum.search.models import Entry
    from forum.search.scoring import words_without_stems
    from forum.search.stop_words import STOP_WORDS

    randomness = random.Random(SEED)
    entries = Entry.objects.order_by("key").values_list("words", flat=True)[:2000]
    texts = []
    for entry in entries:
        words = words_without_stems(entry)
        meaningful = [word for word in words if word not in STOP_WORDS and len(word) > 2]
        if len(set(meaningful)) >= 3:
            texts.append(meaningful)
    texts_by_word = Counter(word for text in texts for word in set(text))
    most_common = texts_by_word.most_common(QUERIES_OF_EACH_KIND)
    chosen = [randomness.choice(texts) for _ in range(QUERIES_OF_EACH_KIND)]
    return {
        "one common word": [word for word, _count in most_common],
        "one word": [randomness.choice(text) for text in chosen],
        "three words": [" ".join(randomness.sample(sorted(set(text)), 3)) for text in chosen],
        "a phrase": ['"{} {}"'.format(*text[:2]) for text in chosen],
    }


def _time_searches(queries: list[str]) -> dict[str, float]:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.get("/search/", {"q": "warm"})
    milliseconds = []
    for query in queries:
        started = time.perf_counter()
        response = client.get("/search/", {"q": query})
        milliseconds.append(1000 * (time.perf_counter() - started))
        assert response.status_code == 200
    return {
        "p50": round(statistics.median(milliseconds), 1),
        "p95": round(statistics.quantiles(milliseconds, n=20)[-1], 1),
        "longest": round(max(milliseconds), 1),
    }


def _print_figures(figures: dict[str, Any], *, as_json: bool) -> None:
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
