// fault-injector --under DIR [--point N --fault FAULT] [--report FILE] -- COMMAND...
// Exit status: the command's (137 where it was killed here); 125 usage or internal error, 77
// tracing is not permitted. The report: first line "hit" or "missed", then one line for each
// counted system call.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/crash/injector/fault_injector.hpp"
#include "tests/crash/injector/traced_child.hpp"

namespace {

using namespace switchback::crash;
constexpr int kUsage = 125;
constexpr int kSkipped = 77;

struct Arguments {
  InjectionRequest request;
  std::string report;
};

Arguments parse(const std::vector<std::string>& words) {
  Arguments arguments;
  std::size_t i = 0;
  for (; i + 1 < words.size() && words[i] != "--"; i += 2) {
    const std::string& value = words[i + 1];
    if (words[i] == "--under") {
      arguments.request.folder = std::filesystem::canonical(value).string();
    } else if (words[i] == "--point") {
      arguments.request.point = std::stoul(value);
    } else if (words[i] == "--fault") {
      const auto fault = parse_fault(value);
      if (!fault) throw std::invalid_argument("no such fault: " + value);
      arguments.request.fault = *fault;
    } else if (words[i] == "--report") {
      arguments.report = value;
    } else {
      throw std::invalid_argument("no such option: " + words[i]);
    }
  }
  if (i + 1 >= words.size() || arguments.request.folder.empty())
    throw std::invalid_argument("--under DIR and a command after -- are needed");
  arguments.request.work =
      execution_of({words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end()});
  return arguments;
}

void write_report(const std::string& path, const InjectionResult& result) {
  std::ofstream report(path);
  report << (result.hit ? "hit\n" : "missed\n");
  for (const std::string& call : result.calls) report << call << '\n';
}

}  // namespace

int main(int count, char** words) try {
  const Arguments arguments = parse({words + 1, words + count});
  const InjectionResult result = run_with_fault(arguments.request);
  if (!arguments.report.empty()) write_report(arguments.report, result);
  return result.exit_status;
} catch (const switchback::crash::TracingUnavailable& error) {
  std::cerr << "skipped: " << error.what() << '\n';
  return kSkipped;
} catch (const std::exception& error) {
  std::cerr << "fault-injector: " << error.what() << '\n';
  return kUsage;
}
