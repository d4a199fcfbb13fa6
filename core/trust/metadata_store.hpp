// Where a client keeps metadata between runs: a cache, read as carefully as a download.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace switchback {

class MetadataStore {
 public:
  virtual ~MetadataStore() = default;

  // The file as received; nothing where there is none or it is longer than `max_length`. Throws
  // StorageError.
  virtual std::optional<std::string> load(const std::string& role, std::uint64_t max_length) = 0;
  // Only verified metadata is stored. Replaces atomically.
  virtual void store(const std::string& role, std::string_view bytes) = 0;

  // The root that trust started from; never replaced by a refresh.
  virtual std::optional<std::string> load_bootstrap_root(std::uint64_t max_length) = 0;
  // Every root between the bootstrap root and the present one, by version.
  virtual std::optional<std::string> load_root_step(std::uint64_t version,
                                                    std::uint64_t max_length) = 0;
  virtual void store_root_step(std::uint64_t version, std::string_view bytes) = 0;
};

}  // namespace switchback
