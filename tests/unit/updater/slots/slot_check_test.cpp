#include "updater/slots/slot_check.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "base/errors.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/updater/slots/sample_slot.hpp"
#include "updater/slots/record_fingerprints.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

// Enough files for many batches, some of them large.
class CheckedSlot {
 public:
  CheckedSlot() {
    for (std::uint32_t i = 0; i < 700; ++i)
      put_file(root.directory / "tree" / ("d" + std::to_string(i % 7)) / std::to_string(i),
               random_bytes(i % 50 == 0 ? 600'000 : i, i));
    fs::create_symlink("3/3", root.directory / "tree" / "link");
    tree = root.build("tree");
    root.fill(Slot::a, tree);
    slot.emplace(root.image(Slot::a, tree));
  }

  fs::path at(const std::string& path) const { return root.layout.slot(Slot::a) / path; }

  // "path: kind", in the order in which they are reported.
  std::vector<std::string> damage(const SlotCheckOptions& options = {}) const {
    std::vector<std::string> found;
    const auto caller = std::this_thread::get_id();
    check_slot(*slot, root.layout, options, [&](const SlotDamage& item) {
      CHECK(std::this_thread::get_id() == caller);
      found.push_back(item.path + ": " + damage_name(item.kind));
    });
    return found;
  }

  SampleRoot root;
  SampleTree tree;
  std::optional<SlotImage> slot;
};

// The same length and time: only its content tells.
void alter(const fs::path& path) {
  const auto time = fs::last_write_time(path);
  std::string bytes = content_of(path);
  bytes[bytes.size() / 2] ^= 1;
  put_file(path, bytes);
  fs::last_write_time(path, time);
}

class CountedProgress : public Progress {
 public:
  void report(std::string_view, std::uint64_t done, std::uint64_t, ProgressUnit) override {
    CHECK(done >= last);
    last = done;
    ++reports;
  }
  std::uint64_t last = 0;
  std::uint64_t reports = 0;
};

}  // namespace

TEST_CASE("an intact slot has no damage") {
  const CheckedSlot slot;
  CountedProgress progress;
  SlotCheckOptions options;
  options.progress = &progress;
  CHECK(slot.damage(options).empty());
  CHECK(progress.last == slot.slot->index.reference().entries);
  CHECK(progress.reports > 3);
}

TEST_CASE("all damage is reported in the order of the index, each time the same") {
  CheckedSlot slot;
  alter(slot.at("d0/0"));  // read by one thread while another reads what comes after
  alter(slot.at("d1/1"));
  alter(slot.at("d6/699"));
  fs::remove(slot.at("d2/100"));
  fs::remove_all(slot.at("d4"));
  put_file(slot.at("d3/stranger/file"), "x");
  fs::permissions(slot.at("d5/5"), fs::perms::all);
  fs::remove(slot.at("d6/6"));
  fs::create_directories(slot.at("d6/6/deep"));
  fs::remove(slot.at("link"));
  fs::create_symlink("elsewhere", slot.at("link"));
  const std::vector<std::string> first = slot.damage();
  CHECK(first.size() == 109);  // a directory with 100 files among them
  for (const char* expected :
       {"d0/0: altered", "d1/1: altered", "d2/100: missing", "d3/stranger: unexpected",
        "d4: missing", "d5/5: mode", "d6/6: type", "d6/699: altered", "link: altered"})
    CHECK(std::count(first.begin(), first.end(), expected) == 1);
  for (int again = 0; again < 5; ++again) CHECK(slot.damage() == first);
}

TEST_CASE("a file whose fingerprint holds is not read unless asked") {
  CheckedSlot slot;
  // A fingerprint is known once the file has rested for a while, as its ctime tells.
  const auto settled = realtime_ns() + 20'000'000;
  while (realtime_ns() < settled) std::this_thread::yield();
  record_fingerprints(slot.root.layout, Slot::a, slot.slot->index, std::nullopt);
  SlotCheckOptions options;
  options.rule = KeepRule::fingerprint;
  CHECK(slot.damage(options).empty());
  alter(slot.at("d1/400"));
  CHECK(slot.damage(options) == std::vector<std::string>{"d1/400: altered"});
  CHECK(slot.damage() == std::vector<std::string>{"d1/400: altered"});
}

TEST_CASE("a check ends when a stop is requested, or when its caller has seen enough") {
  CheckedSlot slot;
  std::stop_source stop;
  stop.request_stop();
  SlotCheckOptions options;
  options.stop = stop.get_token();
  CHECK_THROWS_AS(slot.damage(options), Interrupted);
  alter(slot.at("d0/0"));
  CHECK_THROWS_AS(check_slot(*slot.slot, slot.root.layout, {},
                             [](const SlotDamage&) { throw StateError("damaged-slot", "enough"); }),
                  StateError);
}
