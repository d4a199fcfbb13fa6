#include "tests/unit/core/resolve/sample_graph.hpp"

#include <stdexcept>

namespace switchback {

Version version(const std::string& text) {
  return Version::parse(text).value();
}

SampleGraph::SampleGraph(const std::vector<std::string>& versions) {
  for (const auto& text : versions) {
    ReleaseRecord record;
    record.version = version(text);
    record.sizes = {1000, 10, 3000, 5};
    releases.push_back(record);
  }
}

ReleaseRecord& SampleGraph::operator[](const std::string& text) {
  for (auto& release : releases)
    if (release.version == version(text)) return release;
  throw std::logic_error(text);
}

HostFacts facts(const Question& question) {
  HostFacts host;
  host.product = "demo";
  host.host_id = "00112233445566778899aabbccddeeff";
  if (!question.installed.empty()) host.installed = version(question.installed);
  return host;
}

Decision ask(const SampleGraph& graph, const Question& question, HostFacts host) {
  ResolveRequest request;
  request.move = question.move;
  if (!question.to.empty()) request.to = version(question.to);
  request.channel = question.channel;
  request.force = question.force;
  return resolve(ReleaseGraph(graph.releases), host, request);
}

Decision ask(const SampleGraph& graph, const Question& question) {
  return ask(graph, question, facts(question));
}

std::string answer(const Decision& decision) {
  if (decision.refusal) return decision.refusal->code;
  std::string path;
  for (const auto& hop : decision.path) path += (path.empty() ? "" : " ") + hop.to.text();
  return path;
}

std::string answer(const SampleGraph& graph, const Question& question) {
  return answer(ask(graph, question));
}

const Candidate& candidate(const Decision& decision, const std::string& text) {
  for (const auto& each : decision.candidates)
    if (each.version == version(text)) return each;
  throw std::logic_error(text);
}

std::string reasons(const Decision& decision, const std::string& text) {
  std::string codes;
  for (const auto& reason : candidate(decision, text).reasons)
    codes += (codes.empty() ? "" : " ") + std::string(obstacle_code(reason.obstacle));
  return codes;
}

}  // namespace switchback
