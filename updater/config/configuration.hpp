// The updater's configuration: typed, with every default. Repositories and trust are no
// part of it: `init` sets them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "manifest-schema/version.hpp"
#include "switchback/plan.hpp"

namespace switchback {

struct RepositorySettings {
  std::string ca;           // file names are absolute or relative to the root; empty: the system's
  std::string client_cert;  // certificate and key in one PEM file
  std::string token_file;
  std::string proxy;                                 // "http://proxy:3128"
  std::uint64_t limit_rate = 0;                      // bytes a second; 0: no limit
  std::optional<std::chrono::milliseconds> timeout;  // of a request without progress

  bool operator==(const RepositorySettings&) const = default;
};

struct PolicySettings {
  std::optional<Channel> channel;  // none: what `install` recorded
  DeltaFailure on_delta_failure = DeltaFailure::full;
  std::optional<std::uint64_t> max_download;  // bytes for one update

  bool operator==(const PolicySettings&) const = default;
};

struct BackupSettings {
  bool enabled = true;
  std::string directory = "backups/updates";  // absolute or relative to <root>/.switchback
  bool encryption = true;
  std::uint32_t retention_days = 30;
  std::uint64_t max_size = std::uint64_t{1}
                           << 30;  // larger directories only where the release says so
  std::uint32_t keep_last = 3;
  std::uint32_t keep_daily = 0;
  std::uint32_t keep_weekly = 0;
  std::uint32_t keep_monthly = 0;
  std::vector<std::string> recipients;  // public keys that can decrypt, beside the host's own

  bool operator==(const BackupSettings&) const = default;
};

struct BehaviorSettings {
  bool auto_backup = true;
  bool auto_restart = true;
  bool maintenance_mode = true;
  bool cluster_coordination = true;

  bool operator==(const BehaviorSettings&) const = default;
};

struct SafetySettings {
  bool require_confirmation = true;
  bool validate_migrations = true;
  bool test_after_update = true;
  bool rollback_on_failure = true;
  bool allow_data_loss = false;

  bool operator==(const SafetySettings&) const = default;
};

// Accepted now, acted on later.
struct ClusteringSettings {
  bool enabled = false;
  std::chrono::seconds coordination_timeout{300};
  bool rolling_updates = true;
  std::uint32_t max_concurrent_nodes = 1;

  bool operator==(const ClusteringSettings&) const = default;
};

struct Configuration {
  RepositorySettings repository;
  PolicySettings policy;
  BackupSettings backup;
  BehaviorSettings behavior;
  SafetySettings safety;
  ClusteringSettings clustering;

  bool operator==(const Configuration&) const = default;
};

}  // namespace switchback
