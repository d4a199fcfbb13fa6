"""nginx on loopback for a folder, with TLS and HTTP/2."""
import os
import pathlib
import re
import shutil
import socket
import subprocess

CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  log_format test '$server_protocol $connection $ssl_client_verify $status $request_uri';
  access_log {folder}/access.log test;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port} ssl http2;
    root {root};
    ssl_certificate {certificate}; ssl_certificate_key {certificate};
    ssl_verify_client on; ssl_client_certificate {clients};
  }}
}}
"""


def program():
    """Where nginx is, or None; /usr/sbin is not in everybody's path."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def make_certificate(file):
    """A key and a self-signed certificate for 127.0.0.1 in one PEM file."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "1", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", file,
                    "-out", f"{file}.crt"], check=True, capture_output=True)
    certificate = pathlib.Path(f"{file}.crt")
    with open(file, "a") as both:
        both.write(certificate.read_text())
    certificate.unlink()
    file.chmod(0o600)


class NginxServer:
    """`certificate` is the server's, `clients` vouches for its clients."""

    def __init__(self, root, folder, certificate, clients):
        self.folder = folder
        folder.mkdir()
        # nginx inherits a socket that listens already: no port is guessed and nobody has to wait for it.
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            port = listening.getsockname()[1]
            configuration = folder / "nginx.conf"
            configuration.write_text(CONFIGURATION.format(folder=folder, port=port, root=root, certificate=certificate,
                                                          clients=clients))
            descriptor = listening.fileno()
            self.process = subprocess.Popen([program(), "-c", configuration, "-e", folder / "error.log"],
                                            env={**os.environ, "NGINX": f"{descriptor};"}, pass_fds=[descriptor],
                                            stderr=subprocess.DEVNULL)
        self.url = f"https://127.0.0.1:{port}/"

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()

    def requests(self):
        """(protocol, connection, client certificate, status, path) of each; ends the server, so that all are told."""
        self.stop()
        lines = (self.folder / "access.log").read_text().splitlines()
        return [re.fullmatch(r"(\S+) (\d+) (\S+) (\d+) (.*)", line).groups() for line in lines]
