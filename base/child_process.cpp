#include "base/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

extern char** environ;

namespace switchback {
namespace {

using Variables = std::map<std::string, std::string>;

constexpr const char* kDefaultPath = "/usr/bin:/bin";

// What a child that could not become its program writes back.
struct StartFailure {
  enum Step : int { redirect, change_directory, execute } step;
  int error_number;
};

Variables child_variables(const ProcessOptions& options) {
  Variables merged;
  for (char** entry = environ; options.inherit_environment && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string::npos) merged[text.substr(0, equals)] = text.substr(equals + 1);
  }
  for (const auto& [key, value] : options.environment) merged[key] = value;
  return merged;
}

bool is_program(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

// Searched before fork: the search allocates, and its failure has a name.
std::string find_program(const std::string& name, const Variables& variables) {
  if (name.find('/') != std::string::npos) return name;
  const auto found = variables.find("PATH");
  const std::string path = found == variables.end() ? kDefaultPath : found->second;
  for (std::size_t start = 0; !name.empty() && start <= path.size();) {
    const auto end = std::min(path.find(':', start), path.size());
    // An empty part would mean the working directory: never a place to run programs from.
    std::string candidate = path.substr(start, end - start) + "/" + name;
    if (end > start && is_program(candidate)) return candidate;
    start = end + 1;
  }
  throw StorageError("execute", name, ENOENT);
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> list;
  list.reserve(strings.size() + 1);
  for (auto& string : strings) list.push_back(string.data());
  list.push_back(nullptr);
  return list;
}

std::pair<Descriptor, Descriptor> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw StorageError("open", "pipe", errno);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

// Everything the child needs, prepared before fork: after it only async-signal-safe calls are
// allowed.
struct Launch {
  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* directory;
  int output;
  int failures;
};

[[noreturn]] void give_up(int failures, StartFailure::Step step) {
  const StartFailure failure{step, errno};
  [[maybe_unused]] const ssize_t written = ::write(failures, &failure, sizeof failure);
  ::_exit(127);
}

// Standard input from nowhere and standard output into the pipe, also where the parent runs with
// some of 0, 1 and 2 closed, so that the pipe itself may be one of these numbers.
bool redirect(int output) {
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int safe_null = ::fcntl(null, F_DUPFD_CLOEXEC, 3);
  const int safe_output = ::fcntl(output, F_DUPFD_CLOEXEC, 3);
  return safe_null >= 0 && safe_output >= 0 && ::dup2(safe_null, STDIN_FILENO) >= 0 &&
         ::dup2(safe_output, STDOUT_FILENO) >= 0;
}

void restore_signals() {
  ::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become_program(const Launch& launch) {
  const int failures = ::fcntl(launch.failures, F_DUPFD_CLOEXEC, 3);
  ::setpgid(0, 0);
  ::umask(022);
  restore_signals();
  if (!redirect(launch.output)) give_up(failures, StartFailure::redirect);
  // Descriptors of a program that embeds us and forgot O_CLOEXEC; an old kernel simply has no such
  // call.
  ::syscall(SYS_close_range, 3U, UINT_MAX, CLOSE_RANGE_CLOEXEC);
  if (*launch.directory != '\0' && ::chdir(launch.directory) != 0)
    give_up(failures, StartFailure::change_directory);
  ::execve(launch.program, launch.arguments, launch.environment);
  give_up(failures, StartFailure::execute);
}

void reap(pid_t child) {
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// Returns once the child has become its program; the pipe is closed by exec.
void check_started(int failures, pid_t child, const Launch& launch) {
  StartFailure failure{};
  ssize_t count = 0;
  do {
    count = ::read(failures, &failure, sizeof failure);
  } while (count < 0 && errno == EINTR);
  if (count != sizeof failure) return;
  reap(child);
  if (failure.step == StartFailure::change_directory)
    throw StorageError("change to directory", launch.directory, failure.error_number);
  throw StorageError(failure.step == StartFailure::execute ? "execute" : "redirect", launch.program,
                     failure.error_number);
}

}  // namespace

ChildProcess start_child(const std::vector<std::string>& argv, const ProcessOptions& options) {
  const Variables variables = child_variables(options);
  const std::string program = find_program(argv.at(0), variables);
  std::vector<std::string> arguments = argv;
  std::vector<std::string> lines;
  for (const auto& [key, value] : variables) lines.push_back(key + "=" + value);
  const auto argument_list = pointers(arguments);
  const auto environment_list = pointers(lines);
  auto [reader, writer] = make_pipe();
  auto [failure_reader, failure_writer] = make_pipe();
  const Launch launch{program.c_str(),
                      argument_list.data(),
                      environment_list.data(),
                      options.working_directory.c_str(),
                      writer.get(),
                      failure_writer.get()};
  const pid_t child = ::fork();
  if (child < 0) throw StorageError("fork", program, errno);
  if (child == 0) become_program(launch);
  writer.reset();
  failure_writer.reset();
  check_started(failure_reader.get(), child, launch);
  Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  if (!handle || ::fcntl(reader.get(), F_SETFL, O_NONBLOCK) != 0) {
    const int error = errno;
    ::kill(-child, SIGKILL);
    reap(child);
    throw StorageError("watch", program, error);
  }
  return {child, std::move(reader), std::move(handle)};
}

}  // namespace switchback
