// Builds a YamlNode from the events of yaml-cpp's parser. Events, because refusing an alias or a
// depth after a tree was built would be too late.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <string>
#include <utility>
#include <vector>

#include "core/yaml/yaml_node.hpp"

namespace switchback {

class YamlBuilder : public YAML::EventHandler {
 public:
  YamlBuilder(std::string file, const YamlLimits& limits);
  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

 private:
  [[noreturn]] void refuse(const YAML::Mark& mark, const std::string& why) const;
  void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void open(YamlNode::Kind kind, const YAML::Mark& mark);
  bool expects_key() const;
  void add_key(const YAML::Mark& mark, const std::string& key);
  YamlNode& add(YamlNode node);

  std::string file_;
  YamlLimits limits_;
  std::size_t nodes_ = 0;
  YamlNode root_;
  std::vector<YamlNode*>
      open_;  // a container stays where it is while it is open: its parent does not grow
  bool awaits_value_ = false;  // the innermost mapping's last key has no value yet
};

}  // namespace switchback
