#include "core/tree/utf8_locale.hpp"

#include "base/errors.hpp"

namespace switchback {

Utf8Locale::Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{})) {
  if (locale_ == locale_t{})
    throw StateError("state", "the locale C.UTF-8 is missing", "Install the libc-bin package.");
  previous_ = ::uselocale(locale_);
}

Utf8Locale::~Utf8Locale() {
  ::uselocale(previous_);
  ::freelocale(locale_);
}

}  // namespace switchback
