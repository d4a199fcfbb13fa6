#include "core/transport/range_answer.hpp"

#include <fmt/format.h>

namespace switchback {

void RangeAnswer::refuse(const std::string& code, const std::string& why) const {
  const char* page = is_page_ ? "; it looks like a web page: is there a sign-in page or a proxy "
                                "between this machine and the server?"
                              : "";
  throw FetchError(code, fmt::format("{}: {}{}", download_.display_url, why, page));
}

void RangeAnswer::report_cut(std::uint64_t position) const {
  throw FetchError("network", fmt::format("{}: the answer ended after byte {}",
                                          download_.display_url, position));
}

}  // namespace switchback
