// A role's file against its key, as it is done for each of the metadata files of a refresh.
#include <benchmark/benchmark.h>

#include "keys/verifier.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/test_signer.hpp"

namespace {

using namespace switchback;

void verify_role(benchmark::State& state, const test::TestSigner& signer) {
  const std::string bytes = test::random_bytes(static_cast<std::size_t>(state.range(0)), 1);
  const tuf::RoleKeys role{{signer.key_id}, 1};
  const tuf::Keys keys{{signer.key_id, signer.key}};
  const std::vector<tuf::Signature> signatures{signer.signature(bytes)};
  for (auto turn : state) {
    (void)turn;
    verify_threshold("bench", role, keys, bytes, signatures);
  }
}
void verify_ed25519_role(benchmark::State& state) {
  verify_role(state, test::make_ed25519_signer());
}
void verify_ecdsa_role(benchmark::State& state) {
  verify_role(state, test::make_ecdsa_signer());
}
void verify_rsa_role(benchmark::State& state) {
  verify_role(state, test::make_rsa_signer());
}
BENCHMARK(verify_ed25519_role)->Arg(1 << 10)->Arg(64 << 10);
BENCHMARK(verify_ecdsa_role)->Arg(1 << 10);
BENCHMARK(verify_rsa_role)->Arg(1 << 10);

}  // namespace
