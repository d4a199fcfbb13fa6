#include "core/trust/target_fetch.hpp"

#include "core/trust/file_check.hpp"
#include "core/trust/role_file.hpp"

namespace switchback {

std::string fetch_target(Fetcher& fetcher, const std::string& prefix,
                         const std::string& target_path, const tuf::TargetFile& target,
                         bool consistent) {
  std::string bytes =
      fetcher.fetch(prefix + target_file_path(target_path, target, consistent), target.length);
  check_length_and_hashes(target_path, bytes, target.length, target.hashes);
  return bytes;
}

}  // namespace switchback
