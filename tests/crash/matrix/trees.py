"""Sample trees with every entry type, and what is on disk to compare with them."""
import hashlib
import os
import random
import stat
from pathlib import Path

BIG = 1_400_000  # more than one frame


def _write(path, content, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)


def _big(changed=()):
    content = bytearray(random.Random(1).randbytes(BIG))
    for offset in changed:
        content[offset:offset + 20] = b"something else here."
    return bytes(content)


def _notes(path, version):
    _write(path / ".switchback/release.yml", f"product: demo\nsecurity: false\n# {version}\n")


def make_first(path):
    """Regular, empty, executable and large files, directories with and without content, symlinks."""
    _write(path / "bin/app", "#!/bin/sh\necho one\n", 0o755)
    _write(path / "lib/same", "the same in every version\n")
    _write(path / "lib/changed", "first\n" * 500)
    _write(path / "lib/removed", "not for long\n")
    _write(path / "lib/old-name", "renamed later\n" * 300)
    _write(path / "lib/becomes-directory", "a file at first\n")
    _write(path / "lib/becomes-link", "a file at first\n")
    _write(path / "lib/mode", "executable later\n", 0o644)
    _write(path / "becomes-file/inside/deep", "a folder at first\n")
    _write(path / "share/empty-file", "")
    _write(path / "big.bin", _big())
    (path / "empty").mkdir()
    (path / "private").mkdir(mode=0o700)
    (path / "current-app").symlink_to("bin/app")
    (path / "link-becomes-file").symlink_to("lib/same")
    _notes(path, "first")


def make_second(path):
    """Every kind of change against the first: content, type, name, mode, removed, added, inside a large file."""
    _write(path / "bin/app", "#!/bin/sh\necho two\n", 0o755)
    _write(path / "lib/same", "the same in every version\n")
    _write(path / "lib/changed", "second\n" * 500)
    _write(path / "lib/new-name", "renamed later\n" * 300)
    _write(path / "lib/becomes-directory/inside", "a folder now\n")
    (path / "lib/becomes-link").symlink_to("same")
    _write(path / "lib/mode", "executable later\n", 0o755)
    _write(path / "becomes-file", "a file now\n")
    _write(path / "share/added/deep/er", "new\n")
    _write(path / "share/empty-file", "")
    _write(path / "big.bin", _big([700_000]))
    (path / "empty").mkdir()
    (path / "private").mkdir(mode=0o755)
    (path / "current-app").symlink_to("lib/changed")
    _write(path / "link-becomes-file", "a file now\n")
    _notes(path, "second")


def make_third(path):
    """Built over a slot that holds the first: much of it returns, some is new."""
    make_first(path)
    _write(path / "bin/app", "#!/bin/sh\necho three\n", 0o700)
    _write(path / "big.bin", _big([100_000, 1_300_000])[:-1000])
    (path / "lib/old-name").rename(path / "lib/newest-name")
    (path / "lib/removed").unlink()
    (path / "empty").rmdir()
    (path / "empty").symlink_to("share")
    _write(path / "share/added/other", "third\n")
    _notes(path, "third")


def contents(tree):
    """path -> (type, mode, content) of everything beneath a folder."""
    found = {}
    for folder, directories, files in os.walk(tree):
        for name in directories + files:
            path = Path(folder, name)
            info = path.lstat()
            key = path.relative_to(tree).as_posix()
            if stat.S_ISLNK(info.st_mode):
                found[key] = ("symlink", 0, os.readlink(path))
            elif stat.S_ISDIR(info.st_mode):
                found[key] = ("directory", info.st_mode & 0o7777, "")
            else:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                found[key] = ("file", info.st_mode & 0o7777, digest)
    return found


def difference(wanted, found):
    """The first few differences as text; empty where there is none."""
    paths = sorted(path for path in wanted.keys() | found.keys() if wanted.get(path) != found.get(path))
    return ", ".join(f"{path}: {wanted.get(path)} wanted, {found.get(path)} found" for path in paths[:3])
