"""How many inodes an update has made, and how many it has touched: written, linked or given another mode."""
import os
import time

CLOCK_STEP = 0.02  # seconds that a file's time may be behind the clock


def changes(folder):
    """{inode: the time of its last change}"""
    found = {}
    for inside, folders, names in os.walk(folder):
        for path in [inside, *(os.path.join(inside, name) for name in names + folders)]:
            state = os.lstat(path)
            found[state.st_ino] = state.st_ctime
    return found


class InodeCount:
    def __init__(self, folder):
        self.folder = folder
        self.before = changes(folder)
        self.started = time.time() - CLOCK_STEP

    def since(self):
        now = changes(self.folder)
        return {"made": len(now.keys() - self.before.keys()),
                "touched": sum(changed >= self.started for changed in now.values())}
