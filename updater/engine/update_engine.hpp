// The update itself: prepare (preflight, stage), activate (switch) and confirm (commit), each step
// recorded before and after. The session must hold the lock.
#pragma once

#include "switchback/host.hpp"
#include "updater/engine/plan_detail.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

class UpdateEngine {
 public:
  explicit UpdateEngine(Session& session) : session_(session) {}

  Update prepare(const Plan& plan);
  void activate(const Update& update);
  void confirm(const Update& update);
  // `code` is why: "abandoned", or "vetoed", which is nothing against the release.
  void abandon(const Update& update, const std::string& code = "abandoned");
  // Sets a prepared update aside (--stage-only): the slot stays complete, nothing waits for a
  // switch.
  void set_aside(const Update& update);

 private:
  void require_possible(const Plan& plan);
  UpdateRecord begin(const Plan& plan);
  void build_slot(const Plan& plan, UpdateRecord& record);
  void give_up(UpdateRecord record, UpdateOutcome outcome, const std::string& why);
  void start_step(const std::string& update_id, const std::string& step);
  void finish_step(const std::string& update_id, const std::string& step);
  // Nothing where the update does not wait to be finished; the other call throws.
  std::optional<UpdateRecord> find_open(const Update& update);
  UpdateRecord require_open(const Update& update);

  Session& session_;
};

}  // namespace switchback
