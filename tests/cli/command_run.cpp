#include "tests/cli/command_run.hpp"

#include "base/files.hpp"
#include "base/process.hpp"
#include "tests/support/temporary_directory.hpp"

extern char** environ;

namespace switchback::test {

CommandOutcome run_command(const std::vector<std::string>& argv,
                           const std::map<std::string, std::string>& variables) {
  const TemporaryDirectory folder;
  const std::filesystem::path errors = folder / "stderr";
  ProcessOptions options;
  options.inherit_environment = false;
  options.deadline = std::chrono::seconds(120);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string::npos && text.rfind("SWITCHBACK_", 0) != 0)
      options.environment[text.substr(0, equals)] = text.substr(equals + 1);
  }
  for (const auto& [name, value] : variables) options.environment[name] = value;
  std::vector<std::string> line{"/bin/sh", "-c", "exec 2>\"$0\"; exec \"$@\"", errors.string()};
  line.insert(line.end(), argv.begin(), argv.end());
  const ProcessResult result = run_process(line, options);
  return {result.exit_status, result.output, read_file(errors, 1 << 20)};
}

}  // namespace switchback::test
