#include "base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "base/descriptor.hpp"
#include "base/errors.hpp"

extern char** environ;

namespace switchback {
namespace {

std::vector<std::string> merged_environment(const ProcessOptions& options) {
  std::map<std::string, std::string> merged;
  if (options.inherit_environment) {
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string text = *entry;
      const auto equals = text.find('=');
      if (equals != std::string::npos) merged[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  for (const auto& [key, value] : options.environment) merged[key] = value;
  std::vector<std::string> lines;
  lines.reserve(merged.size());
  for (const auto& [key, value] : merged) lines.push_back(key + "=" + value);
  return lines;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> list;
  list.reserve(strings.size() + 1);
  for (auto& string : strings) list.push_back(string.data());
  list.push_back(nullptr);
  return list;
}

// Runs in the child between fork and exec: only async-signal-safe calls.
[[noreturn]] void exec_child(char* const* argv, char* const* environment, const char* directory,
                             int output) {
  ::setpgid(0, 0);
  const int null = ::open("/dev/null", O_RDONLY);
  if (null < 0 || ::dup2(null, STDIN_FILENO) < 0 || ::dup2(output, STDOUT_FILENO) < 0) ::_exit(127);
  if (*directory != '\0' && ::chdir(directory) != 0) ::_exit(127);
  ::execvpe(argv[0], argv, environment);
  ::_exit(127);
}

// Reads until end of file, the deadline or the output limit; false where the child has to be killed.
bool collect_output(int fd, const ProcessOptions& options, ProcessResult& result) {
  const auto end = std::chrono::steady_clock::now() + options.deadline;
  std::array<char, 16 * 1024> buffer{};
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd poller{fd, POLLIN, 0};
    const int ready = left.count() <= 0 ? 0 : ::poll(&poller, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      result.timed_out = true;
      return false;
    }
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return true;
    result.output.append(buffer.data(), static_cast<std::size_t>(count));
    if (result.output.size() > options.max_output) return false;
  }
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw StorageError("pipe", argv.at(0), errno);
  const Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  std::vector<std::string> arguments = argv;
  std::vector<std::string> environment = merged_environment(options);
  const auto argument_list = pointers(arguments);
  const auto environment_list = pointers(environment);

  const pid_t child = ::fork();
  if (child < 0) throw StorageError("fork", argv.at(0), errno);
  if (child == 0)
    exec_child(argument_list.data(), environment_list.data(), options.working_directory.c_str(),
               writer.get());
  writer.reset();

  ProcessResult result;
  if (!collect_output(reader.get(), options, result)) {
    ::kill(-child, SIGKILL);
    ::kill(child, SIGKILL);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace switchback
