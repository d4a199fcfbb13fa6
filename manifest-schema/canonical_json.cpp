#include "manifest-schema/canonical_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/errors.hpp"

namespace switchback {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& why) {
  throw TrustError("trust-format", why);
}

// Builds the document value by value. Not recursive, so depth costs no stack.
class StrictBuilder : public nlohmann::json_sax<json> {
 public:
  explicit StrictBuilder(std::size_t max_values) : values_left_(max_values) {}

  json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool string(std::string& value) override { return add(std::move(value)); }

  bool number_integer(std::int64_t value) override {
    if (value < -static_cast<std::int64_t>(kMaxJsonInteger)) refuse("integer below -2^53");
    return add(value);
  }
  bool number_unsigned(std::uint64_t value) override {
    if (value > kMaxJsonInteger) refuse("integer above 2^53");
    return add(value);
  }
  bool number_float(double, const std::string& text) override {
    refuse("number is not an integer in range: " + text.substr(0, 40));
  }
  bool binary(json::binary_t&) override { refuse("binary value"); }

  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    const auto [place, is_new] =
        open_.back()->get_ref<json::object_t&>().emplace(std::move(name), nullptr);
    if (!is_new) refuse("duplicate key \"" + place->first.substr(0, 80) + "\"");
    member_ = &place->second;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
    refuse(fmt::format("not well-formed JSON at byte {}", position));
  }

 private:
  // Where the next value belongs: the document, the member just named, or the end of the open
  // array.
  json* place(json value) {
    if (values_left_-- == 0) refuse("more values than a document of this kind may have");
    json* slot = nullptr;
    if (open_.empty()) {
      slot = &root_;
    } else if (open_.back()->is_object()) {
      slot = member_;
    } else {
      return &open_.back()->get_ref<json::array_t&>().emplace_back(std::move(value));
    }
    *slot = std::move(value);
    return slot;
  }
  bool add(json value) {
    place(std::move(value));
    return true;
  }
  bool open(json container) {
    if (open_.size() == kMaxJsonDepth) refuse(fmt::format("nested over {} levels", kMaxJsonDepth));
    open_.push_back(place(std::move(container)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::size_t values_left_;
  json root_;
  std::vector<json*> open_;
  json* member_ = nullptr;
};

void append_string(std::string& out, const std::string& text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

// Recursion is bounded by kMaxJsonDepth for everything that was parsed.
void append_value(std::string& out, const json& value) {
  switch (value.type()) {
    case json::value_t::object: {
      char separator = '{';
      for (const auto& [name, member] : value.get_ref<const json::object_t&>()) {
        out += separator;
        append_string(out, name);
        out += ':';
        append_value(out, member);
        separator = ',';
      }
      out += separator == '{' ? "{}" : "}";
      return;
    }
    case json::value_t::array: {
      char separator = '[';
      for (const json& element : value) {
        out += separator;
        append_value(out, element);
        separator = ',';
      }
      out += separator == '[' ? "[]" : "]";
      return;
    }
    case json::value_t::string:
      return append_string(out, value.get_ref<const std::string&>());
    case json::value_t::number_integer:
      out += fmt::to_string(value.get<std::int64_t>());
      return;
    case json::value_t::number_unsigned:
      out += fmt::to_string(value.get<std::uint64_t>());
      return;
    case json::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return;
    case json::value_t::null:
      out += "null";
      return;
    default:
      throw std::logic_error("canonical JSON has no floats and no binary values");
  }
}

}  // namespace

json parse_strict_json(std::string_view bytes, std::size_t max_values) {
  // The library skips a byte order mark and takes a NUL for the end of the input.
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") refuse("byte order mark");
  if (bytes.find('\0') != std::string_view::npos) refuse("NUL byte");
  StrictBuilder builder(max_values);
  json::sax_parse(bytes.begin(), bytes.end(), &builder);
  return builder.take();
}

std::string signing_form(const json& value) {
  std::string out;
  append_value(out, value);
  return out;
}

// Control characters stand only inside strings: the signing form has no white space.
std::string escape_control_characters(std::string_view signing_form) {
  std::string out;
  out.reserve(signing_form.size());
  for (const char c : signing_form) {
    if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out;
}

std::string canonical_json(const json& value) {
  return escape_control_characters(signing_form(value));
}

bool is_canonical_json(std::string_view bytes) {
  return canonical_json(parse_strict_json(bytes)) == bytes;
}

}  // namespace switchback
