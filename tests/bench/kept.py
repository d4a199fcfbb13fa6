"""What a peer has published of a series, in a folder that later runs can use again: patches take hours."""
import hashlib
import inspect
import json
import os
from pathlib import Path

import results
import series
from peers.archive import digest


def digest_of_tree(tree):
    """Of names, modes and content."""
    state = hashlib.sha256()
    for folder, folders, names in os.walk(tree):
        folders.sort()
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted(names + linked):
            path = Path(folder, name)
            content = os.readlink(path) if path.is_symlink() else digest(path)
            state.update(f"{path.relative_to(tree)}\0{path.lstat().st_mode:o}\0{content}\n".encode())
        state.update(f"{Path(folder).relative_to(tree)}/\0{os.stat(folder).st_mode:o}\n".encode())
    return state.hexdigest()


def recipe(peer_class, trees, build):
    """What the published bytes depend on: the trees, how the peer publishes, and of ours the publisher itself."""
    sources = [inspect.getsource(each) for each in peer_class.__mro__[:-2]]  # but for Peer and object
    programs = [digest(build / program) for program in peer_class.built]
    return hashlib.sha256(json.dumps([trees, sources, programs]).encode()).hexdigest()


class Kept:
    def __init__(self, folder, wanted, aside):
        """Moves aside what is there and does not fit."""
        self.wanted = wanted
        self.served, self.publisher, self.record = folder / "served", folder / "publisher", folder / "published.json"
        self.known = json.loads(self.record.read_text()) if self.record.exists() else {}
        if self.known.get("recipe") != wanted:
            self.known = {}
            series.set_aside(folder, aside)
        for path in (self.served, self.publisher):
            path.mkdir(parents=True, exist_ok=True)

    def load(self, result):
        """Whether all is published already; then the result says what that took."""
        if not self.known:
            return False
        for name in results.PUBLISHED:
            value = self.known[name]
            setattr(result, name, results.runs_of(value) if name in ("releases", "deltas") else value)
        result.kept = True
        return True

    def store(self, result):
        """Once everything is published."""
        data = {name: results.as_data(getattr(result, name)) for name in results.PUBLISHED}
        self.record.write_text(json.dumps({"recipe": self.wanted, **data}, indent=1) + "\n")
