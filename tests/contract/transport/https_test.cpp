// Certificates, and redirects away from https.
#include <catch2/catch.hpp>
#include <fstream>

#include "base/errors.hpp"
#include "core/transport/mirror.hpp"
#include "tests/support/fault_server.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/tls_server.hpp"

using namespace switchback;
using test::TestCertificate;
using test::TlsServer;

namespace {

struct Certificates {
  test::TemporaryDirectory directory;
  TestCertificate server = TestCertificate::make();
  TestCertificate client = TestCertificate::make();

  // Trusts the server's certificate.
  TransportOptions options() const {
    TransportOptions options;
    options.ca_file = write("ca.pem", server.certificate);
    return options;
  }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(directory / name) << text;
    return directory / name;
  }
};

}  // namespace

TEST_CASE("a server is trusted through the CA file that is named") {
  const Certificates certificates;
  const TlsServer server(certificates.server, {"content", {}, {}});
  CHECK(make_fetcher(server.url(), certificates.options())->fetch("a", 99) == "content");
}

TEST_CASE("a server whose certificate nobody vouches for is refused") {
  const Certificates certificates;
  const TlsServer server(certificates.server, {"content", {}, {}});
  TransportOptions options = certificates.options();
  SECTION("the system's authorities") {
    options.ca_file.clear();
  }
  SECTION("another authority") {
    options.ca_file = certificates.write("other.pem", certificates.client.certificate);
  }
  try {
    make_fetcher(server.url(), options)->fetch("a", 99);
    FAIL("accepted");
  } catch (const FetchError& error) {
    CHECK(error.code() == "network");
    CHECK(error.next_step().find("repository.ca") != std::string::npos);
  }
}

TEST_CASE("a client certificate is shown to the server, with its key in one file or two") {
  const Certificates certificates;
  const TlsServer server(certificates.server, {"content", {}, certificates.client.certificate});
  TransportOptions options = certificates.options();
  CHECK_THROWS_AS(make_fetcher(server.url(), options)->fetch("a", 99), FetchError);
  SECTION("one") {
    options.client_certificate =
        certificates.write("both.pem", certificates.client.certificate + certificates.client.key);
  }
  SECTION("two") {
    options.client_certificate = certificates.write("c.pem", certificates.client.certificate);
    options.client_key = certificates.write("k.pem", certificates.client.key);
  }
  CHECK(make_fetcher(server.url(), options)->fetch("a", 99) == "content");
}

TEST_CASE("a redirect from https to http is a bad answer, to https it is followed") {
  const Certificates certificates;
  test::FaultServer plain;
  plain.put("a", "overheard");
  const TlsServer target(certificates.server, {"private", {}, {}});
  const TlsServer down(certificates.server, {{}, plain.url() + "a", {}});
  const TlsServer across(certificates.server, {{}, target.url() + "a", {}});
  try {
    make_fetcher(down.url(), certificates.options())->fetch("a", 99);
    FAIL("followed");
  } catch (const FetchError& error) {
    CHECK(error.code() == "bad-answer");
  }
  CHECK(plain.requests().empty());
  CHECK(make_fetcher(across.url(), certificates.options())->fetch("a", 99) == "private");
}
