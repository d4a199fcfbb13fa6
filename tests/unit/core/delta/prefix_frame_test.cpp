#include "core/delta/prefix_frame.hpp"

#include <zstd.h>

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/delta/encode/prefix_encoder.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback;

namespace {

std::string code_of(std::string_view frame, std::string_view prefix, std::size_t length) {
  std::string content(length, '\0');
  try {
    PrefixDecoder().decode(frame, prefix, content);
    return "";
  } catch (const TrustError& error) {
    return error.code();
  }
}

}  // namespace

TEST_CASE("a frame is decoded with its prefix, one after the other with the same objects") {
  PrefixEncoder encoder;
  PrefixDecoder decoder;
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    const std::string prefix = test::random_bytes(100'000 * seed, seed);
    const std::string content = prefix.substr(500) + "new" + prefix.substr(0, 40'000);
    const std::string frame = encoder.encode(prefix, content);
    CHECK(frame.size() < 200);
    CHECK(frame == PrefixEncoder().encode(prefix, content));
    std::string decoded(content.size(), '\0');
    decoder.decode(frame, prefix, decoded);
    CHECK(decoded == content);
  }
}

TEST_CASE("an encoder stops between two blocks, and can be used again") {
  PrefixEncoder encoder;
  const std::string content = test::random_bytes(300'000, 1);
  const std::string frame = encoder.encode("prefix", content);
  std::stop_source source;
  source.request_stop();
  CHECK_THROWS_AS(encoder.encode("prefix", content, source.get_token()), Interrupted);
  CHECK(encoder.encode("prefix", content) == frame);
}

TEST_CASE("frames of no, one and several blocks are decoded") {
  for (const std::size_t length : {0U, 1U, 128U * 1024U, 128U * 1024U + 1U, 512U * 1024U}) {
    const std::string content = test::random_bytes(length, 3);
    CHECK(code_of(PrefixEncoder().encode("prefix", content), "prefix", length).empty());
  }
}

TEST_CASE("a frame that holds more or less than its files is refused") {
  const std::string frame = PrefixEncoder().encode("prefix", "some content");
  CHECK(code_of(frame, "prefix", 12).empty());
  CHECK(code_of(frame, "prefix", 11) == "trust-format");
  CHECK(code_of(frame, "prefix", 13) == "trust-format");
  CHECK(code_of(frame + "x", "prefix", 12) == "trust-format");
  CHECK(code_of(frame + frame, "prefix", 24) == "trust-format");
  CHECK(code_of(frame.substr(0, frame.size() - 1), "prefix", 12) == "trust-format");
  CHECK(code_of("", "prefix", 12) == "trust-format");
}

TEST_CASE("a skippable frame and another format are refused") {
  CHECK(code_of(std::string("\x50\x2a\x4d\x18\x01\0\0\0x", 9), "prefix", 0) == "trust-format");
  CHECK(code_of("plain bytes", "prefix", 11) == "trust-format");
}

TEST_CASE("a frame that reaches before its prefix is refused") {
  const std::string prefix = test::random_bytes(50'000, 1);
  const std::string frame = PrefixEncoder().encode(prefix, prefix + "end");
  CHECK(code_of(frame, prefix.substr(40'000), prefix.size() + 3) == "trust-format");
}

TEST_CASE("a frame that would become gigabytes stops at the length of its files") {
  const std::string zeros(200'000'000, '\0');
  std::string bomb(ZSTD_compressBound(zeros.size()), '\0');
  bomb.resize(ZSTD_compress(bomb.data(), bomb.size(), zeros.data(), zeros.size(), 1));
  CHECK(code_of(bomb, "", 1000) == "trust-format");
}
