#include "updater/engine/last_check.hpp"

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kMaxLength = 16 * 1024;

std::string text_member(const nlohmann::json& json, const char* key) {
  const auto member = json.find(key);
  return member != json.end() && member->is_string() ? member->get<std::string>() : std::string();
}

// A cache: whatever else stands in its place is replaced by the next check.
std::optional<std::string> read_cached(const std::filesystem::path& path) {
  try {
    return read_file_if_exists(path, kMaxLength);
  } catch (const StorageError& error) {
    const int number = error.error_number();
    if (number == EFBIG || number == EISDIR || number == EINVAL) return std::nullopt;
    throw;
  }
}

}  // namespace

LastCheckRecord load_last_check(const Layout& layout) {
  LastCheckRecord record;
  const auto text = read_cached(layout.last_check());
  if (!text) return record;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object()) return record;
  record.time = parse_timestamp(text_member(json, "time")).value_or(Timestamp{});
  record.time_floor = parse_timestamp(text_member(json, "time_floor")).value_or(Timestamp{});
  record.result = text_member(json, "result");
  record.newest = text_member(json, "newest");
  record.installed = text_member(json, "installed");
  if (const auto notices = json.find("notices"); notices != json.end() && notices->is_array())
    for (const auto& notice : *notices)
      if (notice.is_string()) record.notices.push_back(notice.get<std::string>());
  record.expires = parse_timestamp(text_member(json, "expires")).value_or(Timestamp{});
  if (const auto mirrors = json.find("mirrors"); mirrors != json.end() && mirrors->is_array())
    for (const auto& mirror : *mirrors)
      if (mirror.is_object())
        record.mirrors.push_back(
            {text_member(mirror, "mirror"), text_member(mirror, "problem"),
             parse_timestamp(text_member(mirror, "since")).value_or(Timestamp{})});
  return record;
}

namespace {

std::string encoded(const LastCheckRecord& record) {
  nlohmann::json json{{"time", format_timestamp(record.time)},
                      {"time_floor", format_timestamp(record.time_floor)},
                      {"result", record.result},
                      {"newest", record.newest},
                      {"installed", record.installed},
                      {"notices", record.notices},
                      {"expires", format_timestamp(record.expires)}};
  for (const auto& each : record.mirrors)
    json["mirrors"].push_back({{"mirror", each.mirror},
                               {"problem", each.problem},
                               {"since", format_timestamp(each.since)}});
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

// A record too long to be read again would lose the floor of time with the rest.
void save_last_check(const Layout& layout, const LastCheckRecord& record) {
  std::string text = encoded(record);
  if (text.size() > kMaxLength) {
    LastCheckRecord shorter = record;
    shorter.notices.clear();
    shorter.mirrors.clear();
    text = encoded(shorter);
  }
  write_file_atomically(layout.last_check(), text, 0600);
}

void note_refresh(const Layout& layout, const RefreshNews& news) {
  LastCheckRecord record = load_last_check(layout);
  const bool known = news.time_floor <= record.time_floor && news.expires == record.expires &&
                     news.mirrors == record.mirrors;
  if (known) return;
  record.time_floor = std::max(record.time_floor, news.time_floor);
  record.expires = news.expires;
  record.mirrors = news.mirrors;
  save_last_check(layout, record);
}

}  // namespace switchback
