// What changed between releases: changelogs and file differences.
#pragma once

#include "updater/engine/session.hpp"

namespace switchback {

Host::Changelog collect_changelog(Session& session, const std::optional<Version>& since,
                                  const std::optional<Version>& to);
Host::Changelog collect_changelog_of(Session& session, const Version& version);

std::vector<DiffEntry> diff_trees(Session& session, const Version& older, const Version& newer);

}  // namespace switchback
