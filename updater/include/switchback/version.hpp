// Versions and channels. In the installed package this header is manifest-schema/version.hpp
// itself.
#pragma once

#include "manifest-schema/version.hpp"  // IWYU pragma: export
