#include "updater/cli/decision_text.hpp"

#include <algorithm>
#include <vector>

#include "base/terminal/error_message.hpp"
#include "updater/cli/plan_text.hpp"

namespace switchback {
namespace {

constexpr const char* kBranch = "├─ ";
constexpr const char* kLastBranch = "└─ ";

// A line of the tree, and those beneath it.
struct Node {
  std::string text;
  std::vector<std::string> children;
};

// Releases that are told together: neighbours with one and the same reason, which then is not about
// one of them alone.
bool belongs_to(const VersionCandidate& candidate, const VersionCandidate& first) {
  return candidate.reasons.size() == 1 && first.reasons.size() == 1 &&
         candidate.reasons[0].code == first.reasons[0].code &&
         candidate.reasons[0].text == first.reasons[0].text;
}

std::string status_of(const VersionCandidate& candidate) {
  if (candidate.chosen) return " is chosen";
  return candidate.is_stop ? " is a stop on the way" : "";
}

Node node_of(const std::vector<VersionCandidate>& all, std::size_t begin, std::size_t end) {
  const VersionCandidate& newest = all[begin];
  if (end - begin > 1)
    return {all[end - 1].version.text() + " … " + newest.version.text() + " (" +
                std::to_string(end - begin) + " releases): each " +
                printable(newest.reasons[0].text) + " [" + newest.reasons[0].code + "]",
            {}};
  Node node{newest.version.text() + status_of(newest), {}};
  if (newest.reasons.size() == 1) {
    node.text += " " + printable(newest.reasons[0].text) + " [" + newest.reasons[0].code + "]";
    return node;
  }
  for (const auto& reason : newest.reasons)
    node.children.push_back(printable(reason.text) + " [" + reason.code + "]");
  return node;
}

std::string tree_text(const std::vector<Node>& nodes) {
  std::string text;
  for (const auto& node : nodes) {
    const bool last = &node == &nodes.back();
    text += std::string(last ? kLastBranch : kBranch) + node.text + "\n";
    for (const auto& child : node.children)
      text += std::string(last ? "   " : "│  ") +
              (&child == &node.children.back() ? kLastBranch : kBranch) + child + "\n";
  }
  return text;
}

std::string way_text(const VersionDecision& decision) {
  const std::string installed = decision.installed ? decision.installed->text() : "nothing";
  if (!decision.refusal_code.empty())
    return decision.product + " stays at " + installed + ": " + printable(decision.refusal) + "\n";
  if (decision.updates.empty())
    return decision.product + " stays at " + installed + ": nothing newer is for this host\n";
  std::string text = decision.product + ": " + installed;
  for (const auto& update : decision.updates)
    text += " -> " + update.to.text() +
            (update.stop == "target" ? "" : " (" + update.stop + ", an update of its own)");
  return text + "\n";
}

}  // namespace

const VersionCandidate* find_candidate(const VersionDecision& decision, const Version& version) {
  const auto found = std::find_if(decision.candidates.begin(), decision.candidates.end(),
                                  [&](const auto& each) { return each.version == version; });
  return found == decision.candidates.end() ? nullptr : &*found;
}

std::string decision_text(const VersionDecision& decision) {
  std::vector<Node> nodes;
  const auto& all = decision.candidates;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin + 1;
    while (end < all.size() && belongs_to(all[end], all[begin])) ++end;
    nodes.push_back(node_of(all, begin, end));
    begin = end;
  }
  return way_text(decision) + "channel " + std::string(channel_name(decision.channel)) + "\n" +
         tree_text(nodes);
}

std::string candidate_text(const VersionDecision& decision, const Version& version) {
  const VersionCandidate& candidate = *find_candidate(decision, version);
  if (candidate.chosen) return version.text() + " is what an upgrade leads to\n";
  if (candidate.is_stop) return version.text() + " is a stop on the way of an upgrade\n";
  Node node{"why not " + version.text(), {}};
  for (const auto& reason : candidate.reasons)
    node.children.push_back("it " + printable(reason.text) + " [" + reason.code + "]");
  std::string text = node.text + "\n";
  for (const auto& child : node.children)
    text += (&child == &node.children.back() ? kLastBranch : kBranch) + child + "\n";
  return text;
}

Json decision_json(const VersionDecision& decision) {
  Json json{{"product", decision.product},
            {"installed", version_json(decision.installed)},
            {"channel", std::string(channel_name(decision.channel))},
            {"updates", updates_json(decision.updates)},
            {"refusal", nullptr},
            {"candidates", Json::array()}};
  if (!decision.refusal_code.empty())
    json["refusal"] = {{"code", decision.refusal_code},
                       {"text", decision.refusal},
                       {"next_step", decision.next_step}};
  for (const auto& candidate : decision.candidates) {
    Json reasons = Json::array();
    for (const auto& reason : candidate.reasons)
      reasons.push_back({{"code", reason.code}, {"text", reason.text}});
    json["candidates"].push_back({{"version", candidate.version.text()},
                                  {"chosen", candidate.chosen},
                                  {"stop", candidate.is_stop},
                                  {"reasons", std::move(reasons)}});
  }
  return json;
}

}  // namespace switchback
