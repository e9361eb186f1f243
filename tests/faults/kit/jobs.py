"""What is played when: rounds in tasks, each with a system of its own, several at a time; then, one after the other, those that measure so closely
that nothing may run beside them."""
import dataclasses
import math
import multiprocessing
import time

WHOLE = 1_000_000  # a task of one system for all
MOST = 10  # rounds in a row on one system when several are up: long enough to see what does not come back


@dataclasses.dataclass
class Task:
    """Cells with one spec, each with its rounds' numbers (from 1)."""
    spec: object
    parts: list

    def size(self):
        return sum(len(numbers) for _, numbers in self.parts)


def in_tasks(cells, rounds_of, most):
    """Rounds in tasks of at most so many; a cell's are split only where they have to be."""
    tasks = []
    for spec in dict.fromkeys(cell.spec for cell in cells):
        open_task = None
        for cell in (cell for cell in cells if cell.spec == spec):
            left = list(range(1, rounds_of(cell) + 1))
            while left:
                if open_task is None or open_task.size() >= most:
                    open_task = Task(spec, [])
                    tasks.append(open_task)
                room = most - open_task.size()
                open_task.parts.append((cell, left[:room]))
                left = left[room:]
    return tasks


def plan(cells, rounds_of, jobs):
    """(tasks that run side by side, tasks that run alone after them)"""
    if jobs <= 1:
        return [], in_tasks(cells, rounds_of, WHOLE)
    crowd = [cell for cell in cells if not cell.quiet]
    total = sum(rounds_of(cell) for cell in crowd)
    side = in_tasks(crowd, rounds_of, max(1, min(MOST, math.ceil(total / jobs))))
    return sorted(side, key=Task.size, reverse=True), in_tasks([cell for cell in cells if cell.quiet], rounds_of, WHOLE)


def side_by_side(tasks, jobs, play, every_second):
    """Each task in a process of its own, so many at a time; whoever is stopped stops them, and waits until their systems are down."""
    waiting, running = list(tasks), []
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(multiprocessing.get_context("fork").Process(target=play, args=(waiting.pop(0),)))
                running[-1].start()
            time.sleep(1)
            running = [process for process in running if process.is_alive()]
            every_second()
    finally:
        for process in running:
            if process.is_alive():
                process.terminate()
        for process in running:
            process.join()
