// SHA-256 of a metadata file, of a piece and of a long file.
#include <benchmark/benchmark.h>

#include "base/digest.hpp"
#include "tests/support/source_tree.hpp"

namespace {

using namespace switchback;

void sha256(benchmark::State& state) {
  const std::string bytes = test::random_bytes(static_cast<std::size_t>(state.range(0)), 1);
  for (auto turn : state) {
    (void)turn;
    benchmark::DoNotOptimize(Sha256::of(bytes));
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sha256)->Arg(64 << 10)->Arg(1 << 20)->Arg(16 << 20);

}  // namespace
