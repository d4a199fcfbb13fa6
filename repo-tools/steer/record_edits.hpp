// Steering: what is said about a release after it was published. Pure edits of its signed record.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "manifest-schema/release_record.hpp"

namespace switchback {

enum class SteeredAspect { yank, barrier, dead_end, rollout };

// One change of one aspect; applied to a record that is so already it changes nothing.
struct Steering {
  SteeredAspect aspect;
  std::function<void(ReleaseRecord&)> edit;
  // "--undo", "20 %": what an operation's name has to tell besides the aspect.
  std::string detail = {};
};

// Hosts that have the release keep running it; none chooses it any more.
Steering yank_because(std::string reason);
// Hosts on the way must stop there.
Steering make_barrier();
// No path leads on from it; hosts show the message.
Steering make_dead_end(std::string message);
// The opposite of one of these three.
Steering take_back(SteeredAspect aspect);

// The share of hosts that are offered the release, 0 to 100 percent; whether it is paused stays.
Steering roll_out_to(std::uint32_t percent);
// Offers it to no further host until it is resumed; the share is kept.
Steering pause_rollout();
Steering resume_rollout();

// "yank", as in the name of a command and of a transaction.
std::string aspect_name(SteeredAspect aspect);
// False where the record says nothing about the aspect: it was taken back or never said. Always
// true of a rollout: every release has one, the whole of the hosts where nothing is recorded.
bool is_said(SteeredAspect aspect, const ReleaseRecord& record);
// What follows "the release is": "yanked: it leaks", "a barrier", "offered to 20 % of hosts".
std::string describe(SteeredAspect aspect, const ReleaseRecord& record);

}  // namespace switchback
