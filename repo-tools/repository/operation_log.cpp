#include "repo-tools/repository/operation_log.hpp"

#include <fcntl.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr std::size_t kBlockLength = 64 * 1024;
constexpr std::uint64_t kTailLength = 256 * 1024;  // some thousand lines

std::string line_of(const LoggedOperation& operation) {
  json object = {{"time", format_timestamp(operation.time)},
                 {"operation", operation.operation},
                 {"files", operation.files},
                 {"waiting", operation.waiting}};
  if (!operation.step.empty()) object["step"] = operation.step;
  return canonical_json(object) + "\n";
}

// Throws TrustError("trust-format").
LoggedOperation operation_of(std::string_view line) {
  const json object = parse_strict_json(line);
  const auto time = parse_timestamp(json_string(object, "time"));
  if (!time) throw TrustError("trust-format", "no time");
  LoggedOperation operation{*time,
                            json_string(object, "operation"),
                            json_unsigned(object, "files"),
                            json_unsigned(object, "waiting"),
                            {}};
  if (json_optional(object, "step")) operation.step = json_string(object, "step");
  return operation;
}

std::string tail_of(int file, std::uint64_t size, const std::string& name) {
  const std::uint64_t length = std::min(size, kTailLength);
  return pread_exact(file, length, size - length, name);
}

// Of a file, the last first. Reads no more of it than the lines that are asked for.
class LinesBackwards {
 public:
  LinesBackwards(int file, std::string name)
      : file_(file),
        name_(std::move(name)),
        offset_(static_cast<std::uint64_t>(stat_of(file, name_).st_size)) {}

  // Nothing before the first one.
  std::optional<std::string> next() {
    while (true) {
      const std::size_t end = held_.size() - (held_.ends_with('\n') ? 1 : 0);
      const auto newline = end == 0 ? std::string::npos : held_.rfind('\n', end - 1);
      const bool is_whole = newline != std::string::npos || offset_ == 0;
      if (is_whole && held_.empty()) return std::nullopt;
      if (is_whole) {
        const std::size_t begin = newline == std::string::npos ? 0 : newline + 1;
        std::string line = held_.substr(begin, end - begin);
        held_.resize(begin);
        return line;
      }
      read_block();
    }
  }

 private:
  // Larger ones for a long line, so that its bytes are moved a few times and not once a block.
  void read_block() {
    const std::uint64_t length =
        std::min<std::uint64_t>(offset_, std::max(kBlockLength, held_.size()));
    offset_ -= length;
    held_.insert(0, pread_exact(file_, length, offset_, name_));
  }

  int file_;
  std::string name_;
  std::uint64_t offset_;  // where held_ begins
  std::string held_;      // what no line was made of yet
};

}  // namespace

void append_operation(const RepositoryPaths& paths, const LoggedOperation& operation) {
  const std::string name = paths.log().string();
  const Descriptor file = open_file(paths.log(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0600);
  const auto size = static_cast<std::uint64_t>(stat_of(file.get(), name).st_size);
  const std::string tail = tail_of(file.get(), size, name);
  if (!operation.step.empty() && tail.find('"' + operation.step + '"') != std::string::npos) return;
  // What a killed run left of a line ends here.
  const bool is_torn = !tail.empty() && tail.back() != '\n';
  write_all(file.get(), (is_torn ? "\n" : "") + line_of(operation), name);
  fsync_file(file.get(), name);
  if (size == 0) fsync_directory(paths.state());
}

std::optional<std::string> log_transaction(const RepositoryPaths& paths,
                                           const Transaction& transaction) {
  if (!transaction.time) return std::nullopt;  // recorded by an older program
  try {
    append_operation(paths, {*transaction.time, transaction.operation, transaction.files.size(),
                             transaction.pending.roles.size(),
                             Sha256::of(encode_transaction(transaction)).hex()});
  } catch (const StorageError& error) {
    return std::string(error.what()) + "; \"" + transaction.operation + "\" is not in the log";
  }
  return std::nullopt;
}

LogReading read_log(const RepositoryPaths& paths, std::size_t limit) {
  LogReading reading;
  const auto file = open_if_exists(paths.log(), O_RDONLY | O_NOFOLLOW);
  if (!file) return reading;
  LinesBackwards lines(file->get(), paths.log().string());
  while (limit == 0 || reading.operations.size() < limit) {
    const auto line = lines.next();
    if (!line) break;
    try {
      reading.operations.push_back(operation_of(*line));
    } catch (const TrustError&) {
      ++reading.damaged_lines;
    }
  }
  return reading;
}

}  // namespace switchback
