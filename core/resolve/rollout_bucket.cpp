#include "core/resolve/rollout_bucket.hpp"

#include <string>

#include "base/digest.hpp"

namespace switchback {
namespace {

constexpr std::uint32_t kBucketsPerPercent = kRolloutBuckets / 100;

}  // namespace

std::uint32_t rollout_bucket(std::string_view host_id, std::string_view product,
                             const Version& version) {
  std::string text(host_id);
  text += '\0';
  text += product;
  text += '\0';
  text += version.text();
  // The remainder of the whole 256-bit number, most significant byte first.
  std::uint32_t remainder = 0;
  for (const unsigned char byte : Sha256::of(text).bytes)
    remainder = (remainder * 256 + byte) % kRolloutBuckets;
  return remainder;
}

bool rollout_reaches(const Rollout& rollout, std::uint32_t bucket) {
  return !rollout.paused && bucket < rollout.percent * kBucketsPerPercent;
}

}  // namespace switchback
