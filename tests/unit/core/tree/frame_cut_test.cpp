#include "core/tree/frame_cut.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "core/tree/frame_splitter.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback;

namespace {

// The lengths of the frames that one big content is cut into, fed in pieces of `step` bytes.
std::vector<std::size_t> cuts(std::string_view content, std::size_t step,
                              const CutScale& scale = kFineCuts) {
  ContentCutter cutter(scale);
  std::vector<std::size_t> lengths{0};
  while (!content.empty()) {
    auto piece = content.substr(0, step);
    const auto taken = cutter.take(piece);
    lengths.back() += taken.count;
    content.remove_prefix(taken.count);
    if (taken.ended) lengths.push_back(0);
    if (taken.count != piece.size() && !taken.ended) FAIL("bytes left without a cut");
  }
  return lengths;
}

using Files = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> frames_of(
    const Files& files, const std::function<MemberAge(const std::string& path)>& age = {}) {
  std::vector<std::string> frames;
  FrameSplitter splitter([&](FrameContent frame) { frames.push_back(std::move(frame.bytes)); });
  for (const auto& [path, content] : files) {
    splitter.begin_member(content.size());
    std::string header = path;
    header.resize(512, '\0');
    splitter.header(header);
    splitter.content(content);
    splitter.padding(std::string((512 - content.size() % 512) % 512, '\0'));
    splitter.end_member(path, age ? age(path) : MemberAge::unknown);
  }
  splitter.finish(std::string(1024, '\0'));
  return frames;
}

std::string joined(const std::vector<std::string>& frames) {
  std::string out;
  for (const auto& frame : frames) out += frame;
  return out;
}

}  // namespace

TEST_CASE("content is cut between 512 KiB and 3 MiB, about every 1 MiB") {
  const std::string content = test::random_bytes(40 * 1024 * 1024, 1);
  const auto lengths = cuts(content, 1 << 20);
  for (std::size_t i = 0; i + 1 < lengths.size(); ++i) {
    CHECK(lengths[i] >= kFineCuts.minimum);
    CHECK(lengths[i] <= kFineCuts.maximum);
  }
  CHECK(lengths.size() > 28);
  CHECK(lengths.size() < 54);
}

TEST_CASE("content of a program is cut between 4 and 8 MiB") {
  const std::string content = test::random_bytes(100 * 1024 * 1024, 11);
  const auto lengths = cuts(content, 1 << 20, kCoarseCuts);
  for (std::size_t i = 0; i + 1 < lengths.size(); ++i) {
    CHECK(lengths[i] >= kCoarseCuts.minimum);
    CHECK(lengths[i] <= kCoarseCuts.maximum);
  }
  CHECK(lengths.size() > 100 / 8);
  CHECK(lengths.size() < 100 / 4);
}

TEST_CASE("the first bytes of a big file say how it is cut, in whatever pieces they come") {
  using namespace std::string_literals;
  const std::string random = test::random_bytes(9 * 1024 * 1024, 12);
  const auto first_frame = [&](const std::string& head, std::size_t step) {
    const std::string content = head + random;
    std::vector<std::string> frames;
    FrameSplitter splitter([&](FrameContent frame) { frames.push_back(std::move(frame.bytes)); });
    splitter.begin_member(content.size());
    splitter.header(std::string(512, 'h'));
    for (std::size_t at = 0; at < content.size(); at += step)
      splitter.content(std::string_view(content).substr(at, step));
    return frames.at(1);
  };
  for (const auto& head : {"\177ELF"s, "MZ"s, "\xcf\xfa\xed\xfe"s, "\xca\xfe\xba\xbe"s, "\0asm"s}) {
    CHECK(first_frame(head, 1 << 20).size() >= kCoarseCuts.minimum);
    CHECK(first_frame(head, 1) == first_frame(head, 1 << 20));
  }
  for (const auto& head : {"ELF\177"s, "text"s, "\0\0\0\0"s})
    CHECK(first_frame(head, 1 << 20).size() <= kFineCuts.maximum);
}

TEST_CASE("cuts do not depend on the pieces in which content comes") {
  const std::string content = test::random_bytes(3 * 1024 * 1024, 2);
  const auto lengths = cuts(content, content.size());
  CHECK(cuts(content, 1) == lengths);
  CHECK(cuts(content, 65'537) == lengths);
}

TEST_CASE("content without variety is cut at the maximum") {
  const auto lengths = cuts(std::string(10 * 1024 * 1024, '\0'), 1 << 18);
  CHECK(lengths[0] == kFineCuts.maximum);
}

TEST_CASE("cuts find their places again after an insertion") {
  const std::string content = test::random_bytes(20 * 1024 * 1024, 3);
  const std::string changed = content.substr(0, 5'000'000) + "inserted" + content.substr(5'000'000);
  const auto before = cuts(content, content.size());
  const auto after = cuts(changed, changed.size());
  std::size_t same_tail = 0;
  while (same_tail < before.size() && same_tail < after.size() &&
         before[before.size() - 1 - same_tail] == after[after.size() - 1 - same_tail])
    ++same_tail;
  CHECK(same_tail + 8 >= before.size());
}

TEST_CASE("a frame holds content of one big file or whole members") {
  std::vector<std::pair<std::string, std::string>> files;
  files.emplace_back("a", "small");
  files.emplace_back("b", test::random_bytes(5 * 1024 * 1024 + 3, 4));
  files.emplace_back("c", test::random_bytes(2 * 1024 * 1024, 5));  // no padding
  files.emplace_back("d", test::random_bytes(kBigFile, 6));         // just not big
  files.emplace_back("e", "small");
  const auto frames = frames_of(files);
  std::size_t next = 0;
  // "a" and the header of "b"
  CHECK(frames[next++].size() == 1024 + 512);
  std::string content;
  while (content.size() < files[1].second.size()) content += frames[next++];
  CHECK(content == files[1].second);
  // the padding of "b" and the header of "c"
  CHECK(frames[next++].size() == 509 + 512);
  content.clear();
  while (content.size() < files[2].second.size()) content += frames[next++];
  CHECK(content == files[2].second);
  CHECK(frames[next].substr(512, kBigFile) == files[3].second);
}

TEST_CASE("small members make frames of about 1 MiB that no insertion shifts") {
  std::vector<std::pair<std::string, std::string>> files;
  for (int i = 10'000; i < 18'000; ++i)
    files.emplace_back("dir/file-" + std::to_string(i),
                       test::random_bytes(static_cast<std::size_t>(i * 37 % 12'000), 1));
  const auto before = frames_of(files);
  const std::size_t average = joined(before).size() / before.size();
  CHECK(average > 600'000);
  CHECK(average < 1'600'000);
  for (const auto& frame : before) CHECK(frame.size() <= kMaxFrameContent);
  files.insert(files.begin() + 3000, {"dir/file-12999-new", std::string(5000, 'n')});
  const auto after = frames_of(files);
  const std::set<std::string> known(before.begin(), before.end());
  std::size_t fresh = 0;
  for (const auto& frame : after)
    if (known.count(frame) == 0) ++fresh;
  CHECK(fresh >= 1);
  CHECK(fresh <= 3);
}

TEST_CASE("members just below the big limit never overfill a frame") {
  std::vector<std::pair<std::string, std::string>> files;
  for (int i = 0; i < 40; ++i)
    files.emplace_back("f" + std::to_string(i), std::string(kBigFile, 'x'));
  const auto frames = frames_of(files);
  for (const auto& frame : frames) {
    CHECK(frame.size() <= kMaxFrameContent);
    CHECK(!frame.empty());
  }
}

TEST_CASE("fresh members are apart from those that were kept, unless these are few bytes") {
  Files files;
  for (int i = 100; i < 200; ++i)
    files.emplace_back("f" + std::to_string(i), test::random_bytes(10'000, 7));
  files.insert(files.begin() + 51, {"f150-small", "s"});
  const auto age = [](const std::string& path) {
    return path == "f150" || path == "f151" ? MemberAge::fresh : MemberAge::kept;
  };
  const auto frames = frames_of(files, age);
  REQUIRE(frames.size() == 3);
  CHECK(frames[0].size() == 50 * 10'752);
  CHECK(frames[1].size() == 2 * 10'752 + 1024);
  CHECK(joined(frames) == joined(frames_of(files)));
}

TEST_CASE("fresh members fill frames, across few bytes that were kept") {
  Files files;
  for (int i = 1000; i < 2700; ++i)
    files.emplace_back("f" + std::to_string(i), test::random_bytes(10'000, 9));
  const auto frames = frames_of(files, [](const std::string& path) {
    return path.ends_with("7") ? MemberAge::kept_at_end : MemberAge::fresh;
  });
  REQUIRE(frames.size() == 3);
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(frames[i].size() + 10'752 + kMaxHeaderLength > kMaxFrameContent);
}

TEST_CASE("what was kept after fresh members begins where a frame began before") {
  Files files;
  for (int i = 100; i < 200; ++i)
    files.emplace_back("f" + std::to_string(i), test::random_bytes(10'000, 10));
  std::string end = "f111";
  const auto frames_with_end = [&] {
    return frames_of(files, [&](const std::string& path) {
      if (path < "f110") return MemberAge::fresh;
      return path == end || path == "f160" ? MemberAge::kept_at_end : MemberAge::kept;
    });
  };
  const auto frames = frames_with_end();
  REQUIRE(frames.size() == 3);
  CHECK(frames[0].size() == 12 * 10'752);
  CHECK(frames[1].size() == 49 * 10'752);
  end = "";  // no frame ended soon after them
  REQUIRE(frames_with_end().size() == 3);
  CHECK(frames_with_end()[0].size() == 10 * 10'752);
}

TEST_CASE("what was kept stays in its frames, crumbs join the next") {
  Files files;
  for (int i = 100; i < 160; ++i)
    files.emplace_back("f" + std::to_string(i), test::random_bytes(10'000, 8));
  const std::set<std::string> ends{"f109", "f110", "f129"};
  const auto frames = frames_of(files, [&](const std::string& path) {
    return ends.count(path) != 0 ? MemberAge::kept_at_end : MemberAge::kept;
  });
  REQUIRE(frames.size() == 3);
  CHECK(frames[0].size() == 10 * 10'752);
  CHECK(frames[1].size() == 20 * 10'752);
}

TEST_CASE("no frame is overfull, whatever is fresh") {
  Files files;
  for (int i = 0; i < 60; ++i)
    files.emplace_back("f" + std::to_string(i),
                       std::string(static_cast<std::size_t>(i) * 7'919'123 % kBigFile, 'x'));
  files.emplace_back("g", std::string(kBigFile + 1, 'y'));
  for (unsigned seed = 0; seed < 8; ++seed) {
    const auto frames = frames_of(files, [seed](const std::string& path) {
      return static_cast<MemberAge>(1 + (std::hash<std::string>{}(path) >> seed) % 3);
    });
    for (const auto& frame : frames) CHECK(frame.size() <= kMaxFrameContent);
    CHECK(joined(frames) == joined(frames_of(files)));
  }
}

TEST_CASE("an empty tree is one frame with the end of the archive") {
  const auto frames = frames_of({});
  REQUIRE(frames.size() == 1);
  CHECK(frames[0] == std::string(1024, '\0'));
}
