"""One series, published by every peer and updated by every peer's host, by turns."""
import contextlib
import subprocess
import sys

import kept
import measure
import short_commands
from peers.peer import Site, VERSIONS
from publishing import publish, publish_again
from results import KINDS, PeerResults, Series, Update
from slow_link import Link, SlowLink
from stamp import stamp
from web_server import WebServer


class Comparison:
    def __init__(self, name, trees, classes, arguments, folder):
        self.name, self.trees, self.arguments, self.folder = name, trees, arguments, folder / name
        self.link = SlowLink(Link.parse(arguments.link)) if arguments.link else None
        self.published = (arguments.keep.resolve() if arguments.keep else folder / "published") / name
        for path in (self.folder, self.published):
            path.mkdir(parents=True, exist_ok=True)
        self.server = WebServer(self.published, self.folder / "nginx")
        self.url = f"http://127.0.0.1:{self.through(self.server.port)}/"
        self.build = arguments.build.resolve()
        self.digests = [kept.digest_of_tree(tree) for tree in trees.values()] if arguments.keep else []
        self.measured = Series(name, arguments.link, arguments.times, **stamp(self.build, arguments.note))
        self.peers, self.results, self.kept = [], {}, {}
        for peer_class in classes:
            try:
                self.admit(peer_class)
            except (RuntimeError, OSError) as error:  # a daemon that does not start, say
                self.progress(f"{peer_class.name} fails: {error}")
                self.measured.left_out.append(f"{peer_class.name}: failed, as the run's messages say")

    def through(self, port):
        return self.link.to(port) if self.link else port

    def site(self, name, served, publisher):
        host = self.folder / name
        host.mkdir(parents=True)
        return Site(build=self.build, folder=publisher, served=served, host=host / "host",
                    url=f"{self.url}{name}/served/", trees=self.trees, aside=self.folder / "aside", through=self.through)

    def admit(self, peer_class):
        name = peer_class.__name__
        recipe = kept.recipe(peer_class, self.digests, self.build)
        there = kept.Kept(self.published / name, recipe, self.published / "aside")
        peer = peer_class(self.site(name, there.served, there.publisher))
        reason = peer.suits()
        if reason:
            self.measured.left_out.append(f"{peer.name}: {reason}")
            return
        self.peers.append(peer)
        self.kept[peer] = there
        self.results[peer] = PeerResults(name, peer.name, peer.durable)
        self.measured.peers.append(self.results[peer])

    def progress(self, text):
        print(f"{self.name}: {text}", file=sys.stderr, flush=True)

    def each(self, part):
        """A peer that fails has no part in what follows; without ours there is nothing to compare."""
        for number, peer in enumerate(list(self.peers)):
            try:
                part(peer)
            except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
                if number == 0:
                    raise
                self.progress(f"{peer.name} fails: {error}")
                self.measured.left_out.append(f"{peer.name}: failed, as the run's messages say")
                self.measured.peers.remove(self.results.pop(peer))
                self.peers.remove(peer)
                peer.stop()

    def publish(self):
        def part(peer):
            publish(peer, self.kept[peer], self.results[peer], self.progress)
            result = self.results[peer]
            if self.arguments.publish_again and result.kept and result.bytes_served:  # the others publish nothing
                self.publish_again(peer)
        self.each(part)

    def publish_again(self, peer):
        name = f"again-{self.results[peer].id}"
        folders = self.folder / name / "served", self.folder / name / "publisher"
        site = self.site(name, *folders)
        for path in folders:
            path.mkdir()
        publish_again(type(peer)(site), self.results[peer], self.progress)

    def update(self, peer, command, run_it):
        measure.timed(["sync", "-f", self.folder])
        self.server.forget()
        with self.link.limited() if self.link else contextlib.nullcontext():
            run = run_it(command)
        return Update(run, *(peer.transferred(run) or self.server.counted()))

    def on_a_new_host(self, peer, run_it):
        """(kind, update) of a first installation, the first update and the next one, where the peer has these."""
        peer.prepare()
        for kind, (old, new) in KINDS.items():
            command = peer.update(old, new) if old else peer.install(new)
            if command and not old and self.link:
                measure.timed(command)  # at full speed: users wait for updates
            elif command:
                yield kind, self.update(peer, command, run_it)

    def round(self):
        def part(peer):
            for kind, update in self.on_a_new_host(peer, measure.timed):
                self.results[peer].updates[kind].append(update)
            peer.leave()
        self.each(part)

    def memory_round(self):
        """Once more, looking at memory and at what the update has made."""
        def part(peer):
            for kind, update in self.on_a_new_host(peer, measure.watched):
                self.results[peer].memory[kind] = update.run
                self.compare(peer, KINDS[kind][1])
            if not peer.has_short_commands():
                peer.leave()
        self.each(part)

    def compare(self, peer, version):
        if peer.tree(version):
            subprocess.run(["diff", "-r", "--no-dereference", self.trees[version], peer.tree(version)], check=True,
                           stdout=subprocess.DEVNULL)

    def run(self):
        self.publish()
        for number in range(self.arguments.times):
            self.progress(f"round {number + 1} of {self.arguments.times}")
            self.round()
        if self.arguments.times and not self.link:
            self.progress("memory and short commands")
            self.memory_round()
            short_commands.measure_all(self.results)

    def stop(self):
        for peer in self.peers:
            peer.stop()
        self.server.stop()
        if self.link:
            self.link.stop()
