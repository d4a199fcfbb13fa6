// The two codings of a delta's frames: text after its old version, and an executable, which is this
// program with some code moved.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/delta/encode/prefix_encoder.hpp"
#include "core/delta/prefix_frame.hpp"
#include "core/difference/difference_decoder.hpp"
#include "core/difference/encode/difference_encoder.hpp"
#include "tests/bench/micro/sample_text.hpp"

namespace {

using namespace switchback;

constexpr std::size_t kMostOfExecutable = 4 << 20;

void apply_text_frame(benchmark::State& state) {
  const std::string before = bench::sample_text(static_cast<std::size_t>(state.range(0)), 1);
  std::string after = before;
  for (std::size_t at = 1000; at + 100 < after.size(); at += 20'000)
    after.replace(at, 40, "some other words than there were\n");
  const std::string frame = PrefixEncoder().encode(before, after);
  PrefixDecoder decoder;
  std::string made(after.size(), '\0');
  for (auto turn : state) {
    (void)turn;
    decoder.decode(frame, before, made);
    benchmark::DoNotOptimize(made.data());
  }
  if (made != after) state.SkipWithError("made wrongly");
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(after.size()));
}
BENCHMARK(apply_text_frame)->Arg(64 << 10)->Arg(1 << 20);

std::string this_program() {
  std::ifstream file("/proc/self/exe", std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  bytes.resize(std::min(bytes.size(), kMostOfExecutable));
  return bytes;
}

void apply_executable_difference(benchmark::State& state) {
  const std::string before = this_program();
  std::string after = before;
  for (std::size_t at = after.size() / 4; at < after.size(); at += 50'000)
    after.insert(at, "\x48\x89\xe5\x90", 4);
  const difference::Difference made = difference::encode_difference(before, after);
  const auto plan = difference::DifferencePlan::parse(made.plan);
  std::string result(after.size(), '\0');
  for (auto turn : state) {
    (void)turn;
    auto* to = reinterpret_cast<unsigned char*>(result.data());
    for (std::uint64_t frame = 0; frame < plan.frames(); ++frame) {
      const auto size = static_cast<std::size_t>(plan.frame_size(frame));
      difference::decode_frame(plan, before, frame, made.frames[frame], {to, size});
      to += size;
    }
  }
  if (result != after) state.SkipWithError("made wrongly");
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(after.size()));
}
BENCHMARK(apply_executable_difference)->Unit(benchmark::kMillisecond);

}  // namespace
