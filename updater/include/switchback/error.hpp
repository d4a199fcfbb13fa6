// The exceptions every call may throw. In the installed package this header is base/errors.hpp
// itself.
#pragma once

#include "base/errors.hpp"  // IWYU pragma: export
