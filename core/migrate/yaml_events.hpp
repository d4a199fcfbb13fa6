// The events of a YAML text, with places in bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/migrate/setting.hpp"

namespace switchback {

enum class YamlEventKind {
  stream_end,
  document_start,
  document_end,
  scalar,
  alias,
  sequence_start,
  sequence_end,
  mapping_start,
  mapping_end
};

struct YamlEvent {
  YamlEventKind kind = YamlEventKind::stream_end;
  TextRange range;
  std::string text;       // of a scalar; the name of an alias
  std::string anchor;     // empty where it has none
  bool is_plain = false;  // a scalar without quotes, tag or block sign
  bool is_flow = false;   // a collection in brackets
};

class YamlEvents {
 public:
  explicit YamlEvents(std::string_view text);
  ~YamlEvents();
  YamlEvents(const YamlEvents&) = delete;
  YamlEvents& operator=(const YamlEvents&) = delete;

  // Throws ConfigError("config"): "line 3: why".
  YamlEvent next();

 private:
  struct Parser;
  std::size_t byte_of(std::size_t character) const;

  std::string_view text_;
  std::vector<std::size_t> bytes_;  // by character; empty where each is one byte
  std::unique_ptr<Parser> parser_;
};

}  // namespace switchback
