// A log that the embedding program owns: libraries write to the Log they are given and never to
// stdout or stderr.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "base/descriptor.hpp"

namespace switchback {

enum class LogLevel { debug, info, warning, error };

class Log {
 public:
  virtual ~Log() = default;
  virtual void write(LogLevel level, std::string_view message) = 0;

  void debug(std::string_view message) { write(LogLevel::debug, message); }
  void info(std::string_view message) { write(LogLevel::info, message); }
  void warning(std::string_view message) { write(LogLevel::warning, message); }
  void error(std::string_view message) { write(LogLevel::error, message); }
};

class NullLog : public Log {
 public:
  void write(LogLevel, std::string_view) override {}
};

// Appends "TIME LEVEL message" lines, one write(2) each, control characters as blanks. A log that
// cannot be written is given up silently: an update never fails for its log.
class FileLog : public Log {
 public:
  explicit FileLog(const std::filesystem::path& path, unsigned mode = 0600);
  void write(LogLevel level, std::string_view message) override;

 private:
  Descriptor file_;
};

}  // namespace switchback
