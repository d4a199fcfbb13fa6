"""A repository behind nginx with TLS: authorities, client certificates and HTTP/2."""
import unittest

import host_support as support
import nginx_server
from host_support import HostTest, write


class Https(HostTest):
    @classmethod
    def publish(cls):
        if not nginx_server.program():
            raise unittest.SkipTest("nginx is not installed")
        for name in ("server", "client", "stranger"):
            nginx_server.make_certificate(cls.folder / f"{name}.pem")
        publisher = support.Publisher(cls.folder)
        for version, seed in (("0r1", 1), ("0r2", 2)):
            # Frames that changed lie between others that did not: several ranges, so several requests at a time.
            files = {f"part-{i:02}": support.noise(1_500_000, seed if i % 2 else 0) for i in range(12)}
            publisher.publish(version, {"version": version, **files})
        return publisher

    def setUp(self):
        super().setUp()
        self.server = nginx_server.NginxServer(self.publisher.repository, self.home / "nginx", self.folder / "server.pem",
                                               self.folder / "client.pem")
        self.addCleanup(self.server.stop)
        self.init(url=self.server.url)
        for name in ("server", "client", "stranger"):
            write(self.root / f"config/{name}.pem", (self.folder / f"{name}.pem").read_text(), 0o600)

    def configure(self, **settings):
        lines = "".join(f"  {name}: config/{value}.pem\n" for name, value in settings.items())
        write(self.root / "config/update.yml", f"repository:\n{lines}" if lines else "")

    def test_an_update_with_an_authority_and_a_client_certificate_over_http_2(self):
        self.configure(ca="server", client_cert="client")
        self.expect(self.host("install", "0r1", "--yes"), 0)
        self.active_is("0r1")
        self.expect(self.host("upgrade", "--yes"), 0)
        self.active_is("0r2")
        update = self.json("history")["updates"][0]
        requests = self.server.requests()
        self.assertEqual({(protocol, client) for protocol, _, client, _, _ in requests}, {("HTTP/2.0", "SUCCESS")})
        self.assertGreaterEqual(update["requests"], 5)
        # All requests of a run are streams of one connection.
        self.assertEqual(len({connection for _, connection, _, _, _ in requests}), 2)

    def test_who_vouches_for_nobody_is_refused_both_ways(self):
        self.configure(client_cert="client")
        self.refused(self.host("install", "0r1", "--yes"), 18, "network", "repository.ca")
        self.configure(ca="stranger", client_cert="client")
        self.refused(self.host("install", "0r1", "--yes"), 18, "network", "repository.ca")
        self.configure(ca="server")
        self.refused(self.host("install", "0r1", "--yes"), 18, "http", "400")
        self.configure(ca="server", client_cert="stranger")
        self.refused(self.host("install", "0r1", "--yes"), 18, "http", "400")
        self.assertFalse((self.root / "current").exists())


if __name__ == "__main__":
    support.main()
