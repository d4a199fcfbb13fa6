#include "repo-tools/report/graph_svg.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>

#include "base/descriptor.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/process.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kMaxDrawing = 256 * 1024 * 1024;
constexpr std::chrono::minutes kDeadline{10};  // a graph of thousands of releases takes a while

// Its content under a name, for a program that cannot read it from us.
class NamedText {
 public:
  explicit NamedText(const std::string& text)
      : name_((std::filesystem::temp_directory_path() / "switchback-graph-XXXXXX").string()) {
    const Descriptor file(::mkostemp(name_.data(), O_CLOEXEC));
    if (!file) throw StorageError("create", name_, errno);
    try {
      write_all(file.get(), text, name_);
    } catch (...) {
      ::unlink(name_.c_str());
      throw;
    }
  }
  NamedText(const NamedText&) = delete;
  NamedText& operator=(const NamedText&) = delete;
  ~NamedText() { ::unlink(name_.c_str()); }

  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

ProcessResult run_dot(const std::string& file, const std::stop_token& stop) {
  ProcessOptions options;
  options.deadline = kDeadline;
  options.max_output = kMaxDrawing;
  options.stop = stop;
  try {
    return run_process({"dot", "-Tsvg", file}, options);
  } catch (const StorageError& error) {
    if (error.error_number() != ENOENT) throw;
    throw ConfigError("config", "drawing needs the program dot of Graphviz, which is not in PATH",
                      "install the package graphviz, or use --format dot");
  }
}

}  // namespace

std::string render_svg(const std::string& dot, const std::stop_token& stop) {
  const NamedText input(dot);
  ProcessResult result = run_dot(input.name(), stop);
  if (result.exit_status != 0 || result.timed_out || result.output_exceeded)
    throw ConfigError(
        "config",
        result.timed_out || result.output_exceeded
            ? "the graph is too large for Graphviz's dot"
            : "Graphviz's dot ended with status " + std::to_string(result.exit_status),
        "use --format dot and draw it with another program");
  return std::move(result.output);
}

}  // namespace switchback
