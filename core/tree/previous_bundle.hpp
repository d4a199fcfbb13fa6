// The bundle of an older release: frames that are already compressed, and what is in them.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/descriptor.hpp"
#include "core/tree/previous_members.hpp"
#include "manifest-schema/tree_index.hpp"

namespace switchback {

class PreviousBundle {
 public:
  // Memory is about 120 bytes for each frame and 8 for each file of the older tree. Throws
  // StorageError, TrustError as IndexFile does.
  PreviousBundle(const std::filesystem::path& bundle, const std::filesystem::path& index,
                 const IndexReference& reference);

  // The compressed bytes of a frame with the same content, or nothing. A damaged bundle has
  // nothing: every frame is hashed before it is given out. May be called by several threads.
  std::optional<std::string> compressed_frame(const Frame& wanted) const;

  const PreviousMembers& members() const { return members_; }

 private:
  PreviousBundle(const std::filesystem::path& bundle, const IndexFile& index);

  struct Place {
    std::uint64_t offset;
    Frame frame;
  };
  Descriptor bundle_;
  std::string name_;
  std::map<Sha256Digest, Place> frames_;  // by content
  PreviousMembers members_;
};

}  // namespace switchback
