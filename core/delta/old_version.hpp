// An old file and the plan of how a new one differs from it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/delta/file_bytes.hpp"
#include "core/difference/plan.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

class OldVersion {
 public:
  // `source` is resolved. TrustError("trust-format") where the plan is not one; StorageError.
  OldVersion(std::string_view plan, WholeFiles& old_files, const DeltaRange& source);

  // Fills `content` with what `output`, a frame's of this plan, is of `file`.
  // TrustError("trust-format"), StorageError.
  void decode(const DeltaRange& output, const ProducedFile& file, std::string_view compressed,
              std::span<char> content) const;

 private:
  difference::DifferencePlan plan_;
  std::unique_ptr<WholeFile> file_;
};

}  // namespace switchback
