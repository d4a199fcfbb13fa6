// What the key of a product signs is believed, and still bounded.
#include <fcntl.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/files.hpp"
#include "tests/support/host_on_http.hpp"
#include "tests/support/source_tree.hpp"
#include "updater/engine/index_download.hpp"
#include "updater/engine/repository_client.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

TEST_CASE("a manifest whose signed length is endless is refused before it is asked for") {
  HostOnHttp host;
  host.init();
  const Layout layout(host.root);
  Session session{layout, {}, FileLog(layout.update_log()), StateStore::open(layout.state_db()),
                  {},     {}};
  RepositoryClient repository(session, RepositoryClient::Writes::none);
  repository.refresh(now());
  Release release = repository.releases().at(0);
  release.target.length = std::uint64_t{1} << 53;
  const auto before = host.first.requests().size();
  try {
    repository.manifest(release);
    FAIL("accepted");
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-limit");
  }
  CHECK(host.first.requests().size() == before);
}

namespace {

class NeverAsked : public PieceFetcher {
 public:
  void fetch_pieces(const std::string&, std::uint64_t, std::span<const Piece>,
                    const Consumer&) override {
    FAIL("asked");
  }
};

}  // namespace

TEST_CASE("an endless tree index is refused before it is asked for") {
  const TemporaryDirectory folder;
  ReleaseManifest manifest;
  manifest.product = "demo";
  manifest.version = Version::from_argument("0r1");
  manifest.index.length = 4096;
  manifest.index.list_offset = 4000;
  (GENERATE(false, true) ? manifest.index.frames : manifest.index.length) =
      std::uint64_t{30} * 1024 * 1024 * 1024;
  manifest.index.list_offset = manifest.index.length - 96;
  NeverAsked fetcher;
  try {
    download_index(fetcher, manifest, {}, open_file(folder / "index", O_RDWR | O_CREAT, 0600),
                   "tree index");
    FAIL("accepted");
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-limit");
    CHECK_THAT(error.what(), Catch::Contains("demo 0r1") && Catch::Contains("32212254720"));
  }
}

TEST_CASE("metadata that the snapshot names no more is removed by a refresh that brings news") {
  HostOnHttp host;
  host.init();
  const auto check = [&](bool dry_run) {
    return host.attempt([&](Host& h) { h.check(dry_run); }).code;
  };
  const fs::path trust = Layout(host.root).trust();
  REQUIRE(check(false) == "ok");
  const auto known = snapshot(trust);
  CHECK(known.count("p-demo-0001.json") == 1);
  const auto plant = [&] { put_file(trust / "p-gone-0001.json", "from another time"); };
  plant();
  CHECK(check(false) == "ok");  // nothing new: two requests, and no look around
  CHECK(fs::exists(trust / "p-gone-0001.json"));
  host.repository.publish("0r4", host.tree("0r3"));
  CHECK(check(true) == "ok");
  CHECK(fs::exists(trust / "p-gone-0001.json"));
  CHECK(check(false) == "ok");
  CHECK_FALSE(fs::exists(trust / "p-gone-0001.json"));
  for (const auto& [name, content] : known) CHECK(fs::exists(trust / name));
}

TEST_CASE("a rollback by name does not pass below what a release on the way demanded") {
  HostOnHttp host;
  for (const char* version : {"0r4", "0r5"}) {
    fs::copy(host.tree("0r1"), host.tree(version),
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    put_file(host.tree(version) / "version", version);
  }
  put_file(host.tree("0r4") / ".switchback/release.yml", "min_version: 0r2\n");
  for (const char* version : {"0r4", "0r5"}) host.repository.publish(version, host.tree(version));
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  REQUIRE(host.upgrade("0r4").code == "ok");
  REQUIRE(host.upgrade("0r5").code == "ok");
  const auto plan = [&](bool force) {
    return host.attempt([&](Host& h) {
      UpdateRequest request;
      request.kind = UpdateRequest::Kind::rollback;
      request.update_id = h.history().at(1).id;  // to before 0r4
      request.force = force;
      h.plan(request);
    });
  };
  CHECK(plan(false).code == "min-version");
  CHECK(plan(true).text == "");
}
