#include "core/yaml/yaml_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.hpp"

namespace switchback {
namespace {

std::size_t line_of(const YAML::Mark& mark) {
  return static_cast<std::size_t>(mark.line) + 1;
}

YamlNode node_of(YamlNode::Kind kind, const YAML::Mark& mark) {
  YamlNode node;
  node.kind = kind;
  node.line = line_of(mark);
  return node;
}

}  // namespace

YamlBuilder::YamlBuilder(std::string file, const YamlLimits& limits)
    : file_(std::move(file)), limits_(limits) {}

void YamlBuilder::refuse(const YAML::Mark& mark, const std::string& why) const {
  throw ConfigError("config", fmt::format("{}:{}: {}", file_, line_of(mark), why));
}

void YamlBuilder::check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
  if (anchor != 0) refuse(mark, "anchors are not allowed");
  // "?" and "!" are yaml-cpp's marks for plain and quoted values without a tag.
  if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "tags are not allowed");
  if (++nodes_ > limits_.nodes) refuse(mark, fmt::format("more than {} values", limits_.nodes));
}

void YamlBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  check(mark, {}, anchor);
  if (expects_key()) refuse(mark, "a key is missing");
  add(node_of(YamlNode::Kind::nothing, mark));
}

void YamlBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  refuse(mark, "aliases are not allowed");
}

void YamlBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  check(mark, tag, anchor);
  if (expects_key()) return add_key(mark, value);
  auto node = node_of(YamlNode::Kind::scalar, mark);
  node.text = value;
  node.plain = tag == "?";
  add(std::move(node));
}

void YamlBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  check(mark, tag, anchor);
  open(YamlNode::Kind::list, mark);
}

void YamlBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  check(mark, tag, anchor);
  open(YamlNode::Kind::mapping, mark);
}

void YamlBuilder::OnSequenceEnd() {
  open_.pop_back();
}
void YamlBuilder::OnMapEnd() {
  open_.pop_back();
}

void YamlBuilder::open(YamlNode::Kind kind, const YAML::Mark& mark) {
  if (expects_key()) refuse(mark, "a key is a list or a mapping");
  if (open_.size() >= limits_.depth)
    refuse(mark, fmt::format("nested over {} levels", limits_.depth));
  open_.push_back(&add(node_of(kind, mark)));
}

bool YamlBuilder::expects_key() const {
  return !open_.empty() && open_.back()->kind == YamlNode::Kind::mapping && !awaits_value_;
}

void YamlBuilder::add_key(const YAML::Mark& mark, const std::string& key) {
  auto& members = open_.back()->members;
  if (key == "<<") refuse(mark, "merge keys are not allowed");
  const auto same = std::find_if(members.begin(), members.end(),
                                 [&](const YamlMember& member) { return member.key == key; });
  if (same != members.end()) {
    refuse(mark, fmt::format("\"{}\" is given twice, first on line {}", key, same->line));
  }
  members.push_back({key, line_of(mark), {}});
  awaits_value_ = true;
}

YamlNode& YamlBuilder::add(YamlNode node) {
  if (open_.empty()) return root_ = std::move(node);
  auto& parent = *open_.back();
  if (parent.kind == YamlNode::Kind::list) return parent.elements.emplace_back(std::move(node));
  awaits_value_ = false;
  return parent.members.back().value = std::move(node);
}

}  // namespace switchback
