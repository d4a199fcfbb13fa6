#include "updater/engine/last_check.hpp"

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
  return record;
}

void save_last_check(const Layout& layout, const LastCheckRecord& record) {
  const nlohmann::json json{{"time", format_timestamp(record.time)},
                            {"time_floor", format_timestamp(record.time_floor)},
                            {"result", record.result},
                            {"newest", record.newest},
                            {"installed", record.installed},
                            {"notices", record.notices}};
  write_file_atomically(layout.last_check(), json.dump() + "\n", 0600);
}

void raise_time_floor(const Layout& layout, Timestamp floor) {
  LastCheckRecord record = load_last_check(layout);
  if (floor <= record.time_floor) return;
  record.time_floor = floor;
  save_last_check(layout, record);
}

}  // namespace switchback
