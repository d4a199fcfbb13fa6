"""A TCP proxy that behaves like a link of a given rate and round trip: what a user far from the server sees.

Each direction is one queue that all connections share; every piece arrives half a round trip after it left the queue, and
a connection carries nothing in its first round trip. Slow start and losses are not modelled.
"""
import asyncio
import contextlib
import re
import threading
from dataclasses import dataclass

PIECE = 16 * 1024
PIECES_IN_FLIGHT = 64


@dataclass(frozen=True)
class Link:
    bytes_per_second: float
    round_trip: float  # seconds

    @staticmethod
    def parse(text):
        found = re.fullmatch(r"(\d+(?:\.\d+)?)mbit,(\d+(?:\.\d+)?)ms", text)
        if not found or not float(found[1]):
            raise ValueError(f"{text} is no link: give, for example, 20mbit,50ms")
        return Link(float(found[1]) * 1e6 / 8, float(found[2]) / 1e3)


class Direction:
    """When a piece has left: pieces leave one after the other at the rate of the link."""

    def __init__(self, link):
        self.link = link
        self.free_at = 0.0

    def arrival(self, length, now):
        self.free_at = max(now, self.free_at) + length / self.link.bytes_per_second
        return self.free_at + self.link.round_trip / 2


class SlowLink:
    """Proxies of servers on loopback, in a thread of their own. Fast but for what runs inside limited()."""

    def __init__(self, link):
        self.link = link
        self.slow = False
        self.servers = []
        self.up, self.down = Direction(link), Direction(link)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def to(self, port):
        """The port of a proxy to a server that listens on `port` of loopback."""
        async def listen():
            server = await asyncio.start_server(lambda *client: self.connection(port, *client), "127.0.0.1", 0)
            self.servers.append(server)
            return server.sockets[0].getsockname()[1]
        return asyncio.run_coroutine_threadsafe(listen(), self.loop).result()

    @contextlib.contextmanager
    def limited(self):
        self.slow = True
        try:
            yield
        finally:
            self.slow = False

    async def connection(self, port, client_reader, client_writer):
        if self.slow:
            await asyncio.sleep(self.link.round_trip)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        both = (self.relay(client_reader, writer, self.up), self.relay(reader, client_writer, self.down))
        try:
            await asyncio.gather(*both)
        except (ConnectionError, asyncio.CancelledError):
            pass  # one side has hung up, or stop() says so: so does the other
        finally:
            writer.close()
            client_writer.close()

    async def relay(self, reader, writer, direction):
        pieces = asyncio.Queue(PIECES_IN_FLIGHT)
        delivery = asyncio.ensure_future(self.deliver(pieces, writer))
        try:
            piece = None
            while piece != b"" and not delivery.done():
                piece = await reader.read(PIECE)
                now = self.loop.time()
                await pieces.put((direction.arrival(len(piece), now) if self.slow else now, piece))
            await delivery
        finally:
            delivery.cancel()

    async def deliver(self, pieces, writer):
        piece = None
        while piece != b"":
            due, piece = await pieces.get()
            await asyncio.sleep(max(0.0, due - self.loop.time()))
            if piece:
                writer.write(piece)
                await writer.drain()
        writer.write_eof()

    async def hang_up(self):
        for server in self.servers:
            server.close()
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    def stop(self):
        asyncio.run_coroutine_threadsafe(self.hang_up(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
