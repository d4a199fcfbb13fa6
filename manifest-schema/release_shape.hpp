// Every key of .switchback/release.yml with its type and rule.
#pragma once

#include "manifest-schema/shape.hpp"

namespace switchback {

const Shape& release_shape();

}  // namespace switchback
