// libarchive converts names through the thread's locale. This makes it C.UTF-8 (built into glibc)
// for the calling thread while the object lives, whatever the program's locale is.
#pragma once

#include <locale.h>

namespace switchback {

class Utf8Locale {
 public:
  Utf8Locale();
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale();

 private:
  locale_t previous_;
};

}  // namespace switchback
