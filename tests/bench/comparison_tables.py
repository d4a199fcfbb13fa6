"""Markdown tables of what the run of a series has measured; the first peer is ours."""
import statistics

import targets
from peers.peer import VERSIONS
from results import KINDS

MIB = 1 << 20
TITLES = {"install": "first installation", "first": "first update after the install", "steady": "steady state"}


def table(head, rows):
    """The first column is text, the others are figures."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def seconds(value):
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"


def megabytes(value):
    """Three digits that count."""
    value /= 1e6
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def middle(values):
    return statistics.median(values)


def ratio(ours, theirs):
    """The median of the ratios of each round: what moves the machine in a round moves both."""
    return f"{middle(mine / other for mine, other in zip(ours, theirs)):.2f}" if ours and all(theirs) else "—"


def run_cell(run, kept=False):
    """Seconds that an earlier run has measured are not of this one; CPU seconds are nearly so."""
    if not run:
        return "—"
    return f"({seconds(run.cpu_seconds)})" if kept else f"{seconds(run.seconds)} ({seconds(run.cpu_seconds)})"


def update_row(peer, ours, kind):
    updates, mine = peer.updates[kind], ours.updates[kind]
    written = [update.run.written for update in updates]
    memory = peer.memory.get(kind)
    return [peer.name if peer.durable else f"{peer.name} ¹",
            f"{middle(update.requests for update in updates):.0f}",
            megabytes(middle(update.bytes for update in updates)),
            seconds(middle(update.run.seconds for update in updates)),
            seconds(middle(update.run.cpu_seconds for update in updates)),
            *((f"{memory.resident / MIB:.0f}", f"{memory.anonymous / MIB:.0f}") if memory else ("—", "—")),
            "—" if None in written else megabytes(middle(written)),
            ratio([update.bytes for update in mine], [update.bytes for update in updates]),
            ratio([update.run.seconds for update in mine], [update.run.seconds for update in updates])]


def update_tables(measured):
    head = ["", "requests", "MB", "s", "CPU s", "MiB", "anonymous MiB", "MB written", "ours ÷ it, bytes", "ours ÷ it, s"]
    for kind in KINDS:
        rows = [update_row(peer, measured.peers[0], kind) for peer in measured.peers if peer.updates[kind]]
        if rows:
            yield f"**{measured.series}, {TITLES[kind]}**\n\n{table(head, rows)}"


def publish_table(measured):
    head = ["", "first release in this run, s (CPU s)", *(f"release {number}, s (CPU s)" for number in (1, 2, 3)),
            "delta 1 → 2, s (CPU s)", "delta 2 → 3, s (CPU s)", "MB of three releases", "with deltas"]
    rows = []
    for peer in measured.peers:
        if peer.bytes_served:
            rows.append([peer.name, run_cell(peer.first_release),
                         *(run_cell(peer.releases.get(version), peer.kept) for version in VERSIONS),
                         *(run_cell(peer.deltas.get(version), peer.kept) for version in VERSIONS[1:]),
                         megabytes(peer.bytes_before_deltas), megabytes(peer.bytes_served) if peer.deltas else "—"])
    return f"**{measured.series}**\n\n{table(head, rows)}"


def short_table(measured):
    rows = []
    for peer in measured.peers:
        if peer.short:
            times = [[run.seconds * 1e3 for run in peer.short.get(word, ())] for word in ("check", "rollback", "verify")]
            rows.append([peer.name, *(f"{middle(runs):.0f}" if runs else "—" for runs in times)])
    return f"**{measured.series}**\n\n{table(['', 'check, ms', 'rollback, ms', 'verify, ms'], rows)}" if rows else ""


def target_table(measured):
    head = ["ours ÷ the nearest peer, or ours", "peer", "figure", "target", ""]
    return f"**{measured.series}**\n\n{table(head, targets.rows(measured))}"
