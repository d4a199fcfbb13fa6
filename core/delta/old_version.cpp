#include "core/delta/old_version.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "core/difference/difference_decoder.hpp"

namespace switchback {

static_assert(difference::kFrameContent == kMaxFrameOutputs);

OldVersion::OldVersion(std::string_view plan, WholeFiles& old_files, const DeltaRange& source)
    : plan_(difference::DifferencePlan::parse(plan)), file_(old_files.whole(source.ordinal)) {}

void OldVersion::decode(const DeltaRange& output, const ProducedFile& file,
                        std::string_view compressed, std::span<char> content) const {
  // decode_frame() compares the old file's length and the part's.
  if (plan_.new_size != file.size)
    throw TrustError("trust-format", "a plan of the delta is for another new file");
  std::fill(content.begin(), content.end(), '\0');  // as where the frame was encoded
  try {
    difference::decode_frame(plan_, file_->bytes(), output.offset / difference::kFrameContent,
                             compressed,
                             {reinterpret_cast<unsigned char*>(content.data()), content.size()});
  } catch (const TrustError&) {
    file_->check();  // perhaps the delta is not to blame
    throw;
  }
  file_->check();
}

}  // namespace switchback
