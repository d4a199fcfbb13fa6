#include "core/migrate/yaml_events.hpp"

#include <yaml.h>

#include <algorithm>
#include <new>

#include "base/errors.hpp"

namespace switchback {
namespace {

bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// libyaml counts characters.
std::vector<std::size_t> bytes_of_characters(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  std::vector<std::size_t> bytes;
  if (ascii) return bytes;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (begins_character(text[i])) bytes.push_back(i);
  bytes.push_back(text.size());
  return bytes;
}

std::string text_of(const yaml_char_t* bytes, std::size_t length) {
  return {reinterpret_cast<const char*>(bytes), length};
}

std::string anchor_of(const yaml_char_t* anchor) {
  return anchor != nullptr ? reinterpret_cast<const char*>(anchor) : "";
}

struct OwnedEvent {
  yaml_event_t event{};
  OwnedEvent() = default;
  ~OwnedEvent() { yaml_event_delete(&event); }
  OwnedEvent(const OwnedEvent&) = delete;
  OwnedEvent& operator=(const OwnedEvent&) = delete;
};

void describe(const yaml_event_t& event, YamlEvent& out) {
  switch (event.type) {
    case YAML_DOCUMENT_START_EVENT:
      out.kind = YamlEventKind::document_start;
      break;
    case YAML_DOCUMENT_END_EVENT:
      out.kind = YamlEventKind::document_end;
      break;
    case YAML_ALIAS_EVENT:
      out.kind = YamlEventKind::alias;
      out.text = anchor_of(event.data.alias.anchor);
      break;
    case YAML_SCALAR_EVENT: {
      const auto& scalar = event.data.scalar;
      out.kind = YamlEventKind::scalar;
      out.text = text_of(scalar.value, scalar.length);
      out.anchor = anchor_of(scalar.anchor);
      out.is_plain = scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.tag == nullptr;
      break;
    }
    case YAML_SEQUENCE_START_EVENT:
      out.kind = YamlEventKind::sequence_start;
      out.anchor = anchor_of(event.data.sequence_start.anchor);
      out.is_flow = event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
      break;
    case YAML_SEQUENCE_END_EVENT:
      out.kind = YamlEventKind::sequence_end;
      break;
    case YAML_MAPPING_START_EVENT:
      out.kind = YamlEventKind::mapping_start;
      out.anchor = anchor_of(event.data.mapping_start.anchor);
      out.is_flow = event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
      break;
    case YAML_MAPPING_END_EVENT:
      out.kind = YamlEventKind::mapping_end;
      break;
    default:
      out.kind = YamlEventKind::stream_end;
  }
}

}  // namespace

struct YamlEvents::Parser {
  yaml_parser_t parser{};
  Parser() {
    if (yaml_parser_initialize(&parser) == 0) throw std::bad_alloc();
  }
  ~Parser() { yaml_parser_delete(&parser); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
};

YamlEvents::YamlEvents(std::string_view text)
    : text_(text), bytes_(bytes_of_characters(text)), parser_(std::make_unique<Parser>()) {
  yaml_parser_set_encoding(&parser_->parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser_->parser,
                               reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

YamlEvents::~YamlEvents() = default;

std::size_t YamlEvents::byte_of(std::size_t character) const {
  if (bytes_.empty()) return std::min(character, text_.size());
  return bytes_[std::min(character, bytes_.size() - 1)];
}

YamlEvent YamlEvents::next() {
  OwnedEvent owned;
  do {
    yaml_event_delete(&owned.event);
    if (yaml_parser_parse(&parser_->parser, &owned.event) == 0) {
      const yaml_parser_t& at = parser_->parser;
      throw ConfigError("config", "line " + std::to_string(at.problem_mark.line + 1) + ": " +
                                      (at.problem != nullptr ? at.problem : "no YAML"));
    }
  } while (owned.event.type == YAML_STREAM_START_EVENT);
  YamlEvent out;
  out.range = {byte_of(owned.event.start_mark.index), byte_of(owned.event.end_mark.index)};
  describe(owned.event, out);
  return out;
}

}  // namespace switchback
