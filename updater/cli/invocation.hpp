// One run of switchback.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/terminal/program_run.hpp"
#include "switchback/host.hpp"

namespace switchback {

class Invocation : public ProgramRun {
 public:
  using ProgramRun::ProgramRun;

  std::string named_root;  // --root, SWITCHBACK_ROOT; empty: see root()

  // As named, else the nearest parent that is a root, else /opt/switchback.
  std::filesystem::path root() const;
  // The host at root(), with its configuration applied.
  Host open_host();
  // Throws ConfigError("confirmation-required") unless the answer, --yes or the configuration says
  // yes.
  void confirm(const std::string& question);
  // Whether confirm() will put its question to somebody at a terminal.
  bool will_ask() const;
  void show_warnings(Host& host);

 private:
  bool ask_ = true;
};

// The nearest folder from `start` upwards that is a root.
std::optional<std::filesystem::path> enclosing_root(std::filesystem::path start);

}  // namespace switchback
