#include "base/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace switchback {

Error::Error(std::string code, const std::string& message, std::string next_step)
    : std::runtime_error(message), code_(std::move(code)), next_step_(std::move(next_step)) {}

FetchError::FetchError(std::string code, const std::string& message, int http_status,
                       std::string next_step)
    : Error(std::move(code), message, std::move(next_step)), http_status_(http_status) {}

bool FetchError::lacks_content() const noexcept {
  constexpr std::array<int, 4> kGone{403, 404, 410, 416};
  return lacks_content_ || code() == "bad-answer" || code() == "too-large" ||
         std::find(kGone.begin(), kGone.end(), http_status_) != kGone.end();
}

StorageError::StorageError(const std::string& operation, const std::string& path, int error_number)
    : Error("storage", fmt::format("cannot {} {}: {}", operation, path,
                                   std::generic_category().message(error_number))),
      error_number_(error_number) {}

StorageError::StorageError(std::string code, const std::string& message, std::string next_step)
    : Error(std::move(code), message, std::move(next_step)) {}

}  // namespace switchback
