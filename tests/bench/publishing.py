"""Publishing by one peer: releases, deltas, sizes."""
from peers.peer import VERSIONS
from results import KINDS


def publish(peer, kept, result, progress):
    """Everything, or nothing where an earlier run has kept it."""
    if kept.load(result):
        peer.resume()
        return
    progress(f"{peer.name} publishes")
    peer.begin()
    for version in VERSIONS:
        run = peer.publish(version)
        if run:
            result.releases[version] = run
    result.first_release = result.releases.get(VERSIONS[0])
    result.bytes_before_deltas = peer.site.bytes_served()
    for old, new in KINDS.values():
        run = peer.delta(old, new) if old else None
        if run:
            result.deltas[new] = run
            result.delta_bytes[new] = peer.delta_bytes(new)
    result.bytes_served = peer.site.bytes_served()
    kept.store(result)


def publish_again(peer, result, progress):
    """The first release into an empty place, for the seconds of this run."""
    progress(f"{peer.name} publishes its first release again")
    try:
        peer.begin()
        result.first_release = peer.publish(VERSIONS[0])
    finally:
        peer.stop()
