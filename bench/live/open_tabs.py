"""Open tabs in other processes and control them."""

import multiprocessing
import resource
from multiprocessing.connection import Connection
from types import TracebackType

from bench.live.tab_process import TabProcess, TabTarget, Tally

OPEN_WITHIN = 120.0  # seconds


def raise_open_file_limit() -> int:
    """Allow this process and its children as many open files as possible. Return how many."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class OpenTabs:
    """with OpenTabs([(port, stream, session), …]) as open_tabs: all are open and subscribed."""

    def __init__(self, targets: list[TabTarget], processes: int = 1) -> None:
        self.targets, self.pipes = targets, []
        self.processes: list[multiprocessing.process.BaseProcess] = []
        spawn = multiprocessing.get_context("spawn")
        for _ in range(processes):
            pipe, pipe_of_child = spawn.Pipe()
            process = spawn.Process(target=_run_tab_process, args=[pipe_of_child], daemon=True)
            process.start()
            self.pipes.append(pipe)
            self.processes.append(process)

    def __enter__(self) -> "OpenTabs":
        for index, pipe in enumerate(self.pipes):
            pipe.send(("open", self.targets[index :: len(self.pipes)], OPEN_WITHIN))
        self.opened = self.wait_for_tally()
        if len(self.opened.seconds_to_open) < len(self.targets):
            raise SystemExit(
                f"only {len(self.opened.seconds_to_open)} of {len(self.targets)} sockets opened"
            )
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

    def start_counting(self, frames: int, *, within: float) -> None:
        """Start a new tally. It ends after `frames` items, or after `within` seconds."""
        for pipe in self.pipes:
            pipe.send(("expect", frames // len(self.pipes), within))

    def wait_for_tally(self) -> Tally:
        """Wait until the tally of each process ends, and return their sum."""
        total = Tally()
        for pipe in self.pipes:
            part: Tally = pipe.recv()
            for key, (count, first, last) in part.items.items():
                counts = total.items.setdefault(key, [0, first, last])
                total.items[key] = [
                    counts[0] + count,
                    min(counts[1], first),
                    max(counts[2], last),
                ]
            total.frames += part.frames
            total.gaps += part.gaps
            total.closed += part.closed
            total.seconds_to_open += part.seconds_to_open
        return total


def _run_tab_process(pipe: Connection) -> None:
    raise_open_file_limit()
    TabProcess(pipe).run()
