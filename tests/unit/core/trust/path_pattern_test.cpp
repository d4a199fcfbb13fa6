#include "core/trust/path_pattern.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

using switchback::matches_path_pattern;

TEST_CASE("path patterns match within components") {
  struct Case {
    const char* pattern;
    const char* path;
    bool matches;
  };
  const Case cases[] = {
      {"*", "file", true},
      {"*", "", true},
      {"*", "a/b", false},
      {"*/*", "a/b", true},
      {"*/*", "a", false},
      {"*/*", "a/b/c", false},
      {"demo/0001/*/*", "demo/0001/0a1/manifest.json", true},
      {"demo/0001/*/*", "demo/0002/0a1/manifest.json", false},
      {"demo/0001/*/*", "demo/0001/manifest.json", false},
      {"*.md", "README.md", true},
      {"*.md", "README.mdx", false},
      {"*.md", "docs/README.md", false},
      {"a*b*c", "aXbYc", true},
      {"a*b*c", "abcbc", true},
      {"a*b*c", "aXbY", false},
      {"foo-version-?.tgz", "foo-version-2.tgz", true},
      {"foo-version-?.tgz", "foo-version-10.tgz", false},
      {"?", "\xc3\xa9", true},  // one character of two bytes
      {"?", "/", false},
      {"[a-c]x", "bx", true},
      {"[a-c]x", "dx", false},
      {"[!a-c]x", "dx", true},
      {"[!a-c]x", "ax", false},
      {"[]]", "]", true},
      {"[a-]", "-", true},
      {"[\xc3\xa0-\xc3\xb6]", "\xc3\xa9", true},
      {"[ab", "[ab", true},    // never closed: itself
      {"a\\*", "a\\x", true},  // a backslash is a character
      {"a\\*", "a*", false},
      {"", "", true},
      {"", "a", false},
      {"a/", "a/", true},
      {"/a", "a", false},
      {"**", "ab", true},
  };
  for (const Case& one : cases) {
    INFO(one.pattern << " against " << one.path);
    CHECK(matches_path_pattern(one.pattern, one.path) == one.matches);
  }
}

TEST_CASE("a pattern full of stars does not take exponential time") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  pattern += "b";
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(matches_path_pattern(pattern, std::string(4000, 'a')));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}
