// Every key of the updater's configuration with its type and rule.
#pragma once

#include "manifest-schema/shape.hpp"

namespace switchback {

// The sections alone, and the same beneath the outer key `update_system`.
const Shape& configuration_shape();
const Shape& wrapped_configuration_shape();

}  // namespace switchback
