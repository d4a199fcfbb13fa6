#include "repo-tools/serve/entity_tags.hpp"

#include <catch2/catch.hpp>

#include "repo-tools/serve/cache_policy.hpp"

using namespace switchback;

TEST_CASE("an If-None-Match header names tags weakly, in lists, or all") {
  for (const char* header : {"\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\",W/\"a\" ", "*", " \"a\""})
    CHECK(names_tag(header, "\"a\""));
  for (const char* header : {"", "a", "\"b\"", "\"ab\"", ",", "\"a", "W/", "**"})
    CHECK_FALSE(names_tag(header, "\"a\""));
}

TEST_CASE("only what changes under its name is revalidated") {
  for (const char* path : {"metadata/timestamp.json", "metadata/root.json", "index.html"})
    CHECK(cache_control(path) == "no-cache");
  for (const char* path : {"metadata/12.snapshot.json", "metadata/1.p-demo-0001.json",
                           "targets/demo/blobs/00", "targets/x/timestamp.json"})
    CHECK(cache_control(path) == "public, max-age=31536000, immutable");
}
