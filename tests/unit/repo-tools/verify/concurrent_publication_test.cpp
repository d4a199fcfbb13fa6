#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <utility>

#include "base/files.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/pending_set.hpp"
#include "repo-tools/retention/garbage_removal.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"
#include "tests/unit/repo-tools/verify/published_sample.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

// What a publication that was killed on its way leaves: its record, and the files it had placed so
// far.
struct Interrupted {
  std::string file;  // one of those that no metadata names yet
  std::string bytes;
};

Interrupted interrupt_publication(PublishedSample& sample) {
  const auto& paths = sample.repository().paths;
  Interrupted state;
  state.file = "targets/demo/blobs/" + Sha256::of("new blob").hex();
  state.bytes = "new blob";
  Transaction transaction;
  transaction.operation = "publish demo 0r2";
  transaction.files = {{state.file, state.bytes.size(), Sha256::of(state.bytes)}};
  write_bytes(paths.transaction(), encode_transaction(transaction));
  write_bytes(sample / state.file, state.bytes);
  return state;
}

}  // namespace

TEST_CASE("files of an interrupted publication are noted and are no damage") {
  PublishedSample sample;
  const auto state = interrupt_publication(sample);
  const auto report = sample.verify();
  CHECK(report.findings.empty());
  CHECK(report.clean());
  REQUIRE(report.notes.size() == 1);
  CHECK(report.notes[0].find("publish demo 0r2") != std::string::npos);
  write_bytes(sample / (state.file + ".tmp.77"), "new");
  CHECK(sample.verify().findings.empty());
}

TEST_CASE("files of an interrupted publication that were altered are damage") {
  PublishedSample sample;
  const auto state = interrupt_publication(sample);
  write_bytes(sample / state.file, "new blub");
  CHECK(sample.damaged() == std::vector<std::string>{state.file});
  fs::remove(sample.repository().paths.transaction());
  CHECK(sample.damaged() == std::vector<std::string>{state.file});
}

TEST_CASE("a repository is clean at every moment of a publication") {
  PublishedSample sample;
  std::atomic<bool> done = false;
  std::thread publisher([&] {
    for (int i = 2; i < 12; ++i) {
      sample.publish("demo", "0r" + std::to_string(i), sample.make_tree("one", 100, "one"));
    }
    done = true;
  });
  const auto now = sample.repository().now;
  std::vector<VerifyFinding> findings;
  int runs = 0;
  while (!done) {
    for (const auto& finding : sample.verify(now).findings) findings.push_back(finding);
    ++runs;
  }
  publisher.join();
  CHECK(findings == std::vector<VerifyFinding>{});
  CHECK(runs > 0);
  CHECK(sample.verify(now).releases == 13);
}

namespace {

// Removes two releases, and deletes their files at once, when the first bytes have been checked.
class RemovesMeanwhile : public Progress {
 public:
  explicit RemovesMeanwhile(TestRepository& repository) : repository_(repository) {}

  void report(std::string_view, std::uint64_t, std::uint64_t, ProgressUnit) override {
    if (std::exchange(done_, true)) return;
    for (const char* version : {"0b1", "0r1"}) remove_release(repository_, "demo", version);
    const OpenRepository open(repository_.paths, "gc");
    const auto plan = plan_garbage(repository_.paths, open.view.pending,
                                   {std::chrono::seconds(0), now() + std::chrono::hours(1)});
    CHECK(plan.blobs.size() == 2);
    GarbageDeletion done;
    delete_garbage(repository_.paths, plan, {}, done);
  }

 private:
  TestRepository& repository_;
  bool done_ = false;
};

}  // namespace

TEST_CASE("a release that is removed and deleted while it is verified is no damage") {
  PublishedSample sample;
  RemovesMeanwhile progress(sample.repository());
  const auto report =
      verify_repository(sample / "", {sample.repository().now, std::nullopt, 1, {}}, progress);
  CHECK(report.findings == std::vector<VerifyFinding>{});
  CHECK(report.releases == 1);
}
