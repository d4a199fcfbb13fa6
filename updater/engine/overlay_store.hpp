// Cached metadata for a run that must not change the root (--dry-run, a check beside a running
// update): reads come from disk, writes stay in memory.
#pragma once

#include <map>
#include <string>

#include "core/trust/metadata_store.hpp"

namespace switchback {

class OverlayStore : public MetadataStore {
 public:
  explicit OverlayStore(MetadataStore& below) : below_(below) {}

  void initialise(std::string_view bootstrap_root) { bootstrap_ = bootstrap_root; }

  std::optional<std::string> load(const std::string& role, std::uint64_t max_length) override {
    const auto written = roles_.find(role);
    if (written == roles_.end()) return below_.load(role, max_length);
    return within(written->second, max_length);
  }
  void store(const std::string& role, std::string_view bytes) override { roles_[role] = bytes; }
  std::optional<std::string> load_bootstrap_root(std::uint64_t max_length) override {
    return bootstrap_.empty() ? below_.load_bootstrap_root(max_length) : bootstrap_;
  }
  std::optional<std::string> load_root_step(std::uint64_t version,
                                            std::uint64_t max_length) override {
    const auto written = steps_.find(version);
    if (written == steps_.end()) return below_.load_root_step(version, max_length);
    return within(written->second, max_length);
  }
  void store_root_step(std::uint64_t version, std::string_view bytes) override {
    steps_[version] = bytes;
  }

 private:
  static std::optional<std::string> within(const std::string& bytes, std::uint64_t max_length) {
    return bytes.size() <= max_length ? std::optional(bytes) : std::nullopt;
  }

  MetadataStore& below_;
  std::string bootstrap_;
  std::map<std::string, std::string> roles_;
  std::map<std::uint64_t, std::string> steps_;
};

}  // namespace switchback
