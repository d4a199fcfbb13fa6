#include "manifest-schema/tree_entry.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "base/errors.hpp"

using namespace switchback;

namespace {

bool accepts_path(const std::string& path) {
  try {
    validate_tree_path(path);
    return true;
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-format");
    return false;
  }
}

bool accepts_target(const std::string& link, const std::string& target) {
  try {
    validate_link_target(link, target);
    return true;
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-format");
    return false;
  }
}

std::string repeated(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

TreeEntry file_entry() {
  TreeEntry entry;
  entry.path = "f";
  entry.mode = 0644;
  entry.size = 3;
  entry.sha256 = Sha256::of("abc");
  return entry;
}

}  // namespace

TEST_CASE("ordinary paths are accepted") {
  for (const auto* path :
       {"a", "a/b", ".hidden", "..a", "a..", "...", "x y", "é/ü", "a\\b", "~", "-"})
    CHECK(accepts_path(path));
  CHECK(accepts_path(std::string(255, 'x')));
  CHECK(accepts_path(repeated("a/", 255) + "a"));
}

TEST_CASE("a path with a bad component is refused") {
  for (const auto* path :
       {"", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/.", "a/./b", "../a", "a/..", "a/../b"})
    CHECK_FALSE(accepts_path(path));
}

TEST_CASE("a path that is too long or too deep is refused") {
  CHECK_FALSE(accepts_path(std::string(256, 'x')));
  CHECK_FALSE(accepts_path("a/" + std::string(256, 'x')));
  CHECK_FALSE(accepts_path(repeated("a/", 256) + "a"));
  const std::string most = repeated(std::string(255, 'x') + "/", 15);  // 3,840 bytes
  CHECK(accepts_path(most + std::string(200, 'x') + "/" + std::string(55, 'x')));
  CHECK_FALSE(accepts_path(most + std::string(200, 'x') + "/" + std::string(56, 'x')));
}

TEST_CASE("a path with control characters or broken UTF-8 is refused") {
  using namespace std::string_literals;
  for (const auto& path : {"a\0b"s, "a\nb"s, "\x1b[2J"s, "a\x7f"s, "\xc2\x85"s,
                           "\xc2\x9b"
                           "31m"s,
                           "\xff"s, "\xc0\xaf"s, "\xc0\xae\xc0\xae"s, "\xed\xa0\x80"s, "\xe2\x82"s,
                           "\xf5\x80\x80\x80"s})
    CHECK_FALSE(accepts_path(path));
  CHECK(accepts_path("\xc2\xa0"));
}

TEST_CASE("the message of a refusal cannot drive a terminal") {
  try {
    validate_tree_path("a\x1b[2J\xff");
    FAIL("accepted");
  } catch (const TrustError& error) {
    CHECK(std::string(error.what()).find("a\\x1b[2J\\xff") != std::string::npos);
    CHECK(std::string(error.what()).find('\x1b') == std::string::npos);
  }
}

TEST_CASE("symlinks inside the tree are accepted") {
  CHECK(accepts_target("a", "b"));
  CHECK(accepts_target("a", "./b/c"));
  CHECK(accepts_target("a", "b/"));
  CHECK(accepts_target("a", "."));
  CHECK(accepts_target("d/a", ".."));
  CHECK(accepts_target("d/e/a", "../../x"));
  CHECK(accepts_target("d/a", "./../x"));
  CHECK(accepts_target("a", "..b"));
}

TEST_CASE("a symlink that leaves the tree is refused") {
  CHECK_FALSE(accepts_target("a", "/etc/passwd"));
  CHECK_FALSE(accepts_target("a", ".."));
  CHECK_FALSE(accepts_target("a", "../x"));
  CHECK_FALSE(accepts_target("d/a", "../../x"));
  CHECK_FALSE(accepts_target("d/a", "./.././../x"));
  CHECK_FALSE(accepts_target("d/a", ".//..//..//x"));
}

TEST_CASE("a symlink that could go up through another symlink is refused") {
  // With "d/e/up -> ../..", "out -> d/e/up/.." would be the parent of the tree.
  CHECK_FALSE(accepts_target("out", "d/e/up/.."));
  CHECK_FALSE(accepts_target("out", "d/../x"));
}

TEST_CASE("a symlink target that is empty, too long or unprintable is refused") {
  using namespace std::string_literals;
  CHECK_FALSE(accepts_target("a", ""));
  CHECK_FALSE(accepts_target("a", "b\0c"s));
  CHECK_FALSE(accepts_target("a", "b\n"));
  CHECK_FALSE(accepts_target("a", "\xff"));
  CHECK_FALSE(accepts_target("a", std::string(256, 'x')));
  CHECK(accepts_target("a", repeated("x/", 2047) + "x"));
  CHECK_FALSE(accepts_target("a", repeated("x/", 2048)));
}

TEST_CASE("a directory sorts right before everything beneath it") {
  const std::vector<std::string> sorted{"a",  "a/b", "a/b/c", "a/c", "a b", "a-b", "a.b",
                                        "a0", "aa",  "aa/x",  "b",   "~",   "é"};
  for (std::size_t i = 0; i < sorted.size(); ++i)
    for (std::size_t j = 0; j < sorted.size(); ++j) {
      const int order = compare_tree_paths(sorted[i], sorted[j]);
      INFO(sorted[i] << " and " << sorted[j]);
      CHECK((order < 0) == (i < j));
      CHECK((order == 0) == (i == j));
    }
}

TEST_CASE("a published mode has no special bits and stays readable") {
  CHECK(published_mode(EntryType::file, 0100644) == 0644);
  CHECK(published_mode(EntryType::file, 06777) == 0755);
  CHECK(published_mode(EntryType::file, 0) == 0400);
  CHECK(published_mode(EntryType::directory, 01777) == 0755);
  CHECK(published_mode(EntryType::directory, 0050) == 0750);
  CHECK(published_mode(EntryType::symlink, 0777) == 0);
}

TEST_CASE("a tar member is its headers and its content padded to 512 bytes") {
  TreeEntry entry = file_entry();
  CHECK(tar_member_length(entry) == 1024);
  entry.size = 0;
  CHECK(tar_member_length(entry) == 512);
  entry.size = 512;
  entry.header_length = 1536;
  CHECK(tar_member_length(entry) == 2048);
  entry.size = 513;
  CHECK(tar_member_length(entry) == 2560);
}

TEST_CASE("an entry with fields that do not belong to its type is refused") {
  const auto refused = [](auto change) {
    TreeEntry entry = file_entry();
    change(entry);
    CHECK_THROWS_AS(validate_tree_entry(entry), TrustError);
  };
  validate_tree_entry(file_entry());
  refused([](TreeEntry& e) { e.path = "../f"; });
  refused([](TreeEntry& e) { e.mode = 04644; });
  refused([](TreeEntry& e) { e.mode = 0244; });
  refused([](TreeEntry& e) { e.mode = 0666; });
  refused([](TreeEntry& e) { e.size = kMaxFileSize + 1; });
  refused([](TreeEntry& e) { e.header_length = 0; });
  refused([](TreeEntry& e) { e.header_length = 513; });
  refused([](TreeEntry& e) { e.header_length = kMaxHeaderLength + 512; });
  refused([](TreeEntry& e) { e.link_target = "x"; });
  refused([](TreeEntry& e) { e.type = EntryType::directory; });
  refused([](TreeEntry& e) { e = {"d", EntryType::directory, 0644, 0, {}, "", 512}; });
  refused([](TreeEntry& e) { e = {"l", EntryType::symlink, 0, 0, {}, "../x", 512}; });
  refused([](TreeEntry& e) { e = {"l", EntryType::symlink, 0755, 0, {}, "x", 512}; });
}
