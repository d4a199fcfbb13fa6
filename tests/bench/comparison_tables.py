"""Markdown tables of what a comparison has measured; the first peer is ours."""
import statistics

from comparison import KINDS
from peers.peer import VERSIONS
import targets

MIB = 1 << 20
TITLES = {"first": "first update after the install", "steady": "steady state"}


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
    return f"{middle(mine / other for mine, other in zip(ours, theirs)):.2f}"


def run_cell(run):
    return f"{seconds(run.seconds)} ({seconds(run.cpu_seconds)})" if run else "—"


def update_row(peer, result, ours, kind):
    updates, mine = result.updates[kind], ours.updates[kind]
    written = [update.run.written for update in updates]
    memory = result.memory.get(kind)
    return [peer.name if peer.durable else f"{peer.name} ¹",
            f"{middle(update.requests for update in updates):.0f}",
            megabytes(middle(update.bytes for update in updates)),
            seconds(middle(update.run.seconds for update in updates)),
            seconds(middle(update.run.cpu_seconds for update in updates)),
            *((f"{memory.resident / MIB:.0f}", f"{memory.anonymous / MIB:.0f}") if memory else ("—", "—")),
            "—" if None in written else megabytes(middle(written)),
            ratio([update.bytes for update in mine], [update.bytes for update in updates]),
            ratio([update.run.seconds for update in mine], [update.run.seconds for update in updates])]


def update_tables(comparison):
    head = ["", "requests", "MB", "s", "CPU s", "MiB", "anonymous MiB", "MB written", "ours ÷ it, bytes", "ours ÷ it, s"]
    ours = comparison.results[comparison.peers[0].name]
    for kind, (old, new) in KINDS.items():
        rows = [update_row(peer, comparison.results[peer.name], ours, kind) for peer in comparison.peers
                if comparison.results[peer.name].updates[kind]]
        yield f"**{comparison.name}, {TITLES[kind]}**\n\n{table(head, rows)}"


def publish_table(comparison):
    head = ["", *(f"release {number}, s (CPU s)" for number in (1, 2, 3)),
            "delta 1 → 2, s (CPU s)", "delta 2 → 3, s (CPU s)", "MB of three releases", "with deltas"]
    rows = []
    for peer in comparison.peers:
        result = comparison.results[peer.name]
        rows.append([peer.name, *(run_cell(result.releases.get(version)) for version in VERSIONS),
                     *(run_cell(result.deltas.get(version)) for version in VERSIONS[1:]),
                     megabytes(result.bytes_before_deltas), megabytes(result.bytes_served) if result.deltas else "—"])
    return f"**{comparison.name}**\n\n{table(head, rows)}"


def short_table(comparison):
    rows = []
    for peer in comparison.peers:
        short = comparison.results[peer.name].short
        if short:
            times = [[run.seconds * 1e3 for run in short.get(word, ())] for word in ("check", "rollback", "verify")]
            rows.append([peer.name, *(f"{middle(runs):.0f}" if runs else "—" for runs in times)])
    return f"**{comparison.name}**\n\n{table(['', 'check, ms', 'rollback, ms', 'verify, ms'], rows)}" if rows else ""


def target_table(comparison):
    head = ["ours ÷ the nearest peer", "peer", "ratio", "target", ""]
    return f"**{comparison.name}**\n\n{table(head, targets.rows(comparison))}"
