#include "base/terminal/error_message.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace switchback {
namespace {

std::string two_lines(const std::string& message, std::string_view code, std::string_view next_step,
                      const Style& style) {
  return fmt::format("{} {} ({})\n  {}\n", style.error("error:"), printable(message), code,
                     printable(next_step));
}

// For an error that says nothing more precise: what its class asks of the operator.
std::string_view next_step_of(const Error& error) {
  if (!error.next_step().empty()) return error.next_step();
  if (dynamic_cast<const TrustError*>(&error) != nullptr)
    return "nothing of it was used; try again later, then ask the publisher";
  if (dynamic_cast<const FetchError*>(&error) != nullptr)
    return "check the network and the repository's address, then run this again";
  if (dynamic_cast<const StorageError*>(&error) != nullptr)
    return "check that path, its permissions and its disk, then run this again";
  if (dynamic_cast<const ConfigError*>(&error) != nullptr) return "correct it, then run this again";
  return "see the log for what led to it";
}

}  // namespace

std::string format_error(const Error& error, const Style& style) {
  return two_lines(error.what(), error.code(), next_step_of(error), style);
}

std::string format_internal_error(const std::exception& error, const Style& style) {
  return two_lines(error.what(), "internal", "this is a bug: please report it with the log", style);
}

std::string format_warning(std::string_view text, const Style& style) {
  return fmt::format("{} {}\n", style.warning("warning:"), printable(text));
}

void write_to_stderr(std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xc2 && i + 1 < text.size() &&
                    (static_cast<unsigned char>(text[i + 1]) & 0xe0U) == 0x80;
    if (c1) ++i;  // U+0080 to U+009F, which terminals obey like the ASCII control characters
    if (byte == '\n' || byte == '\t')
      result.push_back(' ');
    else
      result.push_back(c1 || byte < 0x20 || byte == 0x7f ? '?' : text[i]);
  }
  return result;
}

}  // namespace switchback
