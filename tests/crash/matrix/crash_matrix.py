#!/usr/bin/env python3
"""Kills a command, or makes it fail, at its state-changing system calls; recovers; checks what must hold.

    crash_matrix.py --build DIR [--scenario NAME] [--fault F,F] [--stride N] [--offset N] [--double N] [--seconds S] [--jobs N]

For every fault and every `stride`-th point from `offset` on: fresh state, the command with the fault, checks at once,
recovery (or, at every other point, the repeated command, which recovers itself), checks, the command again, checks.
--double N: at every N-th killed point the recovery is killed too, at each of its points, and then repeated.
--seconds stops between two points; what was not reached is counted. Exit 0 nothing broken, 1 a promise broken, 77 skipped.
"""
import argparse
import collections
import concurrent.futures
import itertools
import json
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import command
import host_scenarios
import publisher_scenarios
from command import Failed, KILLED, SKIPPED, Tools, must, run, run_with_fault

FAULTS = ("kill", "killafter", "torn", "short", "ENOSPC", "ENOSPC+", "EIO", "EIO+", "EROFS+", "EMFILE", "ENOMEM")
WRITES = ("write", "pwrite", "writev", "pwritev", "pwritev2", "sendfile", "copy_file_range", "splice")
SCENARIOS = {scenario.name: scenario for scenario in (*host_scenarios.SCENARIOS, *publisher_scenarios.SCENARIOS)}


class Worker:
    """One prepared scenario in a folder of its own."""

    def __init__(self, scenario, tools, folder):
        folder.mkdir()
        self.injector = tools.injector
        self.report = str(folder / "report")
        self.scenario = scenario(tools, folder)
        self.scenario.prepare()

    def inject(self, argv, fault="none", point=0):
        return run_with_fault(self.injector, self.scenario.watched(), argv, fault, point, self.report)

    def calls(self):
        self.scenario.fresh()
        ended = self.inject(self.scenario.command())
        if ended.status not in (0, 102):
            raise Failed(f"without any fault: exit status {ended.status}: {ended.output[-600:]}")
        self.finish(False)
        return ended.calls

    def finish(self, explicit):
        if explicit:
            must(self.scenario.recovery())
            self.scenario.check_recovered()
        self.scenario.check_repeated()

    def point(self, fault, point):
        """False where the command ended before the point."""
        self.scenario.fresh()
        ended = self.inject(self.scenario.command(), fault, point)
        if not ended.hit:
            return False
        self.scenario.check_at_once(ended)
        self.finish(point % 2 == 0)
        return True

    def double(self, point, late=lambda: False):
        """The recovery of a killed command is killed at each of its points. Returns how many there were."""
        self.scenario.fresh()
        if self.inject(self.scenario.command(), "kill", point).status != KILLED:
            return 0
        keep = self.scenario.folder / "killed"
        shutil.rmtree(keep, ignore_errors=True)
        state = self.scenario.watched()
        must(["cp", "-a", state, keep])
        for second in itertools.count(1):
            shutil.rmtree(state)
            must(["cp", "-a", keep, state])
            self.scenario.fresh_host()
            ended = self.inject(self.scenario.recovery(), "killafter" if second % 2 else "kill", second)
            if not ended.hit or late():
                return second - 1
            try:
                self.finish(True)
            except Failed as failure:
                raise Failed(f"recovery killed at its point {second}: {failure}") from failure


class Matrix:
    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.folder = folder
        self.tools = Tools.of(arguments.build)
        self.deadline = time.monotonic() + arguments.seconds if arguments.seconds else None
        self.passed = collections.Counter()
        self.broken = []
        self.not_reached = 0

    def selection(self, calls):
        writes = sum(call.split()[0] in WRITES for call in calls)
        faults = self.arguments.fault.split(",")
        for number, fault in enumerate(faults):
            points = writes if fault in ("torn", "short") else len(calls)
            # Faults start at different points, so that a sample of few points still sees many calls.
            first = (self.arguments.offset + number * 7) % self.arguments.stride
            for point in range(1 + first, points + 1, self.arguments.stride):
                yield fault, point
        if self.arguments.double:
            first = self.arguments.offset % self.arguments.double
            for point in range(1 + first, len(calls) + 1, self.arguments.double):
                yield "double", point

    def is_late(self):
        return self.deadline is not None and time.monotonic() > self.deadline

    def one(self, workers, name, fault, point):
        if self.is_late():
            self.not_reached += 1
            return
        worker = workers.pop()
        try:
            if fault == "double":
                self.passed[fault] += worker.double(point, self.is_late)
            else:
                self.passed[fault] += worker.point(fault, point)
        except Failed as failure:
            self.broken.append(f"{name} {fault} {point}: {failure}")
            print(f"BROKEN {self.broken[-1]}", flush=True)
        finally:
            workers.append(worker)

    def run(self, name):
        workers = [Worker(SCENARIOS[name], self.tools, self.folder / f"{name}-{number}")
                   for number in range(self.arguments.jobs)]
        calls = workers[0].calls()
        todo = list(self.selection(calls))
        random.Random(self.arguments.offset).shuffle(todo)  # a time limit cuts everywhere, not the end
        with concurrent.futures.ThreadPoolExecutor(self.arguments.jobs) as pool:
            list(pool.map(lambda item: self.one(workers, name, *item), todo))
        return len(calls)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--scenario", default=",".join(SCENARIOS))
    parser.add_argument("--fault", default=",".join(FAULTS))
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--offset", default="day")
    parser.add_argument("--double", type=int, default=0)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--folder", help="where states are made (a temporary folder in memory where there is one)")
    arguments = parser.parse_args()
    arguments.offset = command.sample_offset(arguments.offset)
    return arguments


def main():
    arguments = parse()
    tools = Tools.of(arguments.build)
    with tempfile.TemporaryDirectory(prefix="switchback-crash-", dir=arguments.folder or command.memory_folder()) as folder:
        probe = run([tools.injector, "--under", folder, "--", "true"])
        if probe.status == SKIPPED:
            print(probe.output)
            return SKIPPED
        failures = 0
        print(f"offset {arguments.offset} (SWITCHBACK_CRASH_OFFSET pins it)")
        print(f"{'command':22}{'calls':>6}{'tested':>8}{'broken':>8}{'not reached':>13}  seconds", flush=True)
        for name in arguments.scenario.split(","):
            matrix = Matrix(arguments, Path(folder))
            start = time.monotonic()
            try:
                calls = matrix.run(name)
            except Failed as failure:
                calls = 0
                matrix.broken.append(f"{name}: {failure}")
                print(f"BROKEN {matrix.broken[-1]}")
            failures += len(matrix.broken)
            print(f"{name:22}{calls:6}{matrix.passed.total() + len(matrix.broken):8}{len(matrix.broken):8}"
                  f"{matrix.not_reached:13}  {time.monotonic() - start:.0f}  {json.dumps(matrix.passed)}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
