"""A host that has installed 0r1 from a server which keeps its requests on record."""
from host_support import HostTest
from range_server import RangeServer


class ServedHostTest(HostTest):
    def setUp(self):
        super().setUp()
        self.server = RangeServer(self.publisher.repository)
        self.addCleanup(self.server.stop)
        self.init(url=self.server.url)
        self.assertEqual(self.host("install", "0r1", "--yes").status, 0)
        self.server.requests.clear()
