#include "repo-tools/serve/multipart_body.hpp"

#include <fcntl.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;

namespace {

struct Sample {
  test::TemporaryDirectory directory;
  std::filesystem::path path = directory / "file";
  Descriptor file;

  Sample() {
    std::ofstream(path) << "0123456789abcdef";
    file = open_file(path, O_RDONLY);
  }
  MultipartBody body(const std::string& tag = "\"tag\"") const {
    return MultipartBody({{0, 4}, {15, 1}}, 16, "a/b", tag);
  }
  std::string read(const MultipartBody& body, std::size_t step) const {
    std::string all;
    std::string block(step, '\0');
    while (const std::size_t count = body.read(file.get(), all.size(), block.data(), step))
      all.append(block, 0, count);
    return all;
  }
};

}  // namespace

TEST_CASE("the body of several ranges is the same however it is read") {
  const Sample sample;
  const MultipartBody body = sample.body();
  const std::string type = body.content_type();
  const std::string boundary = type.substr(type.find('=') + 1);
  const std::string expected =
      "--" + boundary + "\r\nContent-Type: a/b\r\nContent-Range: bytes 0-3/16\r\n\r\n0123" +
      "\r\n--" + boundary + "\r\nContent-Type: a/b\r\nContent-Range: bytes 15-15/16\r\n\r\nf" +
      "\r\n--" + boundary + "--\r\n";
  CHECK(boundary.size() == 32);
  CHECK(body.length() == expected.size());
  for (std::size_t step = 1; step <= expected.size() + 1; ++step)
    REQUIRE(sample.read(body, step) == expected);
  char byte = 0;
  CHECK(body.read(sample.file.get(), body.length() + 1, &byte, 1) == 0);
}

TEST_CASE("the boundary follows from the content's tag") {
  const Sample sample;
  CHECK(sample.body().content_type() == sample.body().content_type());
  CHECK(sample.body().content_type() != sample.body("other").content_type());
}

TEST_CASE("a file that became shorter is an error, not other content") {
  const Sample sample;
  const MultipartBody body = sample.body();
  std::filesystem::resize_file(sample.path, 10);
  CHECK_THROWS_AS(sample.read(body, 1000), StorageError);
}
