// One JSON object a line, for programs:
// {"done":12,"elapsed_ms":40,"finished":false,"phase":"download","remaining_s":3,"per_second":300,"total":24,
//  "unit":"bytes"}; total, per_second and remaining_s are null where unknown. At most five a second
//  for each phase,
// and always one when it has finished.
#pragma once

#include "base/terminal/progress_renderer.hpp"

namespace switchback {

class JsonProgress : public ProgressRenderer {
 public:
  using ProgressRenderer::ProgressRenderer;

 protected:
  bool show(const PhaseView& phase, std::optional<Time> last_shown, int last_percent,
            Time time) override;
};

}  // namespace switchback
