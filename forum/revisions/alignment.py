"""Which elements of two sequences belong together, at a bounded cost.

Myers' greedy search for the fewest changes; where its budget does not suffice, what stands once in both is taken
as landmarks, and it searches between them. What it does not get to has no partner.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

STEPS = 400_000  # for one comparison: about 0.2 s on a slow core
STEPS_AT_ONCE = 100_000  # so that one stubborn paragraph leaves something for the others


@dataclass
class StepBudget:
    """What is left of the steps, and the numbers given to tokens."""

    steps: int = STEPS
    ids: dict[Hashable, int] = field(default_factory=dict)

    def numbered(self, tokens: Sequence[str]) -> list[int]:
        """Equal tokens under equal numbers, which compare faster."""
        return [self.ids.setdefault(token, len(self.ids)) for token in tokens]


def consecutive_runs(pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """(i, j, length) of each run of pairs that follow each other."""
    start = 0
    for end in range(1, len(pairs) + 1):
        i, j = pairs[start]
        if end == len(pairs) or pairs[end] != (i + end - start, j + end - start):
            yield i, j, end - start
            start = end


def align(a: Sequence[int], b: Sequence[int], budget: StepBudget) -> list[tuple[int, int]]:
    """Pairs of equal places in `a` and `b`, both ascending."""
    head = _common(a, b)
    tail = _common(a[head:][::-1], b[head:][::-1])
    ends = len(a) - tail, len(b) - tail
    a_mid, b_mid = a[head : ends[0]], b[head : ends[1]]
    middle = _shortest(a_mid, b_mid, budget)
    if middle is None:
        middle = _between_landmarks(a_mid, b_mid, budget)
    return [
        *((n, n) for n in range(head)),
        *((head + i, head + j) for i, j in middle),
        *((ends[0] + n, ends[1] + n) for n in range(tail)),
    ]


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    """How many first elements are equal."""
    return next(
        (n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other),
        min(len(a), len(b)),
    )


def _between_landmarks(
    a: Sequence[int], b: Sequence[int], budget: StepBudget
) -> list[tuple[int, int]]:
    """Pairs of what stands once in each, in one order in both, and of what is found between these."""
    found: list[tuple[int, int]] = []
    at, to = 0, 0
    for i, j in [*_landmarks(a, b), (len(a), len(b))]:
        between = _shortest(a[at:i], b[to:j], budget) or []
        found += [(at + x, to + y) for x, y in between]
        if i < len(a):
            found.append((i, j))
        at, to = i + 1, j + 1
    return found


def _landmarks(a: Sequence[int], b: Sequence[int]) -> list[tuple[int, int]]:
    """The longest ascending row of pairs of elements that stand once in `a` and once in `b`."""
    in_a, in_b = Counter(a), Counter(b)
    place = {token: j for j, token in enumerate(b) if in_b[token] == 1}
    pairs = [(i, place[token]) for i, token in enumerate(a) if in_a[token] == 1 and token in place]
    ends: list[int] = []  # the least last j of a row of each length
    rows: list[int] = []  # the pair at which it is
    before: list[int] = []  # the pair before each pair in its row, -1 for none
    for n, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(rows[length - 1] if length else -1)
        ends[length : length + 1], rows[length : length + 1] = [j], [n]
    found, n = [], rows[-1] if rows else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    return found[::-1]


def _shortest(
    a: Sequence[int], b: Sequence[int], budget: StepBudget
) -> list[tuple[int, int]] | None:
    """The pairs that leave the fewest changes (Myers 1986); None when the budget does not suffice."""
    if not a or not b or not set(a) & set(b):
        return []
    allowed = min(budget.steps, STEPS_AT_ONCE)
    steps, n, m = 0, len(a), len(b)
    reach, trail = (
        {1: 0},
        [],
    )  # how far each diagonal x - y was followed, and what that was before each change
    for changes in range(n + m + 1):
        steps += 2 * changes + 1  # the copy is about as much work as the search
        if steps > allowed:
            break
        trail.append(dict(reach))
        for k in range(
            -changes + 2 * max(0, changes - m), changes - 2 * max(0, changes - n) + 1, 2
        ):
            down = k == -changes or (k != changes and reach.get(k - 1, -1) < reach.get(k + 1, -1))
            x = start = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < n and y < m and a[x] == b[y]:
                x, y = x + 1, y + 1
            steps += x - start
            reach[k] = x
            if x >= n and y >= m:
                budget.steps -= steps
                return _backwards(trail, n, m)
    budget.steps -= min(steps, allowed)
    return None


def _backwards(trail: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for changes in range(len(trail) - 1, -1, -1):
        reach, k = trail[changes], x - y
        down = k == -changes or (k != changes and reach.get(k - 1, -1) < reach.get(k + 1, -1))
        came = k + 1 if down else k - 1
        from_x = reach[came] if changes else 0
        from_y = from_x - came if changes else 0
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            found.append((x, y))
        x, y = from_x, from_y
    return found[::-1]
