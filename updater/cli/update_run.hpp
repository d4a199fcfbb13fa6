// Carrying out a plan that was confirmed, and telling what came of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "updater/cli/invocation.hpp"

namespace switchback {

struct UpdateCommand {
  UpdateRequest::Kind kind;
  std::string name;  // also in "switchback.<name>/1"
};

using UpdateIds = std::vector<std::string>;

// `text`, or one line of JSON. `done`: the updates that were carried out, in order.
void print_result(Invocation& invocation, const UpdateCommand& command, const Plan& plan,
                  const UpdateIds& done, const std::string& text);

// Standard output may be gone (a full disk, a closed pipe): what was decided to be done is done all
// the same, and is durable.
void print_or_warn(Invocation& invocation, const std::function<void()>& print);

// Both return the exit status. Of several updates the first is staged.
int stage(Invocation& invocation, Host& host, const UpdateCommand& command, const Plan& plan);
// All updates of the plan, each durable by itself. Where a later one fails the host stays with what
// the one before has brought; that is told, and the error thrown on.
int carry_out(Invocation& invocation, Host& host, const UpdateCommand& command, const Plan& plan);

}  // namespace switchback
