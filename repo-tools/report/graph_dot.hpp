// A release graph in Graphviz's language.
#pragma once

#include <string>

#include "repo-tools/report/release_graph.hpp"

namespace switchback {

// Colour only repeats what the labels say. Control characters are shown as '?'.
std::string graph_dot(const ReleaseGraph& graph);

}  // namespace switchback
