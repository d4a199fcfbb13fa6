#include "updater/engine/foreseen_deltas.hpp"

#include <algorithm>
#include <filesystem>

#include "core/resolve/byte_margin.hpp"
#include "core/resolve/delta_chains.hpp"
#include "updater/engine/delta_files.hpp"

namespace switchback {
namespace {

// Header and index change of a delta are 7 KB of 370 for a tree of 7,000 files, 24 of 3,500 for a
// large one; what comes beyond is fetched once more with the rest of its piece.
constexpr std::uint64_t kShortDelta = 64 * 1024;
constexpr std::uint64_t kLeastBeginning = 8 * 1024;
constexpr std::uint64_t kMostBeginning = 32 * 1024;
constexpr std::uint64_t kBeginningShare = 32;

// A record may offer several from one version; a chain is as long as the shortest of each.
const DeltaOffer& shortest_from(const Version& from, const ReleaseRecord& release) {
  const DeltaOffer* best = nullptr;
  for (const DeltaOffer& delta : release.deltas)
    if (delta.from == from && (best == nullptr || delta.length < best->length)) best = &delta;
  return *best;
}

ForeseenDeltas along(const DeltaChains::Chain& chain, const ReleaseGraph& graph,
                     const RepositoryClient& repository, const Version& version) {
  ForeseenDeltas found;
  found.version = version;
  found.bytes = chain.bytes;
  Version before = version;
  for (const std::size_t position : chain.positions) {
    const ReleaseRecord& record = graph.at(position);
    found.deltas.push_back(shortest_from(before, record));
    found.releases.push_back(repository.find(record.version));
    before = record.version;
  }
  return found;
}

bool is_better(const DeltaChains::Chain& chain, const ForeseenDeltas& other) {
  const std::size_t deltas = chain.positions.size();
  if (deltas != other.deltas.size() && differ_by_a_tenth_at_most(chain.bytes, other.bytes))
    return deltas < other.deltas.size();
  return chain.bytes < other.bytes;
}

// Of the deltas and of the manifests that name them.
std::uint64_t bytes_with_manifests(const ForeseenDeltas& foreseen) {
  std::uint64_t bytes = foreseen.bytes;
  for (const Release* release : foreseen.releases) bytes += release->target.length;
  return bytes;
}

}  // namespace

std::optional<ForeseenDeltas> foreseen_deltas(Session& session, const RepositoryClient& repository,
                                              const Release& target) {
  if (target.record.deltas.empty()) return std::nullopt;
  const ReleaseGraph graph = graph_of(repository.releases());
  const auto position = graph.find(target.record.version);
  if (!position) return std::nullopt;
  const std::uint64_t most = session.settings.max_download.value_or(~std::uint64_t{0});
  std::optional<ForeseenDeltas> best;
  for (const Slot slot : {Slot::a, Slot::b}) {
    const SlotRecord record = session.store.slot(slot);
    if (record.state != SlotState::complete || !record.version) continue;
    const auto chain = DeltaChains(graph, *record.version).to(*position, most);
    if (!chain || (best && !is_better(*chain, *best))) continue;
    best = along(*chain, graph, repository, *record.version);
    best->from = slot;
  }
  if (best && bytes_with_manifests(*best) > most) return std::nullopt;
  return best;
}

BlobBeginning wanted_beginning(const Session& session, const std::string& product,
                               const DeltaOffer& delta, std::size_t number) {
  BlobBeginning beginning;
  if (std::filesystem::exists(session.layout.incoming_index()) ||
      has_delta_file(session.layout, number))
    return beginning;
  beginning.path = blob_path(product, delta.sha256);
  beginning.blob_length = delta.length;
  beginning.length = delta.length <= kShortDelta ? delta.length
                                                 : std::clamp(delta.length / kBeginningShare,
                                                              kLeastBeginning, kMostBeginning);
  return beginning;
}

}  // namespace switchback
