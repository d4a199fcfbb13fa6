// One frame of a bundle, as a host decodes it that has no delta.
#include <benchmark/benchmark.h>
#include <zstd.h>

#include "core/tree/frame_decoder.hpp"
#include "tests/bench/micro/sample_text.hpp"

namespace {

using namespace switchback;

constexpr int kDefaultLevel = 10;

std::string compressed(const std::string& content) {
  std::string frame(ZSTD_compressBound(content.size()), '\0');
  frame.resize(
      ZSTD_compress(frame.data(), frame.size(), content.data(), content.size(), kDefaultLevel));
  return frame;
}

void decode_frame(benchmark::State& state) {
  const std::string content = bench::sample_text(static_cast<std::size_t>(state.range(0)), 1);
  const std::string frame = compressed(content);
  FrameDecoder decoder;
  std::string decoded;
  for (auto turn : state) {
    (void)turn;
    decoder.decode(frame, static_cast<std::uint32_t>(content.size()), decoded);
    benchmark::DoNotOptimize(decoded.data());
  }
  if (decoded != content) state.SkipWithError("decoded wrongly");
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(decode_frame)->Arg(64 << 10)->Arg(1 << 20);

}  // namespace
