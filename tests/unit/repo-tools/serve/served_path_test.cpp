#include "repo-tools/serve/served_path.hpp"

#include <catch2/catch.hpp>

using switchback::served_path;

TEST_CASE("what a repository publishes is served") {
  CHECK(served_path("/") == "index.html");
  CHECK(served_path("/index.html") == "index.html");
  CHECK(served_path("/metadata/timestamp.json") == "metadata/timestamp.json");
  CHECK(served_path("/targets/demo/blobs/%61b") == "targets/demo/blobs/ab");
  CHECK(served_path("/targets/p/0001/1r2~x/h.manifest.json"));
}

TEST_CASE("everything else is not") {
  for (const char* path : {"",
                           "index.html",
                           "//",
                           "/metadata",
                           "/metadata/",
                           "/targets",
                           "/targets/",
                           "/other/file",
                           "/keys/root.key",
                           "/metadata/../keys/root.key",
                           "/metadata/%2e%2e/x",
                           "/metadata/.hidden",
                           "/targets/.git/config",
                           "/metadata//x",
                           "/./metadata/x",
                           "/metadata/x/..",
                           "/metadata/a%00b",
                           "/metadata/a%0ab",
                           "/metadata/%",
                           "/metadata/%zz",
                           "/..%2f..%2fetc/passwd",
                           "/Metadata/x",
                           "/metadata%2f..%2fx",
                           "http://host/metadata/x",
                           "/index.html/",
                           "/metadata/x/",
                           "*"}) {
    CAPTURE(path);
    CHECK_FALSE(served_path(path));
  }
}
