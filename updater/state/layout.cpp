#include "updater/state/layout.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "base/durable.hpp"
#include "base/errors.hpp"

namespace switchback {
namespace {

constexpr std::string_view kSlotPrefix = ".switchback/slots/";
constexpr std::string_view kNewLink = ".switchback/current.new";

}  // namespace

std::string_view slot_name(Slot slot) {
  return slot == Slot::a ? "a" : "b";
}

std::optional<Slot> parse_slot(std::string_view name) {
  if (name == "a") return Slot::a;
  if (name == "b") return Slot::b;
  return std::nullopt;
}

Slot other_slot(Slot slot) {
  return slot == Slot::a ? Slot::b : Slot::a;
}

std::filesystem::path Layout::slot_index(Slot slot) const {
  return slots() / (std::string(slot_name(slot)) + ".index");
}

std::filesystem::path Layout::slot_fingerprints(Slot slot) const {
  return slots() / (std::string(slot_name(slot)) + ".fingerprints");
}

std::optional<Slot> Layout::active() const {
  std::array<char, 64> target{};
  const ssize_t length = ::readlink(current().c_str(), target.data(), target.size());
  if (length < 0 && errno == ENOENT) return std::nullopt;
  if (length < 0 && errno != EINVAL) throw StorageError("readlink", current().string(), errno);
  const std::string_view text(target.data(), length < 0 ? 0 : static_cast<std::size_t>(length));
  const auto slot =
      text.starts_with(kSlotPrefix) ? parse_slot(text.substr(kSlotPrefix.size())) : std::nullopt;
  if (!slot)
    throw StateError("inconsistent", current().string() + " is not a link to a slot",
                     "restore the symlink to .switchback/slots/a or .switchback/slots/b");
  return slot;
}

void Layout::point_current_at(std::string_view slot) const {
  const std::filesystem::path link = root_ / kNewLink;
  const std::string target = std::string(kSlotPrefix) + std::string(slot);
  ::unlink(link.c_str());
  if (::symlink(target.c_str(), link.c_str()) != 0)
    throw StorageError("symlink", link.string(), errno);
  if (::rename(link.c_str(), current().c_str()) != 0)
    throw StorageError("rename", current().string(), errno);
}

void Layout::switch_to(Slot slot) const {
  const auto previous = active();
  point_current_at(slot_name(slot));
  try {
    fsync_directory(root_);
  } catch (const StorageError&) {
    revert_switch(previous);  // the switch is not known to be durable: the old version stays active
    throw;
  }
}

void Layout::deactivate() const {
  if (::unlink(current().c_str()) != 0 && errno != ENOENT)
    throw StorageError("unlink", current().string(), errno);
  fsync_directory(root_);
}

void Layout::revert_switch(const std::optional<Slot>& previous) const {
  try {
    if (previous) {
      point_current_at(slot_name(*previous));
    } else if (::unlink(current().c_str()) != 0) {
      throw StorageError("unlink", current().string(), errno);
    }
  } catch (const StorageError& error) {
    throw StateError("inconsistent",
                     std::string("the switch could be neither made durable nor undone: ") +
                         error.what() + "; the new version is active until the next start",
                     "repair the file system, then run 'switchback recover'");
  }
}

void Layout::remove_switch_leftover() const {
  ::unlink((root_ / kNewLink).c_str());
}

}  // namespace switchback
