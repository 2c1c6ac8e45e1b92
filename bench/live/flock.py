"""Tabs in other processes, told what to do from here."""

import multiprocessing
import resource
from multiprocessing.connection import Connection
from types import TracebackType

from bench.live.tabs import Tabs, Tally, Wanted

OPEN_WITHIN = 120.0  # seconds


def raise_limit() -> int:
    """Allow this process and its children as many open files as the machine gives; returns how many."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Flock:
    """with Flock([(port, line, session), …]) as flock: all of them are open and listen."""

    def __init__(self, wanted: list[Wanted], processes: int = 1) -> None:
        self.wanted, self.pipes = wanted, []
        self.processes: list[multiprocessing.process.BaseProcess] = []
        spawn = multiprocessing.get_context("spawn")
        for _ in range(processes):
            mine, theirs = spawn.Pipe()
            process = spawn.Process(target=_run, args=[theirs], daemon=True)
            process.start()
            self.pipes.append(mine)
            self.processes.append(process)

    def __enter__(self) -> "Flock":
        for place, pipe in enumerate(self.pipes):
            pipe.send(("open", self.wanted[place :: len(self.pipes)], OPEN_WITHIN))
        self.opened = self.tally()
        if len(self.opened.waited) < len(self.wanted):
            raise SystemExit(f"only {len(self.opened.waited)} of {len(self.wanted)} sockets opened")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pipe, process in zip(self.pipes, self.processes, strict=True):
            pipe.send(("close",))
            pipe.poll(20)
            pipe.send(("end",))
            process.join(5)
            process.kill()

    def expect(self, frames: int, *, within: float) -> None:
        """Count from now; tally() comes back when `frames` items have come, or after `within` seconds."""
        for pipe in self.pipes:
            pipe.send(("expect", frames // len(self.pipes), within))

    def tally(self) -> Tally:
        """What all processes counted, together."""
        whole = Tally()
        for pipe in self.pipes:
            part: Tally = pipe.recv()
            for key, (count, first, last) in part.items.items():
                seen = whole.items.setdefault(key, [0, first, last])
                whole.items[key] = [seen[0] + count, min(seen[1], first), max(seen[2], last)]
            whole.frames += part.frames
            whole.holes += part.holes
            whole.closed += part.closed
            whole.waited += part.waited
        return whole


def _run(pipe: Connection) -> None:
    raise_limit()
    Tabs(pipe).run()
