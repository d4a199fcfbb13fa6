// The cheapest of a range of stops, while stops are still being added: a segment tree over
// positions in version order, so that 10,000 releases are searched in some milliseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "core/resolve/release_graph.hpp"

namespace switchback {

// What a way costs: fewest updates first, then bytes, then requests.
struct PathCost {
  std::uint64_t updates = 0;
  std::uint64_t bytes = 0;
  std::uint64_t requests = 0;

  bool operator==(const PathCost&) const = default;
  bool operator<(const PathCost& other) const {
    return std::tie(updates, bytes, requests) <
           std::tie(other.updates, other.bytes, other.requests);
  }
  PathCost operator+(const PathCost& more) const {
    return {updates + more.updates, bytes + more.bytes, requests + more.requests};
  }
};

struct Stop {
  PathCost cost;
  std::size_t position = 0;

  bool operator==(const Stop&) const = default;
  bool operator<(const Stop& other) const {
    return std::tie(cost, position) < std::tie(other.cost, other.position);
  }
};

class CheapestStop {
 public:
  explicit CheapestStop(std::size_t positions);

  void add(const Stop& stop);
  // Of equally cheap ones the lowest position.
  std::optional<Stop> in(Span positions) const;

 private:
  using Node = std::optional<Stop>;
  static const Node& cheaper(const Node& left, const Node& right);

  std::size_t leaves_;
  std::vector<Node> nodes_;  // a binary heap: node i above 2i and 2i + 1
};

}  // namespace switchback
