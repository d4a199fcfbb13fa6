// Releases and questions as the tests of the resolver write them.
#pragma once

#include <string>
#include <vector>

#include "core/resolve/resolve.hpp"

namespace switchback {

Version version(const std::string& text);

struct SampleGraph {
  std::vector<ReleaseRecord> releases;

  // Each of 1,000 bytes and an index of 10.
  explicit SampleGraph(const std::vector<std::string>& versions);
  ReleaseRecord& operator[](const std::string& version);
};

struct Question {
  std::string installed;  // empty: nothing
  std::string to;         // empty: the newest
  Move move = Move::upgrade;
  Channel channel = Channel::alpha;
  bool force = false;
};

HostFacts facts(const Question& question);
Decision ask(const SampleGraph& graph, const Question& question, HostFacts host);
Decision ask(const SampleGraph& graph, const Question& question);

// "0r3 0r5" the versions on the way, "" for nothing to do, or the refusal's code.
std::string answer(const Decision& decision);
std::string answer(const SampleGraph& graph, const Question& question);

const Candidate& candidate(const Decision& decision, const std::string& version);
// Codes of the reasons against a version, in order: "yanked rollout".
std::string reasons(const Decision& decision, const std::string& version);

}  // namespace switchback
