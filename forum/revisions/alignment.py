"""Pair the equal elements of two sequences, at a bounded cost.

`align` uses Myers' greedy search for the fewest changes. If the budget is too small for a search,
elements that occur once in both sequences become landmarks, and the search runs between them.
Elements that no search reaches have no partner.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_STEPS = 400_000  # for one comparison: about 0.2 s on a slow core
MAX_STEPS_PER_SEARCH = 100_000  # so that one difficult paragraph leaves steps for the others

Pair = tuple[int, int]  # the indexes of two equal elements


@dataclass
class StepBudget:
    """The steps that are left, and the number of each token."""

    steps: int = MAX_STEPS
    number_by_token: dict[Hashable, int] = field(default_factory=dict)

    def to_numbers(self, tokens: Sequence[str]) -> list[int]:
        """Return equal numbers for equal tokens. Numbers compare faster."""
        numbers = self.number_by_token
        return [numbers.setdefault(token, len(numbers)) for token in tokens]


class Segment(NamedTuple):
    """A part of two aligned sequences: first what differs, then what is equal."""

    a_changed: slice
    b_changed: slice
    a_equal: slice
    b_equal: slice


def segments(pairs: Sequence[Pair], a_length: int, b_length: int) -> Iterator[Segment]:
    """Split two aligned sequences of these lengths into segments."""
    a_end, b_end = 0, 0
    for i, j, length in [*_consecutive_runs(pairs), (a_length, b_length, 0)]:
        yield Segment(
            a_changed=slice(a_end, i),
            b_changed=slice(b_end, j),
            a_equal=slice(i, i + length),
            b_equal=slice(j, j + length),
        )
        a_end, b_end = i + length, j + length


def align(a: Sequence[int], b: Sequence[int], budget: StepBudget) -> list[Pair]:
    """Return the pairs of equal elements in `a` and `b`. Both indexes ascend."""
    head = _common_prefix_length(a, b)
    tail = _common_prefix_length(a[head:][::-1], b[head:][::-1])
    a_end, b_end = len(a) - tail, len(b) - tail
    middle_pairs = _align_middle(a[head:a_end], b[head:b_end], budget)
    return [
        *((n, n) for n in range(head)),
        *((head + i, head + j) for i, j in middle_pairs),
        *((a_end + n, b_end + n) for n in range(tail)),
    ]


def _consecutive_runs(pairs: Sequence[Pair]) -> Iterator[tuple[int, int, int]]:
    """Yield (i, j, length) for each run of pairs that follow each other without a gap."""
    start = 0
    for end in range(1, len(pairs) + 1):
        i, j = pairs[start]
        length = end - start
        if end == len(pairs) or pairs[end] != (i + length, j + length):
            yield i, j, length
            start = end


def _common_prefix_length(a: Sequence[int], b: Sequence[int]) -> int:
    for index, (one, other) in enumerate(zip(a, b, strict=False)):
        if one != other:
            return index
    return min(len(a), len(b))


def _align_middle(a: Sequence[int], b: Sequence[int], budget: StepBudget) -> list[Pair]:
    pairs = _fewest_changes(a, b, budget)
    return _align_between_landmarks(a, b, budget) if pairs is None else pairs


# --- landmarks ---


def _align_between_landmarks(a: Sequence[int], b: Sequence[int], budget: StepBudget) -> list[Pair]:
    """Return the landmarks, and the pairs that the search finds between them."""
    pairs: list[Pair] = []
    a_start, b_start = 0, 0
    for i, j in [*_landmarks(a, b), (len(a), len(b))]:
        between = _fewest_changes(a[a_start:i], b[b_start:j], budget) or []
        pairs += [(a_start + x, b_start + y) for x, y in between]
        if i < len(a):
            pairs.append((i, j))
        a_start, b_start = i + 1, j + 1
    return pairs


def _landmarks(a: Sequence[int], b: Sequence[int]) -> list[Pair]:
    """Return the longest ascending list of pairs of elements that occur once in `a` and in `b`."""
    count_in_a, count_in_b = Counter(a), Counter(b)
    index_in_b = {token: j for j, token in enumerate(b) if count_in_b[token] == 1}
    pairs = [
        (i, index_in_b[token])
        for i, token in enumerate(a)
        if count_in_a[token] == 1 and token in index_in_b
    ]
    return _longest_ascending(pairs)


def _longest_ascending(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the longest part of `pairs` with ascending second indexes. The first ones ascend.

    The entry n - 1 of `smallest_ends` and of `last_pairs` is about the best list of n pairs that is
    known so far: the second index at its end, and the position of its last pair.
    """
    smallest_ends: list[int] = []
    last_pairs: list[int] = []
    predecessors: list[int] = []  # the position of the pair before each pair, -1 for none
    for position, (_, j) in enumerate(pairs):
        length = bisect_left(smallest_ends, j)
        predecessors.append(last_pairs[length - 1] if length else -1)
        smallest_ends[length : length + 1] = [j]
        last_pairs[length : length + 1] = [position]
    longest = []
    position = last_pairs[-1] if last_pairs else -1
    while position >= 0:
        longest.append(pairs[position])
        position = predecessors[position]
    return longest[::-1]


# --- Myers' search ---


def _fewest_changes(a: Sequence[int], b: Sequence[int], budget: StepBudget) -> list[Pair] | None:
    """Return the pairs that leave the fewest changes, or None if the budget is too small.

    This is the greedy algorithm of Myers (1986). A point (x, y) means that x elements of `a` and y
    elements of `b` are read. Equal elements move along the diagonal k = x - y. A deletion from `a`
    moves from diagonal k - 1 to k, and an insertion from `b` from k + 1 to k. `reach` has the
    largest x on each diagonal after the changes so far.
    """
    if not a or not b or not set(a) & set(b):
        return []
    a_length, b_length = len(a), len(b)
    allowed = min(budget.steps, MAX_STEPS_PER_SEARCH)
    steps = 0
    reach = {1: 0}
    history = []  # `reach` before each change
    for changes in range(a_length + b_length + 1):
        steps += 2 * changes + 1  # the copy of `reach` costs about as much as the search
        if steps > allowed:
            break
        history.append(reach.copy())
        for k in _diagonals(changes, a_length, b_length):
            after_deletion, after_insertion = reach.get(k - 1, -1) + 1, reach.get(k + 1, -1)
            start = max(after_deletion, after_insertion)
            x, y = start, start - k
            while x < a_length and y < b_length and a[x] == b[y]:
                x, y = x + 1, y + 1
            steps += x - start
            reach[k] = x
            if x >= a_length and y >= b_length:
                budget.steps -= steps
                return _trace_back(history, a_length, b_length)
    budget.steps -= min(steps, allowed)
    return None


def _diagonals(changes: int, a_length: int, b_length: int) -> range:
    """Return the diagonals that so many changes can reach, without those outside the sequences."""
    first = -changes + 2 * max(0, changes - b_length)
    last = changes - 2 * max(0, changes - a_length)
    return range(first, last + 1, 2)


def _trace_back(history: Sequence[dict[int, int]], x: int, y: int) -> list[Pair]:
    """Return the pairs on the way from the beginning to (x, y)."""
    pairs: list[Pair] = []
    for changes in reversed(range(len(history))):
        start_x, start_y = 0, 0
        if changes:
            reach, k = history[changes], x - y
            is_insertion = reach.get(k + 1, -1) > reach.get(k - 1, -1)
            previous_k = k + 1 if is_insertion else k - 1
            start_x = reach[previous_k]
            start_y = start_x - previous_k
        while x > start_x and y > start_y:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = start_x, start_y
    return pairs[::-1]
