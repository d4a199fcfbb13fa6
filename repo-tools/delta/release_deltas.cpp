#include "repo-tools/delta/release_deltas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/errors.hpp"
#include "base/units.hpp"
#include "repo-tools/delta/delta_bases.hpp"
#include "repo-tools/delta/make_delta.hpp"
#include "repo-tools/delta/older_releases.hpp"
#include "repo-tools/repository/work_folder.hpp"

namespace switchback {
namespace {

class DeltaMaker {
 public:
  DeltaMaker(OpenRepository& repository, const OlderReleases& older, PreparedRelease& release,
             const std::filesystem::path& tree, const DeltaRequest& request, Progress& progress)
      : repository_(repository),
        older_(older),
        release_(release),
        tree_{IndexFile::open(release.index, release.manifest.index), tree},
        request_(request) {
    options_.memory = request.memory;
    options_.progress = &progress;
    options_.stop = request.stop;
  }

  // Hosts of every channel that sees the release come from the newest ones which that channel sees.
  std::vector<MissingDelta> run(const std::vector<std::size_t>& bases) {
    for (const Channel channel : {Channel::stable, Channel::beta, Channel::alpha})
      if (channel_sees(channel, release_.manifest.version.type)) run(bases, channel);
    return std::move(missing_);
  }

 private:
  void run(const std::vector<std::size_t>& bases, Channel channel) {
    reached_ = 0;
    for (const std::size_t base : bases) {
      if (!channel_sees(channel, older_.records()[base].version.type)) continue;
      const auto seen = seen_.find(base);
      if (seen != seen_.end()) {
        if (seen->second) ++reached_;
      } else if (!consider(base)) {
        break;
      }
    }
  }

  // False where no further release is wanted.
  bool consider(std::size_t base) {
    const bool is_wanted =
        reached_ < request_.count && release_.manifest.deltas.size() < kMaxDeltas;
    const auto manifest = manifest_of(base, is_wanted);
    if (!manifest) return is_wanted;
    if (manifest->index.list_sha256 == release_.manifest.index.list_sha256 || share(*manifest)) {
      seen_[base] = false;
      return true;
    }
    if (!is_wanted) return false;
    const auto old_tree = tree_of(base, *manifest);
    seen_[base] = old_tree.has_value();
    if (old_tree) {
      ++reached_;
      add(manifest->version, *old_tree);
    }
    return true;
  }

  std::optional<ReleaseManifest> manifest_of(std::size_t base, bool is_wanted) {
    try {
      return older_.manifest(base);
    } catch (const StateError& error) {
      if (is_wanted) {
        fail(older_.records()[base].version, error);
        seen_[base] = false;
      }
      return std::nullopt;
    }
  }

  std::optional<ReleaseTree> tree_of(std::size_t base, const ReleaseManifest& manifest) {
    try {
      work_.emplace(repository_.paths);
      return extract_release(older_.files(base, manifest), work_->path() / "old", request_.stop);
    } catch (const Error& error) {
      fail(manifest.version, error);
      return std::nullopt;
    }
  }

  void fail(const Version& from, const Error& error) {
    missing_.push_back({from, release_.manifest.version, error.what(), true});
  }

  // A release that was promoted has the index of the one it was.
  bool share(const ReleaseManifest& from) {
    auto& deltas = release_.manifest.deltas;
    const auto same = std::find_if(deltas.begin(), deltas.end(), [&](const auto& delta) {
      return delta.from_list_sha256 == from.index.list_sha256;
    });
    if (same == deltas.end() || deltas.size() == kMaxDeltas) return false;
    DeltaReference shared = *same;
    shared.offer.from = from.version;
    deltas.push_back(std::move(shared));
    return true;
  }

  // Nothing, which is told, where so much changed that hosts would refuse the delta.
  std::optional<MadeDelta> make(const Version& from, const ReleaseTree& old_tree,
                                const std::filesystem::path& file) {
    try {
      return make_delta(from, old_tree, tree_, options_, file);
    } catch (const TrustError& error) {
      if (error.code() != "trust-limit") throw;
      missing_.push_back({from, release_.manifest.version, error.what(), false});
      return std::nullopt;
    }
  }

  void add(const Version& from, const ReleaseTree& old_tree) {
    const ReleaseManifest& to = release_.manifest;
    const auto file = repository_.staging.new_file(
        fmt::format("{}.{}.delta.{}", to.product, to.version.path_text(), from.path_text()));
    const auto made = make(from, old_tree, file);
    if (!made) return;
    const DeltaOffer& offer = made->reference.offer;
    if (!made->is_worth_it) {
      missing_.push_back({from, to.version,
                          fmt::format("{}, and frames are {}", format_size(offer.length),
                                      format_size(made->frames.bytes)),
                          false});
      return;
    }
    release_.manifest.deltas.push_back(made->reference);
    release_.deltas.push_back({file, {offer.length, offer.sha256}});
  }

  OpenRepository& repository_;
  const OlderReleases& older_;
  PreparedRelease& release_;
  const ReleaseTree tree_;
  const DeltaRequest& request_;
  DeltaOptions options_;
  std::optional<WorkFolder> work_;
  std::size_t reached_ = 0;           // of the channel
  std::map<std::size_t, bool> seen_;  // by base: whether a delta from it was tried
  std::vector<MissingDelta> missing_;
};

}  // namespace

std::vector<MissingDelta> add_deltas(OpenRepository& repository,
                                     const std::vector<PreparedRelease>& earlier,
                                     PreparedRelease& release, const std::filesystem::path& tree,
                                     const DeltaRequest& request, Progress& progress) {
  if (request.count == 0) return {};
  const OlderReleases older(repository, earlier, release.manifest.product);
  const auto bases = delta_bases(older.records(), record_of(release.manifest));
  if (bases.empty()) return {};
  return DeltaMaker(repository, older, release, tree, request, progress).run(bases);
}

}  // namespace switchback
