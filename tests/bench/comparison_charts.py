"""Charts of all series that runs have measured: bytes on the wire and seconds, for each kind of update."""
from charts import Bar, chart, Panel
from comparison_tables import middle, TITLES

NAMES = {"ours": "switchback", "updater": "complete updaters", "patch": "patches of a tar, unpacked",
         "plain": "whole trees, nothing reused"}
KIND_OF = {"WithDeltas": "ours", "ByFrames": "ours", "Fast": "ours", "PatchFrom": "patch", "Xdelta": "patch",
           "Bsdiff": "patch", "Combination": "patch", "Archive": "plain", "Bare": "plain"}
NO_UPDATERS = ("CopyAndSync", "CopyLinks", "DeltaAlone")
FIGURES = {"bytes": ("MB", lambda update: update.bytes / 1e6), "seconds": ("s", lambda update: update.run.seconds)}


def panel(measured, kind, figure):
    bars = [Bar(peer.name, KIND_OF.get(peer.id, "updater"), middle(map(figure, peer.updates[kind])))
            for peer in measured.peers if peer.updates[kind] and peer.id not in NO_UPDATERS]
    return Panel(measured.series, tuple(bars))


def of_runs(runs, kinds, suffix, title):
    """(file name, chart) of all that there is to show."""
    for kind in kinds:
        for word, (unit, figure) in FIGURES.items():
            panels = [each for each in (panel(measured, kind, figure) for measured in runs) if each.bars]
            if panels:
                heading = f"{word.capitalize()}{' on the wire' if word == 'bytes' else ''}, {TITLES[kind]}{title}"
                yield f"{word}-{kind}{suffix}.svg", heading, chart(heading, unit, NAMES, panels)


def charts(runs):
    plain, linked = ([run for run in runs if bool(run.link) == with_link] for with_link in (False, True))
    yield from of_runs(plain, TITLES, "", "")
    for link in dict.fromkeys(run.link for run in linked):
        same = [run for run in linked if run.link == link]
        for name, heading, text in of_runs(same, TITLES, f"-{link.replace(',', '-')}", f", over {link}"):
            if name.startswith("seconds"):
                yield name, heading, text
