#include "base/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include "base/clock.hpp"

namespace switchback {
namespace {

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

// Line breaks would forge entries, escape sequences would act when somebody looks at the log.
bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

}  // namespace

FileLog::FileLog(const std::filesystem::path& path, unsigned mode)
    : file_(::open(path.c_str(),
                   O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode)) {}

void FileLog::write(LogLevel level, std::string_view message) {
  if (!file_) return;
  std::string line = fmt::format("{} {} ", format_timestamp(now()), name_of(level));
  for (const char c : message) line.push_back(is_control(c) ? ' ' : c);
  line.push_back('\n');
  if (::write(file_.get(), line.data(), line.size()) < 0) file_.reset();
}

}  // namespace switchback
