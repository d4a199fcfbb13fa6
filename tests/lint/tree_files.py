"""Which files of the tree the lints read: those that git tracks, or all but build folders where there is no git."""
import pathlib
import subprocess


def tracked(root, suffixes):
    root = pathlib.Path(root)
    try:
        listing = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True, check=True).stdout.decode()
        names = [name for name in listing.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
        names = [name for name in names if not name.startswith(("build", "."))]
    return sorted(root / name for name in set(names)
                  if name.endswith(tuple(suffixes)) and (root / name).is_file())
