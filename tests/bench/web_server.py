"""nginx on loopback, as a release manager would run it: static files, no compression, one log line a request."""
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
worker_rlimit_nofile 16384; events {{ worker_connections {connections}; }}
http {{
  log_format chosen '{log}';
  access_log {folder}/access.log chosen;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  sendfile on; tcp_nopush on; keepalive_requests 100000; gzip off; default_type application/octet-stream;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class WebServer:
    def __init__(self, root, folder, log="$status $bytes_sent $request_uri", connections=256):
        self.folder = Path(folder)
        self.folder.mkdir()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        configuration = self.folder / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=self.folder, root=root, port=self.port, log=log,
                                                      connections=connections))
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([program, "-c", configuration, "-e", self.folder / "error.log"])
        self.wait_until_it_answers()

    def wait_until_it_answers(self):
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except ConnectionRefusedError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise

    def forget(self):
        """Starts counting anew."""
        (self.folder / "access.log").write_text("")

    def counted(self):
        """(requests, bytes sent) since the last forget(), HTTP headers included."""
        lines = re.findall(r"^\d+ (\d+) ", (self.folder / "access.log").read_text(), re.MULTILINE)
        return len(lines), sum(map(int, lines))

    def stop(self):
        self.process.terminate()
        self.process.wait()
