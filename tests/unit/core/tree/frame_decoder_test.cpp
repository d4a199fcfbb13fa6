#include "core/tree/frame_decoder.hpp"

#include <zstd.h>

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "manifest-schema/tree_entry.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback;

namespace {

std::string compress(const std::string& content, int level = 3) {
  std::string out(ZSTD_compressBound(content.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), content.data(), content.size(), level));
  return out;
}

void check_refused(const std::string& frame, std::uint32_t length) {
  FrameDecoder decoder;
  std::string content;
  try {
    decoder.decode(frame, length, content);
    FAIL("accepted");
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-length-or-hash");
  }
}

}  // namespace

TEST_CASE("frames of any size are decoded with one decoder") {
  FrameDecoder decoder;
  std::string content;
  for (const std::size_t size : {1UL, 1000UL, 1UL << 20, std::size_t{kMaxFrameContent}}) {
    const std::string original =
        test::random_bytes(size / 2, 1) + std::string(size - size / 2, 'x');
    decoder.decode(compress(original), static_cast<std::uint32_t>(size), content);
    CHECK(content == original);
  }
}

TEST_CASE("a decoder works on after a refusal") {
  FrameDecoder decoder;
  std::string content;
  CHECK_THROWS_AS(decoder.decode("rubbish", 10, content), TrustError);
  decoder.decode(compress("hello"), 5, content);
  CHECK(content == "hello");
}

TEST_CASE("a frame with another length than the signed one is refused") {
  const std::string frame = compress("hello");
  check_refused(frame, 4);
  check_refused(frame, 6);
  check_refused(frame, 0);
  check_refused(frame, kMaxFrameContent + 1);
}

TEST_CASE("a frame with bytes after its end is refused") {
  const std::string frame = compress("hello");
  check_refused(frame + "x", 5);
  check_refused(frame + frame, 10);
  check_refused(frame + compress(""), 5);
  check_refused(frame + std::string("\x50\x2a\x4d\x18\x00\x00\x00\x00", 8), 5);
}

TEST_CASE("a frame that was cut at any byte is refused") {
  const std::string frame = compress(test::random_bytes(300, 1));
  for (std::size_t length = 0; length < frame.size(); ++length)
    check_refused(frame.substr(0, length), 300);
}

TEST_CASE("a skippable frame, a legacy frame and rubbish are refused") {
  check_refused(std::string("\x50\x2a\x4d\x18\x05\x00\x00\x00hello", 13), 5);
  check_refused(std::string("\x25\xb5\x2f\xfd\x00\x00\x00\x00", 8), 5);
  check_refused("", 5);
  check_refused("hello", 5);
}

TEST_CASE("a bomb in a frame is refused before it fills memory") {
  check_refused(compress(std::string(200 * 1024 * 1024, '\0')), kMaxFrameContent);
}
