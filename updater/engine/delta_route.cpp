#include "updater/engine/delta_route.hpp"

#include <algorithm>

#include "updater/engine/delta_files.hpp"
#include "updater/engine/delta_legs.hpp"
#include "updater/engine/incoming.hpp"
#include "updater/engine/tree_build.hpp"
#include "updater/engine/unnamed_file.hpp"

namespace switchback {
namespace {

std::shared_ptr<IncomingDelta> incoming_delta(const Session& session, std::size_t number,
                                              const Plan& plan, RepositoryClient& repository,
                                              const DeltaReference& reference,
                                              std::string_view beginning) {
  DeltaFile file = open_delta_file(session.layout, number, plan.request.dry_run);
  return std::make_shared<IncomingDelta>(std::move(file), "incoming/" + delta_name(number),
                                         reference, blob_path(plan.product, reference.offer.sha256),
                                         repository.blobs(), beginning, session.settings.stop);
}

DeltaLink open_link(Session& session, const Plan& plan, RepositoryClient& repository,
                    const DeltaLeg& leg, std::size_t number) {
  auto incoming = incoming_delta(session, number, plan, repository, leg.reference, leg.beginning);
  if (incoming->header().from_list_sha256 != leg.reference.from_list_sha256 ||
      incoming->header().to_list_sha256 != leg.expected.list_sha256)
    throw TrustError("trust-mix-and-match", "the delta is one between other releases");
  return {leg.reference, leg.to, leg.expected, std::move(incoming)};
}

// Nothing is wrong with any of them.
class TooManyParts : public TrustError {
 public:
  TooManyParts() : TrustError("trust-limit", "its deltas have too many parts together") {}
};

// All headers are in memory together: a chain may have as much in them as one delta.
class PartsOfChain {
 public:
  void add(const DeltaHeader& header) {
    frames_ += header.frames.size();
    pieces_ += header.pieces.size();
    for (const DeltaFrame& frame : header.frames)
      ranges_ += frame.sources.size() + frame.outputs.size();
    if (frames_ > kMaxDeltaFrames || ranges_ > kMaxDeltaRanges || pieces_ > kMaxDeltaFrames)
      throw TooManyParts();
  }

 private:
  std::size_t frames_ = 0;
  std::size_t ranges_ = 0;
  std::size_t pieces_ = 0;
};

// First those of which something came already: it is kept, whatever becomes of the others.
std::vector<DeltaLink> open_links(Session& session, const Plan& plan, RepositoryClient& repository,
                                  const std::vector<DeltaLeg>& legs) {
  std::vector<DeltaLink> links(legs.size());
  PartsOfChain parts;
  for (const bool has_beginning : {true, false})
    for (std::size_t i = 0; i < legs.size(); ++i) {
      if (legs[i].beginning.empty() == has_beginning) continue;
      links[i] = open_link(session, plan, repository, legs[i], i + 1);
      parts.add(links[i].incoming->header());
    }
  return links;
}

// Index change by index change to the draft of the new tree's.
void draft(Session& session, const IndexFile& from, DeltaDetail& detail) {
  ChainDraft chain(from, session.settings.stop);
  for (std::size_t i = 0; i < detail.links.size(); ++i) {
    const DeltaLink& link = detail.links[i];
    DeltaPayload payload(link.incoming->header(), link.incoming->pieces());
    Descriptor index = unnamed_file(session.layout);
    if (i + 1 < detail.links.size()) {
      chain.pass(payload.index_change(), link.expected, std::move(index),
                 unnamed_file(session.layout));
    } else {
      detail.draft = chain.finish(payload.index_change(), link.expected, std::move(index));
    }
  }
  detail.places = chain.take_places();
  detail.inherited = chain.take_inherited();
  detail.bytes_on_the_way = chain.bytes_on_the_way();
  detail.files_on_the_way = chain.files_on_the_way();
}

DeltaDetail planned_delta(Session& session, const Plan& plan, RepositoryClient& repository,
                          const DeltaSearch& search, const DeltaChoice& choice,
                          const std::vector<DeltaLeg>& legs) {
  if (!plan.request.dry_run) {
    clear_staged(session.layout);
    clear_delta(session.layout, legs.size());
  }
  std::vector<DeltaLink> links = open_links(session, plan, repository, legs);
  for (const DeltaLink& link : links) link.incoming->fetch_index_change(repository.blobs());
  DeltaDetail detail{
      choice.from->slot, std::move(links), {choice.from->index, {}, {}}, {}, {}, 0, 0};
  draft(session, choice.from->index, detail);
  // What is wrong with it is the delta's fault.
  frame_map(detail.draft.index, *search.manifest, session.settings.stop);
  return detail;
}

void warn_of_detour(Session& session, const std::string& name, const Error& error,
                    const std::string& instead) {
  session.warn("the " + name + " was not used (" + error.code() + ": " + error.what() +
               "): " + instead + " downloaded instead");
}

}  // namespace

bool may_do_without(const Session& session, const Error& error) {
  if (session.settings.on_delta_failure == DeltaFailure::abort) return false;
  if (error.code().starts_with("trust-") || error.code() == "damaged-slot") return true;
  const auto* fetch = dynamic_cast<const FetchError*>(&error);
  return fetch != nullptr && fetch->lacks_content();
}

bool is_worth_another_attempt(const Error& error) {
  return dynamic_cast<const FetchError*>(&error) != nullptr;
}

void warn_of_frames(Session& session, const std::string& name, const Error& error) {
  warn_of_detour(session, name, error, "frames of the bundle are");
}

namespace {

// Nothing where it is of no use, which was told.
std::optional<DeltaDetail> attempt(Session& session, const Plan& plan, RepositoryClient& repository,
                                   const DeltaSearch& search, const DeltaChoice& choice,
                                   const std::optional<DeltaChoice>& instead) {
  unsigned attempts = session.settings.on_delta_failure == DeltaFailure::retry ? 2 : 1;
  std::vector<DeltaLeg> legs;
  while (true) {
    try {
      if (legs.empty()) legs = delta_legs(session, plan.product, repository, search, choice);
      return planned_delta(session, plan, repository, search, choice, legs);
    } catch (const Error& error) {
      const bool is_too_long = dynamic_cast<const TooManyParts*>(&error) != nullptr;
      if (!is_too_long && !may_do_without(session, error)) throw;
      if (--attempts != 0 && is_worth_another_attempt(error)) continue;
      warn_of_detour(session, choice.name(), error,
                     instead ? "the " + instead->name() + " is" : "frames of the bundle are");
      return std::nullopt;
    }
  }
}

}  // namespace

std::optional<DeltaDetail> open_delta(Session& session, const Plan& plan,
                                      RepositoryClient& repository, const DeltaSearch& search) {
  if (resumable_index(session.layout, search.manifest->index, session.settings.stop))
    return std::nullopt;
  auto choice = choose_delta(session, search);
  while (choice) {
    const bool is_chain = choice->direct == nullptr;
    const auto instead = is_chain ? choose_direct(session, search) : std::nullopt;
    if (auto detail = attempt(session, plan, repository, search, *choice, instead)) return detail;
    choice = instead;
  }
  return std::nullopt;
}

void fetch_delta_again(const Session& session, const Plan& plan, BuildDetail& build) {
  std::size_t number = 0;
  for (DeltaLink& link : build.delta->links) {
    ++number;
    link.incoming = incoming_delta(session, number, plan, *build.repository, link.reference, {});
  }
}

}  // namespace switchback
