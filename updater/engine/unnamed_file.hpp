#pragma once

#include "base/descriptor.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

// A scratch file without a name, under the root or, where the caller may not write there, in the
// temporary folder: a command that must change nothing leaves nothing behind.
Descriptor unnamed_file(const Layout& layout);

}  // namespace switchback
