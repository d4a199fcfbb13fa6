#include "base/process.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/child_process.hpp"
#include "base/errors.hpp"

namespace switchback {
namespace {

using Milliseconds = std::chrono::milliseconds;

// How often a wait looks at the stop token.
constexpr Milliseconds kStopPoll{100};

enum class Outcome { ended, timed_out, output_exceeded, stopped };

// Takes what the pipe holds now, at most 1 MiB: a child that never stops talking must not outrun
// its deadline. `open` becomes false at its end. False where the limit is passed.
bool drain(const Descriptor& output, std::uint64_t limit, std::string& collected, bool& open) {
  std::array<char, 16 * 1024> buffer{};
  for (int i = 0; i < 64; ++i) {
    const ssize_t count = ::read(output.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return true;
    if (count <= 0) {
      open = false;
      return true;
    }
    const auto room = limit - collected.size();
    collected.append(buffer.data(), std::min<std::size_t>(static_cast<std::size_t>(count), room));
    if (static_cast<std::uint64_t>(count) > room) return false;
  }
  return true;
}

// Collects output until the child ends, whether or not somebody still holds its stdout.
Outcome watch(const ChildProcess& child, const ProcessOptions& options, std::string& collected) {
  const auto end = std::chrono::steady_clock::now() + options.deadline;
  bool open = true;
  while (true) {
    if (options.stop.stop_requested()) return Outcome::stopped;
    const auto left = std::chrono::ceil<Milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Outcome::timed_out;
    const auto slice = options.stop.stop_possible() ? std::min(left, kStopPoll)
                                                    : std::min(left, Milliseconds(1'000'000));
    std::array<pollfd, 2> sources{
        {{child.handle.get(), POLLIN, 0}, {open ? child.output.get() : -1, POLLIN, 0}}};
    if (::poll(sources.data(), sources.size(), static_cast<int>(slice.count())) < 0) continue;
    if (open && !drain(child.output, options.max_output, collected, open))
      return Outcome::output_exceeded;
    if (sources[0].revents != 0) return Outcome::ended;
  }
}

int wait_status(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options) {
  const ChildProcess child = start_child(argv, options);
  ProcessResult result;
  const Outcome outcome = watch(child, options, result.output);
  // The group, not only the child: it is not reaped yet, so its number still means the same group.
  if (outcome != Outcome::ended) ::kill(-child.pid, SIGKILL);
  result.exit_status = wait_status(child.pid);
  if (outcome == Outcome::stopped) throw Interrupted();
  result.timed_out = outcome == Outcome::timed_out;
  result.output_exceeded = outcome == Outcome::output_exceeded;
  return result;
}

}  // namespace switchback
