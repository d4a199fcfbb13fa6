#include "updater/engine/delta_legs.hpp"

#include <algorithm>

#include "core/resolve/byte_margin.hpp"
#include "updater/engine/tree_build.hpp"

namespace switchback {
namespace {

DeltaLeg leg_to(const ReleaseManifest& manifest, const DeltaReference& reference,
                const BlobBeginning& beginning, const std::string& product) {
  DeltaLeg leg{reference, manifest.version, manifest.index, {}};
  if (beginning.path == blob_path(product, reference.offer.sha256)) leg.beginning = beginning.bytes;
  return leg;
}

const DeltaReference& reference_in(const ReleaseManifest& manifest, const DeltaOffer& offer,
                                   const Sha256Digest& from_list) {
  const auto found =
      std::find_if(manifest.deltas.begin(), manifest.deltas.end(),
                   [&](const DeltaReference& delta) { return delta.offer == offer; });
  if (found == manifest.deltas.end() || found->from_list_sha256 != from_list)
    throw TrustError("trust-mix-and-match", "the delta to " + manifest.version.text() +
                                                " does not begin where the one before ends");
  return *found;
}

}  // namespace

std::string DeltaChoice::name() const {
  return (direct == nullptr ? "chain of deltas from " : "delta from ") + version.text();
}

std::optional<DeltaChoice> choose_direct(const Session& session, const DeltaSearch& search) {
  const std::uint64_t limit = session.settings.max_download.value_or(~std::uint64_t{0});
  std::optional<DeltaChoice> best;
  for (const DeltaReference& delta : search.manifest->deltas)
    for (const SlotImage& slot : *search.slots) {
      if (delta.offer.length + search.manifest_length > limit) continue;
      if (slot.index.reference().list_sha256 != delta.from_list_sha256) continue;
      if (!best || delta.offer.length < best->direct->offer.length)
        best = DeltaChoice{&slot, &delta, delta.offer.from};
    }
  return best;
}

std::optional<DeltaChoice> choose_delta(const Session& session, const DeltaSearch& search) {
  auto direct = choose_direct(session, search);
  const ForeseenDeltas* chain = search.foreseen;
  if (chain == nullptr || chain->deltas.size() < 2) return direct;
  if (direct) {
    const std::uint64_t length = direct->direct->offer.length;
    if (length <= chain->bytes || differ_by_a_tenth_at_most(length, chain->bytes)) return direct;
  }
  const SlotImage* from = find_slot(*search.slots, chain->from);
  if (from == nullptr) return direct;
  return DeltaChoice{from, nullptr, chain->version};
}

std::vector<DeltaLeg> delta_legs(Session& session, const std::string& product,
                                 RepositoryClient& repository, const DeltaSearch& search,
                                 const DeltaChoice& choice) {
  if (choice.direct != nullptr)
    return {leg_to(*search.manifest, *choice.direct, search.beginning, product)};
  const ForeseenDeltas& chain = *search.foreseen;
  std::vector<DeltaLeg> legs;
  Sha256Digest before = choice.from->index.reference().list_sha256;
  for (std::size_t i = 0; i + 1 < chain.deltas.size(); ++i) {
    session.throw_if_stopped();
    BlobBeginning beginning = wanted_beginning(session, product, chain.deltas[i], i + 1);
    const ReleaseManifest manifest = repository.manifest(*chain.releases[i], beginning).manifest;
    legs.push_back(
        leg_to(manifest, reference_in(manifest, chain.deltas[i], before), beginning, product));
    before = manifest.index.list_sha256;
  }
  const DeltaReference& last = reference_in(*search.manifest, chain.deltas.back(), before);
  legs.push_back(leg_to(*search.manifest, last, search.beginning, product));
  return legs;
}

}  // namespace switchback
