// Which older releases the deltas to a new one lead from.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "base/errors.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/delta/older_releases.hpp"

namespace switchback {

class DeltaChoice {
 public:
  // Adds a delta from the release to `to.deltas`, if it is of use. False where it could not be
  // tried: another release takes its place.
  using Lead = std::function<bool(std::size_t position, const ReleaseManifest& from)>;
  // The release is damaged.
  using Fail = std::function<void(const Version& from, const Error&)>;

  // All must outlive this object.
  DeltaChoice(const OlderReleases& older, ReleaseManifest& to, std::size_t count, Lead lead,
              Fail fail)
      : older_(older), to_(to), count_(count), lead_(std::move(lead)), fail_(std::move(fail)) {}

  // Hosts of every channel that sees the release come from the newest ones which that channel sees:
  // `count` of them, of which none has the tree of the release. One with the tree of another shares
  // its delta.
  void run();

 private:
  void run(const std::vector<std::size_t>& bases, Channel channel);
  bool consider(std::size_t base);
  std::optional<ReleaseManifest> manifest_of(std::size_t base, bool is_wanted);
  bool share(const ReleaseManifest& from);

  const OlderReleases& older_;
  ReleaseManifest& to_;
  const std::size_t count_;
  const Lead lead_;
  const Fail fail_;
  std::size_t reached_ = 0;           // of the channel
  std::map<std::size_t, bool> seen_;  // by base: whether a delta from it was tried
};

}  // namespace switchback
