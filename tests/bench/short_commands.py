"""What a host does in between updates: it looks for news, verifies its tree, rolls back."""
import measure

TURNS = 5


def turn(word, results):
    for peer, result in results.items():
        command = getattr(peer, word)()
        if command:
            result.short.setdefault(word, []).append(measure.timed(command))


def measure_all(results):
    """{peer: its results}; on hosts that have had all updates. Rollbacks last, and forth again in between."""
    for word in ("check", "verify"):
        for _ in range(TURNS):
            turn(word, results)
    for _ in range(TURNS):
        turn("rollback", results)
        for peer in results:
            if peer.rollback():
                measure.timed(peer.forth())
