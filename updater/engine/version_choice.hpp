// Between a request of the host library and the resolver (core/resolve): what the resolver needs to
// know about this host, and its answer as the host library gives it.
#pragma once

#include "base/clock.hpp"
#include "core/resolve/resolve.hpp"
#include "switchback/decision.hpp"
#include "updater/engine/repository_client.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

// The host's channel: the configuration's, else the one `install` recorded, else stable.
Channel host_channel(Session& session);

// The channel an install records: the one asked for, else the type of the version asked for, else
// stable.
Channel channel_to_record(const UpdateRequest& request);

// Pins and holds included; a hold that has ended is none.
HostFacts host_facts(Session& session, Timestamp now);
// Not for rollbacks, which need no resolver.
ResolveRequest resolve_request(Session& session, const UpdateRequest& request);

// ConfigError("usage"), StateError("not-found"), else PolicyError.
[[noreturn]] void raise(const Refusal& refusal);
// PolicyError("pinned") where the host has the version it is pinned to and would leave it.
void require_unpinned(Session& session, const UpdateRequest& request, const Version& to);

std::vector<PlannedUpdate> planned_updates(const Decision& decision);
VersionDecision explain(Session& session, const UpdateRequest& request, Timestamp now);

}  // namespace switchback
