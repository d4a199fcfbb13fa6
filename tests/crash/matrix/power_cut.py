#!/usr/bin/env python3
"""Cuts the power of a command at its state-changing system calls and right after exit status 0.

    power_cut.py --build DIR [--scenario NAME] [--stride N] [--offset N] [--seconds S]

The state lies on an ext4 image that commits its journal only when asked. The command is killed, then the file system is
shut down: "nolog" loses everything that was not synced, "log" keeps the journal (names, sizes) but not the data that was
not synced. The image is mounted again and must hold what a killed command has to leave. Needs root and loop devices.
Exit 0 nothing broken, 1 a promise broken, 77 skipped.
"""
import argparse
import collections
import ctypes
import fcntl
import json
import os
import random
import shutil
import struct
import sys
import tempfile
import time
from pathlib import Path

import command
import host_scenarios
import publisher_scenarios
from command import Ended, Failed, KILLED, SKIPPED, Tools, must, run, run_with_fault

EXT4_IOC_SHUTDOWN = 0x8004587D
CUTS = {"log": 1, "nolog": 2}  # LOGFLUSH, NOLOGFLUSH
CLONE_NEWNS = 0x20000
IMAGE_SIZE = 48 << 20
SCENARIOS = {scenario.name: scenario for scenario in (*host_scenarios.SCENARIOS, *publisher_scenarios.SCENARIOS)}


class Disk:
    """An image mounted where a scenario keeps its state."""

    def __init__(self, mount_point):
        self.mount_point = mount_point
        self.image = mount_point.with_name("disk.image")
        self.kept = mount_point.with_name("kept.image")

    def create(self):
        with open(self.image, "wb") as file:
            file.truncate(IMAGE_SIZE)
        must(["mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", self.image])
        self.mount()
        self.mount_point.chmod(0o755)

    def mount(self):
        must(["mount", "-o", "loop,commit=600", self.image, self.mount_point])

    def keep(self):
        must(["umount", self.mount_point])
        self.image.rename(self.kept)

    def fresh(self):
        if os.path.ismount(self.mount_point):
            must(["umount", self.mount_point])
        must(["cp", "--sparse=always", self.kept, self.image])
        self.mount()

    def cut(self, kind):
        folder = os.open(self.mount_point, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, struct.pack("I", CUTS[kind]))
        finally:
            os.close(folder)
        must(["umount", self.mount_point])
        self.mount()


def on_disk(scenario):
    """The scenario with its state on a disk whose power can be cut."""

    class OnDisk(scenario):
        def prepare(self):
            self.disk = Disk(self.folder / "state")
            self.disk.mount_point.mkdir()
            self.disk.create()
            super().prepare()

        def keep_template(self):
            self.disk.keep()

        def fresh(self):
            self.disk.fresh()
            self.fresh_host()

    return OnDisk


class PowerCuts:
    def __init__(self, name, arguments, folder):
        self.arguments = arguments
        self.tools = Tools.of(arguments.build)
        folder.mkdir()
        self.report = str(folder / "report")
        self.scenario = on_disk(SCENARIOS[name])(self.tools, folder)
        self.scenario.prepare()
        self.deadline = time.monotonic() + arguments.seconds if arguments.seconds else None
        self.passed = collections.Counter()
        self.broken = []
        self.not_reached = 0

    def inject(self, fault="none", point=0):
        self.scenario.fresh()
        return run_with_fault(self.tools.injector, self.scenario.watched(), self.scenario.command(), fault, point,
                              self.report)

    def check(self, ended, kind, point):
        self.scenario.disk.cut(kind)
        self.scenario.check_at_once(ended)
        if point % 2 == 0:
            must(self.scenario.recovery())
            self.scenario.check_recovered()
        self.scenario.check_repeated()
        self.passed[kind] += 1

    def at_point(self, kind, point):
        ended = self.inject("kill", point)
        if ended.hit:
            self.check(Ended(KILLED, ended.output), kind, point)

    def after_success(self, kind):
        ended = self.inject()
        if ended.status not in (0, 102):
            raise Failed(f"without any fault: exit status {ended.status}: {ended.output[-600:]}")
        self.check(ended, kind, 0)
        return len(ended.calls)

    def run(self):
        calls = max(self.after_success(kind) for kind in CUTS)
        stride, offset = self.arguments.stride, self.arguments.offset
        points = [(kind, point) for number, kind in enumerate(CUTS)
                  for point in range(1 + (offset + number * 7) % stride, calls + 1, stride)]
        random.Random(offset).shuffle(points)  # a time limit cuts everywhere, not the end
        for kind, point in points:
            if self.deadline and time.monotonic() > self.deadline:
                self.not_reached += 1
                continue
            try:
                self.at_point(kind, point)
            except Failed as failure:
                self.broken.append(f"{self.scenario.name} {kind} {point}: {failure}")
                print(f"BROKEN {self.broken[-1]}", flush=True)
        return calls


def why_not_here(folder):
    """A reason to skip, or None. Mounts from now on are this process's own and end with it."""
    if os.geteuid() != 0:
        return "mounting an image needs root"
    if ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0 or run(["mount", "--make-rprivate", "/"]).status != 0:
        return "no mount namespace of one's own here"
    probe = Disk(folder / "probe")
    probe.mount_point.mkdir()
    try:
        probe.create()
        probe.cut("nolog")
        must(["umount", probe.mount_point])
    except (Failed, OSError) as failure:
        return f"no loop device or no ext4 here: {failure}"
    return None


def one_scenario(name, arguments, folder):
    start = time.monotonic()
    broken, calls, cuts = 1, 0, None
    try:
        cuts = PowerCuts(name, arguments, folder / name)
        calls = cuts.run()
        broken = len(cuts.broken)
    except Failed as failure:
        print(f"BROKEN {name}: {failure}", flush=True)
    finally:
        run(["umount", "-l", folder / name / "state"])
    passed = cuts.passed if cuts else {}
    print(f"{name:22}{calls:6}{sum(passed.values()) + broken:8}{broken:8}{cuts.not_reached if cuts else 0:13}"
          f"  {time.monotonic() - start:.0f}  {json.dumps(passed)}", flush=True)
    return broken


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--scenario", default=",".join(SCENARIOS))
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--offset", default="day")
    parser.add_argument("--seconds", type=float)
    arguments = parser.parse_args()
    arguments.offset = command.sample_offset(arguments.offset)
    return arguments


def main():
    arguments = parse()
    with tempfile.TemporaryDirectory(prefix="switchback-power-", dir=command.memory_folder()) as folder:
        folder = Path(folder)
        probe = run([Tools.of(arguments.build).injector, "--under", folder, "--", "true"])
        reason = probe.output if probe.status == SKIPPED else why_not_here(folder)
        if reason:
            print(f"skipped: {reason}")
            return SKIPPED
        print(f"offset {arguments.offset} (SWITCHBACK_CRASH_OFFSET pins it)")
        print(f"{'command':22}{'calls':>6}{'tested':>8}{'broken':>8}{'not reached':>13}  seconds", flush=True)
        broken = 0
        for name in arguments.scenario.split(","):
            broken += one_scenario(name, arguments, folder)
            shutil.rmtree(folder / name)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
