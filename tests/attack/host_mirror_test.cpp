// Mirrors that cut, stall, lie, redirect or lag: nothing they say is trusted, what was verified is
// kept, the next mirror is asked, and the old version stays active.
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/files.hpp"
#include "tests/support/host_on_http.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kBlobs = "targets/demo/blobs/*";

std::size_t requests_of(const FaultServer& server, const std::string& part) {
  std::size_t count = 0;
  for (const auto& request : server.requests())
    count += request.path.find(part) != std::string::npos;
  return count;
}

// With mirrors that fall silent: short, but longer than a busy machine's pauses.
constexpr std::chrono::milliseconds kPatience{1500};

struct Injection {
  std::string pattern;
  Fault fault;
  std::string cause;  // as the error names it
};

// Faults of a mirror that no retry heals. Metadata that has not changed is not asked for again: a
// host meets faults in it at its first refresh only.
std::vector<Injection> faults_of_first_refresh() {
  return {{"metadata/*snapshot.json", Fault::cut_after(50), "the connection was cut"},
          {"metadata/*snapshot.json", Fault::status(404), "HTTP 404 Not Found"},
          {"metadata/*targets.json", Fault::resize(10), "targets"},
          {"metadata/*p-demo*", Fault::corrupt_at(40), "p-demo"},
          {"metadata/*p-demo-0001.json", Fault::status(404), "HTTP 404 Not Found"}};
}
std::vector<Injection> lasting_faults() {
  return {{kBlobs, Fault::cut_after(0), "the connection was cut"},
          {kBlobs, Fault::silence(), "the server went silent"},
          {kBlobs, Fault::stall_after(100), "the server went silent"},
          {kBlobs, Fault::endless(), "longer than"},
          {kBlobs, Fault::captive_page(), "web page"},
          {kBlobs, Fault::status(500), "HTTP 500 Internal Server Error"},
          {kBlobs, Fault::status(404), "HTTP 404 Not Found"},
          {kBlobs, Fault::status(416), "HTTP 416 Range Not Satisfiable"},
          {kBlobs, Fault::redirect_to("/targets/demo/blobs/again"), "redirected too often"},
          {kBlobs, Fault::redirect_to("file:///etc/passwd"), "redirected to a forbidden scheme"},
          {kBlobs, Fault::wrong_range(1), "asked for bytes"},
          {kBlobs, Fault::resize(100), "HTTP 416 Range Not Satisfiable"},
          {"metadata/timestamp.json", Fault::captive_page(),
           "timestamp: not well-formed JSON at byte 1; it looks like a web page"},
          {"metadata/timestamp.json", Fault::endless(), "longer than"},
          {"metadata/timestamp.json", Fault::silence(), "the server went silent"},
          {"metadata/timestamp.json", Fault::drop(), "without an answer"},
          {"metadata/2.root.json", Fault::status(500), "HTTP 500 Internal Server Error"},
          {"targets/demo/0001/*", Fault::corrupt_at(40), "manifest"},
          {"targets/demo/0001/*", Fault::status(416), "HTTP 416 Range Not Satisfiable"}};
}

}  // namespace

TEST_CASE("a mirror with a lasting fault is passed over, and alone it changes nothing") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  host.settings.network.timeout = kPatience;
  for (const auto& [pattern, fault, cause] : lasting_faults()) {
    INFO(pattern << ", kind " << static_cast<int>(fault.kind));
    host.first.clear_faults();
    host.first.inject(pattern, fault);
    const Attempt alone = host.upgrade("0r2");
    CHECK_THAT((std::vector<int>{12, 18}), Catch::VectorContains(alone.status));
    CHECK_THAT(alone.text, Catch::Contains("127.0.0.1"));
    CHECK_THAT(alone.text, Catch::Contains(cause));
    CHECK(host.holds("0r1"));
  }
}

TEST_CASE("half-copied metadata is passed over, and alone nothing is installed") {
  HostOnHttp host;
  host.init();
  for (const auto& [pattern, fault, cause] : faults_of_first_refresh()) {
    INFO(pattern << ", kind " << static_cast<int>(fault.kind));
    host.first.clear_faults();
    host.first.inject(pattern, fault);
    const Attempt alone = host.install("0r1");
    CHECK_THAT((std::vector<int>{12, 18}), Catch::VectorContains(alone.status));
    CHECK_THAT(alone.text, Catch::Contains("127.0.0.1"));
    CHECK_THAT(alone.text, Catch::Contains(cause));
    CHECK_FALSE(fs::exists(host.root / "current"));
  }
}

TEST_CASE("the next mirror delivers what the first refuses") {
  const auto faults = lasting_faults();
  const std::size_t part = GENERATE(0U, 1U, 2U, 3U);
  HostOnHttp host;
  host.init(true);
  REQUIRE(host.install("0r1").code == "ok");
  host.settings.network.timeout = kPatience;
  bool forward = true;
  for (std::size_t i = part; i < faults.size(); i += 4) {
    INFO(faults[i].pattern << ", kind " << static_cast<int>(faults[i].fault.kind));
    host.first.clear_faults();
    host.first.inject(faults[i].pattern, faults[i].fault);
    const std::string to = forward ? "0r2" : "0r1";
    const Attempt attempt =
        host.change(forward ? UpdateRequest::Kind::upgrade : UpdateRequest::Kind::downgrade, to);
    CHECK(attempt.text == "");
    CHECK(host.holds(to));
    forward = !forward;
  }
}

TEST_CASE("a download cut at any byte goes on where it was") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  for (const std::uint64_t bytes : {1U, 512U, 100'000U, 300'000U, 700'000U}) {
    host.first.inject(kBlobs, Fault::cut_after(bytes), 1);
    const Attempt first = host.upgrade("0r2");  // a cut before the first verified piece ends it
    if (first.status != 0) {
      CHECK(first.status == 18);
      CHECK_THAT(first.text, Catch::Contains("the connection was cut"));
      CHECK(host.holds("0r1"));
      CHECK(host.upgrade("0r2").text == "");
    }
    CHECK(host.holds("0r2"));
    CHECK(host.change(UpdateRequest::Kind::rollback, "").text == "");
    fs::remove_all(host.root / ".switchback/slots/b");
    host.attempt([](Host& h) { h.verify(true); });
  }
}

TEST_CASE("a server that ignores ranges is used all the same") {
  HostOnHttp host;
  host.init();
  host.first.inject(kBlobs, Fault::ignore_range());
  CHECK(host.install("0r1").text == "");
  CHECK(host.upgrade("0r2").text == "");
  CHECK(host.holds("0r2"));
}

TEST_CASE("verified pieces survive a failed attempt") {
  HostOnHttp host;
  host.init();
  const std::string bundle = host.repository.bundle_of("0r1").filename().string();
  host.first.inject("*" + bundle, Fault::cut_after(3'000'000), 1);
  host.first.inject("*" + bundle, Fault::status(500), 0);
  host.first.clear_faults();
  host.first.inject("*" + bundle, Fault::status(500));
  host.first.inject("*" + bundle, Fault::cut_after(3'000'000), 1);
  CHECK(host.install("0r1").status == 18);
  CHECK_FALSE(fs::exists(host.root / "current"));
  host.first.clear_faults();
  CHECK(host.install("0r1").text == "");
  CHECK(host.holds("0r1"));
  const auto history = host.open().history();
  REQUIRE(history.size() == 2);
  CHECK(history[1].outcome == "failed");
  CHECK(history[0].bytes_downloaded < 2'500'000);
}

TEST_CASE("a corrupted byte anywhere in a bundle is noticed and fetched from the other mirror") {
  HostOnHttp host;
  host.init(true);
  const auto bundle = host.repository.bundle_of("0r1");
  for (const std::uint64_t offset :
       {std::uint64_t{0}, fs::file_size(bundle) / 2, fs::file_size(bundle) - 1})
    host.first.inject("*" + bundle.filename().string(), Fault::corrupt_at(offset));
  CHECK(host.install("0r1").text == "");
  CHECK(host.holds("0r1"));
  CHECK(requests_of(host.second, bundle.filename().string()) > 0);
}

TEST_CASE("a redirect loop ends") {
  HostOnHttp host;
  host.init();
  host.first.inject("metadata/timestamp.json",
                    Fault::redirect_to(host.first.url() + "metadata/timestamp.json"));
  const Attempt attempt = host.install("0r1");
  CHECK(attempt.status == 18);
  CHECK(requests_of(host.first, "timestamp.json") < 20);
}

TEST_CASE("a stale mirror does not take a host back") {
  HostOnHttp host;
  const fs::path old = host.directory / "old";
  fs::copy(host.repository.root(), old, fs::copy_options::recursive);
  const FaultServer stale(old);
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  host.repository.now += std::chrono::minutes(1);
  host.repository.publish("0r4", host.tree("0r3"));
  host.attempt([](Host& h) { CHECK(h.check().available == Version::parse("0r4")); });
  fs::remove_all(old / "targets/demo/0001/0r3");  // half-copied, too
  fs::copy(old / "metadata/timestamp.json", host.repository.root() / "metadata/timestamp.json",
           fs::copy_options::overwrite_existing);
  const Attempt attempt = host.upgrade("0r2");
  CHECK(attempt.status == 12);
  CHECK(attempt.code == "trust-rollback");
  CHECK(host.holds("0r1"));
}

TEST_CASE("a server that hangs up after each answer without saying so is used all the same") {
  HostOnHttp host;
  host.init();
  host.first.inject("*", Fault::hang_up());
  CHECK(host.install("0r1").text == "");
  CHECK(host.upgrade("0r2").text == "");
  CHECK(host.holds("0r2"));
}

TEST_CASE("without the server everything that needs none works") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  REQUIRE(host.upgrade("0r2").code == "ok");
  host.first.inject("*", Fault::drop());
  CHECK(host.change(UpdateRequest::Kind::rollback, "").text == "");
  CHECK(host.holds("0r1"));
  CHECK(host.attempt([](Host& h) {
              h.status();
              CHECK(h.history().size() == 3);
              h.changelog(std::nullopt, Version::parse("0r1"));
              CHECK(h.lock("recover").was_clean);
            })
            .text == "");
  CHECK(host.upgrade("0r3").status == 18);
}
