#include "core/resolve/cheapest_stop.hpp"

#include <bit>

namespace switchback {

CheapestStop::CheapestStop(std::size_t positions)
    : leaves_(std::bit_ceil(positions + 1)), nodes_(2 * leaves_) {}

const CheapestStop::Node& CheapestStop::cheaper(const Node& left, const Node& right) {
  if (!left) return right;
  if (!right) return left;
  return *right < *left ? right : left;
}

void CheapestStop::add(const Stop& stop) {
  std::size_t node = leaves_ + stop.position;
  nodes_[node] = stop;
  for (node /= 2; node > 0; node /= 2)
    nodes_[node] = cheaper(nodes_[2 * node], nodes_[2 * node + 1]);
}

std::optional<Stop> CheapestStop::in(Span positions) const {
  Node best;
  if (positions.empty()) return best;
  std::size_t left = leaves_ + positions.begin;
  std::size_t right = leaves_ + positions.end;
  for (; left < right; left /= 2, right /= 2) {
    if (left % 2 == 1) best = cheaper(best, nodes_[left++]);
    if (right % 2 == 1) best = cheaper(best, nodes_[--right]);
  }
  return best;
}

}  // namespace switchback
