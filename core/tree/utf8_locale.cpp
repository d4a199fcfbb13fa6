#include "core/tree/utf8_locale.hpp"

#include "base/errors.hpp"

namespace switchback {
namespace {

// One for the whole program, never freed: another thread may be about to use it.
locale_t utf8_locale() {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
  if (locale == locale_t{})
    throw StateError("state", "the locale C.UTF-8 is missing", "Install the libc-bin package.");
  return locale;
}

}  // namespace

Utf8Locale::Utf8Locale() : previous_(::uselocale(utf8_locale())) {}

Utf8Locale::~Utf8Locale() {
  ::uselocale(previous_);
}

}  // namespace switchback
