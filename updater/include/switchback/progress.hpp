// Progress reports. In the installed package this header is base/progress.hpp itself.
#pragma once

#include "base/progress.hpp"  // IWYU pragma: export
