"""Tables and charts of what scaling.py has measured.

{"kind": "scaling", date, commit, machine, note, "points": [{files, changed, "inodes": {peer's class: {made, touched}},
"series": as in results.py}, ...]}
"""
from charts import Bar, chart, Panel
from comparison_tables import megabytes, middle, seconds, table
from promise import Bound
from results import series_of

HEAD = ["", "requests", "MB", "s", "CPU s", "MB written", "inodes made", "inodes touched"]
LIMITS = {38_000: 0.15, 1_000_000: 2}  # seconds for one changed file
NAMES = {"ours": "switchback", "updater": "others", "plain": "a copy by hard links"}


def points_of(scalings):
    """Of two of the same size the later counts."""
    points = {(point["files"], point["changed"]): point for data in scalings for point in data["points"]}
    return [points[key] for key in sorted(points)]


def title(point):
    return f"{point['changed']:,} of {point['files']:,} files changed"


def row(point, peer):
    updates, inodes = peer.updates["steady"], point["inodes"].get(peer.id, {})
    written = [update.run.written for update in updates]
    return [peer.name, f"{middle(update.requests for update in updates):.0f}",
            megabytes(middle(update.bytes for update in updates)), seconds(middle(update.run.seconds for update in updates)),
            seconds(middle(update.run.cpu_seconds for update in updates)),
            "—" if None in written else megabytes(middle(written)), inodes.get("made", "—"), inodes.get("touched", "—")]


def point_table(point):
    rows = [row(point, peer) for peer in series_of(point["series"]).peers if peer.updates["steady"]]
    return f"**{title(point)}**\n\n{table(HEAD, rows)}"


def promises(points):
    for point in points:
        if point["changed"] == 1 and point["files"] in LIMITS:
            ours = series_of(point["series"]).peers[0].updates["steady"]
            yield Bound(f"seconds, {title(point)}", [update.run.seconds for update in ours], LIMITS[point["files"]])


def tables(scalings):
    points = points_of(scalings)
    rows = [[figure, *rest] for figure, _, *rest in (promise.row() for promise in promises(points))]
    held = [table(["ours", "figure", "target", ""], rows)] if rows else []
    return "\n".join([*map(point_table, points), *held])


def about(scalings):
    return "\n".join(f"Commit {data['commit']}, {data['date']}, {data['machine']}{'; ' + data['note'] if data['note'] else ''}.\n"
                     for data in scalings)


def panel(point):
    kinds = {"WithDeltas": "ours", "CopyLinks": "plain"}
    return Panel(title(point), tuple(
        Bar(peer.name, kinds.get(peer.id, "updater"), middle(update.run.seconds for update in peer.updates["steady"]))
        for peer in series_of(point["series"]).peers if peer.updates["steady"]))


def charts(scalings):
    points = points_of(scalings)
    for name, heading, chosen in (
            ("scaling-files.svg", "One changed file, by number of files", [each for each in points if each["changed"] == 1]),
            ("scaling-share.svg", "Changed files of 10,000", [each for each in points if each["files"] == 10_000])):
        if chosen:
            yield name, heading, chart(heading, "s", NAMES, [panel(point) for point in chosen])
