#include "base/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include "base/clock.hpp"

namespace switchback {
namespace {

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "error";
}

}  // namespace

FileLog::FileLog(const std::filesystem::path& path, unsigned mode)
    : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, mode)) {}

void FileLog::write(LogLevel level, std::string_view message) {
  if (!file_) return;
  std::string line = fmt::format("{} {} ", format_timestamp(now()), name_of(level));
  for (const char c : message) line.push_back(c == '\n' || c == '\r' ? ' ' : c);
  line.push_back('\n');
  if (::write(file_.get(), line.data(), line.size()) < 0) file_.reset();
}

}  // namespace switchback
