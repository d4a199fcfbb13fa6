"""An HTTP server for a folder: single ranges, requests on record, and faults on demand."""
import http.server
import pathlib
import re
import sys
import threading


class RangeServer:
    """`requests` holds (path, headers, bytes of content sent); `cut_after`: so much content of blobs is sent, then
    the connection breaks and later requests for blobs are answered with 503. `missing`: paths that are answered with 404. `spoil`: the path of a blob to an iterator
    that says for each of its answers whether it ends with a wrong byte."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.requests = []
        self.cut_after = None
        self.spoil = {}
        self.missing = set()
        self.knows_ranges = True
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                owner.answer(self)

            def log_message(self, *_):
                """Nothing: standard error is the test's."""

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                if not isinstance(sys.exc_info()[1], ConnectionError):  # a client may cancel what it does not need
                    super().handle_error(request, client_address)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/"

    def answer(self, handler):
        path = self.folder / handler.path.lstrip("/")
        if not path.is_file() or handler.path in self.missing:
            return self.send(handler, 404, b"")
        content = path.read_bytes()
        status = 200
        extra = {}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", handler.headers.get("Range", ""))
        if wanted and self.knows_ranges:
            first, last = int(wanted[1]), min(int(wanted[2] or len(content) - 1), len(content) - 1)
            extra["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
            content = content[first:last + 1]
            status = 206
        self.send(handler, status, content, extra)

    def send(self, handler, status, content, extra=None):
        sent = len(content)
        if "/blobs/" in handler.path and self.cut_after is not None:
            if self.cut_after == 0:
                status, content, extra, sent = 503, b"", {}, 0
            else:
                sent = min(sent, self.cut_after)
                self.cut_after -= sent
        if next(self.spoil.get(handler.path, iter(())), False):
            content = content[:-1] + bytes([content[-1] ^ 1])
        self.requests.append((handler.path, dict(handler.headers), sent))
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **(extra or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content[:sent])
        if sent < len(content):
            handler.close_connection = True

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
