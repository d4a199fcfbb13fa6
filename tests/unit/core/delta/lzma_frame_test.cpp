#include "core/delta/lzma_frame.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/delta/encode/lzma_encoder.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback;

namespace {

std::string decoded(LzmaDecoder& decoder, std::string_view frame, std::string_view prefix,
                    std::size_t length) {
  decoder.begin();
  // In parts, as a host reads its files.
  for (; !prefix.empty(); prefix.remove_prefix(std::min<std::size_t>(prefix.size(), 100'000)))
    decoder.prefix(prefix.substr(0, 100'000));
  decoder.content(frame);
  std::string content(length, '\0');
  decoder.read(content.data(), length / 2);
  decoder.read(content.data() + length / 2, length - length / 2);
  decoder.finish();
  return content;
}

std::string code_of(std::string_view frame, std::string_view prefix, std::size_t length) {
  try {
    LzmaDecoder decoder(prefix.size() + length);
    decoded(decoder, frame, prefix, length);
    return "";
  } catch (const TrustError& error) {
    return error.code();
  }
}

}  // namespace

TEST_CASE("an LZMA2 frame is decoded with its prefix, one after the other with the same window") {
  LzmaDecoder decoder(2'000'000);
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    const std::string prefix = test::random_bytes(200'000 * (seed % 4), seed);  // one without any
    const std::string content =
        prefix.substr(prefix.size() / 2) + "new" + prefix.substr(0, prefix.size() / 3) + "end";
    const std::string frame = encode_lzma_frame(prefix, content);
    CHECK(frame.size() < 1000);
    CHECK(decoded(decoder, frame, prefix, content.size()) == content);
  }
}

TEST_CASE("LZMA2 frames of several chunks are decoded, bytes that nothing shortens too") {
  const std::string prefix = test::random_bytes(70'000, 1);
  for (const std::size_t length : {1U, 64U * 1024U, 3'000'000U}) {
    const std::string content = test::random_bytes(length, 2);
    CHECK(code_of(encode_lzma_frame(prefix, content), prefix, length).empty());
  }
}

TEST_CASE("an LZMA2 frame that holds more or less than its files is refused") {
  const std::string frame = encode_lzma_frame("prefix", "some content");
  CHECK(code_of(frame, "prefix", 12).empty());
  CHECK(code_of(frame, "prefix", 11) == "trust-format");
  CHECK(code_of(frame, "prefix", 13) == "trust-format");
  CHECK(code_of(frame + "x", "prefix", 12) == "trust-format");
  CHECK(code_of(frame.substr(0, frame.size() - 1), "prefix", 12) == "trust-format");
  CHECK(code_of("", "prefix", 12) == "trust-format");
  CHECK(code_of("plain bytes", "prefix", 11) == "trust-format");
}

TEST_CASE("an LZMA2 frame that reaches before its prefix is refused") {
  const std::string prefix = test::random_bytes(50'000, 1);
  const std::string frame = encode_lzma_frame(prefix, prefix + "end");
  CHECK(code_of(frame, prefix, prefix.size() + 3).empty());
  CHECK(code_of(frame, prefix.substr(40'000), prefix.size() + 3) == "trust-format");
}

TEST_CASE("an LZMA2 encoder stops where it is told to") {
  std::stop_source source;
  source.request_stop();
  CHECK_THROWS_AS(encode_lzma_frame("prefix", test::random_bytes(300'000, 1), source.get_token()),
                  Interrupted);
}
