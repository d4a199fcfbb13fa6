// Where everything is under a root (DESIGN section 4). Nothing stored there names the root's
// absolute path.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace switchback {

enum class Slot { a, b };

std::string_view slot_name(Slot slot);
std::optional<Slot> parse_slot(std::string_view name);
Slot other_slot(Slot slot);

class Layout {
 public:
  explicit Layout(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path current() const { return root_ / "current"; }
  std::filesystem::path own() const { return root_ / ".switchback"; }
  std::filesystem::path slots() const { return own() / "slots"; }
  std::filesystem::path slot(Slot slot) const { return slots() / slot_name(slot); }
  std::filesystem::path slot_index(Slot slot) const;         // the signed tree index of the slot
  std::filesystem::path slot_fingerprints(Slot slot) const;  // see updater/slots/fingerprints.hpp
  std::filesystem::path incoming() const { return own() / "incoming"; }
  std::filesystem::path incoming_tree() const { return incoming() / "tree"; }
  std::filesystem::path incoming_index() const { return incoming() / "index"; }
  std::filesystem::path incoming_delta() const { return incoming() / "delta"; }
  std::filesystem::path state_db() const { return own() / "state.db"; }
  std::filesystem::path trust() const { return own() / "trust"; }
  std::filesystem::path lock() const { return own() / "lock"; }
  std::filesystem::path status_json() const { return own() / "status.json"; }
  std::filesystem::path last_check() const { return own() / "last-check.json"; }
  std::filesystem::path logs() const { return own() / "logs"; }
  std::filesystem::path update_log() const { return logs() / "update.log"; }
  std::filesystem::path strays() const { return own() / "strays"; }

  // What `current` points at; nothing where it is missing. StateError("inconsistent") for anything
  // but a slot.
  std::optional<Slot> active() const;

  // Makes `current` point at `slot`: a new symlink, renamed over the old one, the root fsynced.
  // This is the commit point of every update. Throws StorageError with the old target restored
  // where it can be.
  void switch_to(Slot slot) const;
  // Leaves no slot active, durably: the way back from a first installation.
  void deactivate() const;
  // Removes what an interrupted switch_to may have left.
  void remove_switch_leftover() const;

 private:
  void point_current_at(std::string_view slot) const;
  void revert_switch(const std::optional<Slot>& previous) const;

  std::filesystem::path root_;
};

}  // namespace switchback
