// Processes that still use a slot: their executable, working directory or a mapped file lies in it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace switchback {

struct SlotUser {
  int pid = 0;
  std::string name;  // comm
  std::string use;   // "executable", "working directory", "mapped file"
};

// Of the processes that the caller may look at.
std::vector<SlotUser> find_slot_users(const std::filesystem::path& slot);

}  // namespace switchback
