// One line at the bottom of a terminal, rewritten in place; a finished phase stays as a line.
#pragma once

#include "base/terminal/progress_renderer.hpp"

namespace switchback {

class BarProgress : public ProgressRenderer {
 public:
  using ProgressRenderer::ProgressRenderer;
  ~BarProgress() override;

 protected:
  bool show(const PhaseView& phase, std::optional<Time> last_shown, int last_percent,
            Time time) override;
  void erase() override;

 private:
  bool drawn_ = false;
};

}  // namespace switchback
