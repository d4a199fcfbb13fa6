#include "updater/engine/undo_promise.hpp"

namespace switchback {
namespace {

std::string promise(const std::string& command, const Version& version,
                    const std::optional<Version>& floor) {
  std::string text = command + ": instant to " + version.text();
  if (floor && version < *floor) text += ", with --force only (min_version " + floor->text() + ")";
  return text;
}

}  // namespace

std::optional<Version> floor_of(const ReleaseManifest& manifest) {
  const auto& demanded = manifest.release.min_version;
  return demanded ? Version::parse(*demanded) : std::nullopt;
}

std::string rollback_promise(const Version& version, const std::optional<Version>& floor) {
  return promise("rollback", version, floor);
}

std::string undo_promise(const Plan& plan, const std::optional<Version>& floor) {
  if (!plan.from) return "";
  if (plan.request.kind != UpdateRequest::Kind::rollback)
    return rollback_promise(*plan.from, floor);
  return promise(*plan.to < *plan.from ? "upgrade" : "downgrade", *plan.from, floor);
}

}  // namespace switchback
