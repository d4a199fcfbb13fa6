#include "updater/slots/slot_users.hpp"

#include <dirent.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <charconv>
#include <fstream>
#include <memory>
#include <string_view>

#include "base/deleter.hpp"

namespace switchback {
namespace {

bool lies_in(std::string_view path, const std::string& prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

std::string link_of(const std::string& path) {
  std::array<char, 4096> target{};
  const ssize_t length = ::readlink(path.c_str(), target.data(), target.size());
  return length < 0 ? std::string() : std::string(target.data(), static_cast<std::size_t>(length));
}

bool maps_file_of(const std::string& process, const std::string& slot) {
  std::ifstream maps(process + "/maps");
  for (std::string line; std::getline(maps, line);) {
    const auto path = line.find('/');
    if (path != std::string::npos && lies_in(std::string_view(line).substr(path), slot))
      return true;
  }
  return false;
}

std::string use_of(const std::string& process, const std::string& slot) {
  if (lies_in(link_of(process + "/exe"), slot)) return "executable";
  if (lies_in(link_of(process + "/cwd"), slot)) return "working directory";
  if (maps_file_of(process, slot)) return "mapped file";
  return {};
}

}  // namespace

std::vector<SlotUser> find_slot_users(const std::filesystem::path& slot) {
  std::error_code failure;
  const std::string prefix = std::filesystem::canonical(slot, failure).string();
  std::vector<SlotUser> users;
  const std::unique_ptr<DIR, Deleter<::closedir>> processes(::opendir("/proc"));
  if (failure || !processes) return users;
  while (const dirent* item = ::readdir(processes.get())) {
    const std::string_view name = item->d_name;
    int pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ptr != name.data() + name.size() || pid == ::getpid()) continue;
    const std::string process = "/proc/" + std::string(name);
    const std::string use = use_of(process, prefix);
    if (use.empty()) continue;
    std::string command;
    std::ifstream comm(process + "/comm");
    std::getline(comm, command);
    users.push_back({pid, command, use});
  }
  return users;
}

}  // namespace switchback
