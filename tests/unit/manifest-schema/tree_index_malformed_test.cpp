// Every malformed index is refused with TrustError("trust-format") and nothing else.
#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "base/errors.hpp"
#include "manifest-schema/tree_index.hpp"
#include "manifest-schema/varint.hpp"
#include "tests/unit/manifest-schema/random_tree.hpp"

using namespace switchback;
using namespace std::string_literals;

namespace {

template <typename Call>
bool refused(Call call) {
  try {
    call();
    return false;
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-format");
    return true;
  }
}

std::string varint(std::uint64_t value) {
  std::string out;
  append_varint(out, value);
  return out;
}

constexpr std::uint64_t kFile0644 = 0644 * 4;
const std::string kDigest(32, '\x11');

std::string raw_file(std::uint64_t shared, const std::string& suffix,
                     std::uint64_t mode = kFile0644, std::uint64_t header = 1,
                     std::uint64_t size = 5) {
  return varint(shared) + varint(suffix.size()) + suffix + varint(mode) + varint(header) +
         varint(size) + kDigest;
}

bool entries_refused(const std::string& bytes) {
  return refused([&] { parse_entry_block(bytes); });
}

struct List {
  std::string bytes;
  IndexReference reference;
};

List list_of(const std::string& bytes, std::uint64_t offset) {
  List list{bytes, {}};
  list.reference.list_offset = offset;
  list.reference.length = offset + bytes.size();
  return list;
}

bool list_refused(const List& list) {
  return refused([&] { parse_block_list(list.bytes, list.reference); });
}

}  // namespace

TEST_CASE("integers have one encoding") {
  for (const std::uint64_t value : {0ULL, 1ULL, 127ULL, 128ULL, 300ULL, (1ULL << 53) - 1, ~0ULL}) {
    const std::string bytes = varint(value);
    ByteReader reader(bytes, "test");
    CHECK(reader.varint(~0ULL) == value);
    CHECK(reader.empty());
  }
  for (const auto& bytes :
       {""s, "\x80"s, "\x80\x00"s, "\x81\x80\x00"s, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"s,
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s})
    CHECK(refused([&] { ByteReader(bytes, "test").varint(~0ULL); }));
  CHECK(refused([] { ByteReader("\x0b", "test").varint(10); }));
}

TEST_CASE("a well formed entry block is accepted") {
  const auto entries = parse_entry_block("E" + raw_file(0, "abc") + raw_file(2, "d"));
  REQUIRE(entries.size() == 2);
  CHECK(entries[1].path == "abd");
}

TEST_CASE("a malformed entry block is refused") {
  CHECK(entries_refused(""));
  CHECK(entries_refused("E"));
  CHECK(entries_refused("F" + raw_file(0, "abc")));
  CHECK(entries_refused("E" + raw_file(1, "abc")));                      // nothing to share
  CHECK(entries_refused("E" + raw_file(0, "abc") + raw_file(4, "d")));   // shares too much
  CHECK(entries_refused("E" + raw_file(0, "abc") + raw_file(1, "bd")));  // could share more
  CHECK(entries_refused("E" + raw_file(0, "abc") + raw_file(3, "")));    // duplicate
  CHECK(entries_refused("E" + raw_file(0, "abc") + raw_file(2, "")));    // not sorted
  CHECK(entries_refused("E" + raw_file(0, "abc") + raw_file(0, "aa")));
  CHECK(entries_refused("E" + raw_file(0, "b") + raw_file(0, "a")));
  for (const auto& path : {""s, "/a"s, "a/"s, "a//b"s, ".."s, "a/../b"s, "\xff"s, "a\nb"s, "a\0"s,
                           std::string(256, 'x')})
    CHECK(entries_refused("E" + raw_file(0, path)));
  CHECK(entries_refused("E" + raw_file(0, "a", kFile0644 + 3)));             // type
  CHECK(entries_refused("E" + raw_file(0, "a", 04644 * 4)));                 // setuid
  CHECK(entries_refused("E" + raw_file(0, "a", 0664 * 4)));                  // group-writable
  CHECK(entries_refused("E" + raw_file(0, "a", 0044 * 4)));                  // unreadable
  CHECK(entries_refused("E" + raw_file(0, "a", kFile0644, 0)));              // no header
  CHECK(entries_refused("E" + raw_file(0, "a", kFile0644, 129)));            // huge header
  CHECK(entries_refused("E" + raw_file(0, "a", kFile0644, 1, 1ULL << 53)));  // size overflow
  CHECK(entries_refused("E" + raw_file(0, "a", kFile0644, 1, ~0ULL)));
  CHECK(entries_refused("E" + varint(0) + varint(1) + "d" + varint(0644 * 4 + 1) + varint(1)));
  CHECK(entries_refused("E" + varint(0) + varint(1) + "l" + varint(2) + varint(1) + varint(4) +
                        "/etc"));
  CHECK(entries_refused("E" + varint(0) + varint(1) + "l" + varint(2) + varint(1) + varint(4) +
                        "../x"));
  CHECK(entries_refused("E" + varint(0) + varint(1) + "l" + varint(2) + varint(1) + varint(0)));
  CHECK(
      entries_refused("E" + varint(0) + varint(1) + "l" + varint(2) + varint(1) + varint(9) + "x"));
}

TEST_CASE("an entry block cut at any byte is refused") {
  const std::string block = "E" + raw_file(0, "abc") + varint(0) + varint(1) + "l" + varint(2) +
                            varint(1) + varint(3) + "abc";
  CHECK(parse_entry_block(block).size() == 2);
  const std::size_t first = 1 + raw_file(0, "abc").size();
  for (std::size_t length = 0; length < block.size(); ++length) {
    if (length == first) continue;  // a whole entry
    INFO(length);
    CHECK(entries_refused(block.substr(0, length)));
  }
}

TEST_CASE("a block over the limit is refused") {
  std::string block = "E";
  for (int i = 100'000; block.size() <= kIndexBlockLimit; ++i)
    block += raw_file(0, std::to_string(i));
  CHECK(entries_refused(block));
}

TEST_CASE("a malformed frame block is refused") {
  const auto frame = [](std::uint64_t content, std::uint64_t compressed) {
    return varint(content) + varint(compressed) + kDigest + kDigest;
  };
  const auto frames_refused = [](const std::string& bytes) {
    return refused([&] { parse_frame_block(bytes); });
  };
  CHECK(
      parse_frame_block("F" + frame(kMaxFrameContent, 1) + frame(1, kMaxFrameCompressed)).size() ==
      2);
  CHECK(frames_refused(""));
  CHECK(frames_refused("F"));
  CHECK(frames_refused("E" + frame(1, 1)));
  CHECK(frames_refused("F" + frame(0, 1)));
  CHECK(frames_refused("F" + frame(1, 0)));
  CHECK(frames_refused("F" + frame(kMaxFrameContent + 1, 1)));
  CHECK(frames_refused("F" + frame(1, kMaxFrameCompressed + 1)));
  const std::string block = "F" + frame(1, 1);
  for (std::size_t length = 0; length < block.size(); ++length)
    CHECK(frames_refused(block.substr(0, length)));
}

TEST_CASE("a malformed block list is refused") {
  const auto item = [](char kind, std::uint64_t length) {
    return std::string(1, kind) + varint(length) + kDigest;
  };
  const std::string good = "L" + varint(2) + item('E', 100) + item('F', 20);
  CHECK(parse_block_list(good, list_of(good, 128).reference).size() == 2);
  CHECK(list_refused(list_of(good, 129)));
  CHECK(list_refused(list_of(good, 7)));
  CHECK(list_refused(list_of("", 8)));
  CHECK(list_refused(list_of("E" + good.substr(1), 128)));
  CHECK(list_refused(list_of(good + "x", 128)));
  CHECK(list_refused(list_of("L" + varint(1) + item('X', 120), 128)));
  CHECK(list_refused(list_of("L" + varint(2) + item('F', 20) + item('E', 100), 128)));
  CHECK(list_refused(list_of("L" + varint(1) + item('E', 0), 8)));
  CHECK(list_refused(list_of("L" + varint(1) + item('E', 1), 9)));
  CHECK(list_refused(
      list_of("L" + varint(1) + item('E', kIndexBlockLimit + 1), kIndexBlockLimit + 9)));
  CHECK(list_refused(list_of("L" + varint(~0ULL), 8)));
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK(list_refused(list_of(good.substr(0, length), 128)));
  List wrong_length = list_of(good, 128);
  wrong_length.reference.length += 1;
  CHECK(list_refused(wrong_length));
}

TEST_CASE("a block with a flipped bit is refused or read without harm") {
  std::string block;
  const auto entries = switchback::testing::RandomTree(3).make(60);
  IndexWriter writer([&](std::string_view bytes) {
    if (bytes.front() == 'E') block = bytes;
  });
  for (const auto& entry : entries) writer.add(entry);
  writer.finish();
  std::mt19937 random(1);
  for (int i = 0; i < 4000; ++i) {
    std::string damaged = block;
    damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
    try {
      for (const auto& entry : parse_entry_block(damaged)) validate_tree_entry(entry);
    } catch (const TrustError& error) {
      if (error.code() != "trust-format") FAIL(error.code());
    }
  }
}
