#include "core/transport/mirror_failure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace switchback {
namespace {

std::string next_step(std::span<const FetchError> failures, bool same_code) {
  if (failures.size() == 1 && !failures.front().next_step().empty())
    return failures.front().next_step();
  if (same_code && failures.front().code() == "http")
    return "The repository is incomplete or out of order; tell whoever runs it "
           "(they can check it with: switchback-repo verify).";
  if (same_code && failures.front().code() == "bad-answer")
    return "Nothing of it was used. A proxy or sign-in page may stand in between; otherwise tell "
           "whoever runs the repository.";
  return "Check the network connection, then run the command again: what was downloaded and "
         "verified is kept.";
}

}  // namespace

FetchError all_mirrors_failed(const std::string& path, std::span<const FetchError> failures) {
  const FetchError& first = failures.front();
  const auto agree = [&](auto property) {
    return std::all_of(failures.begin(), failures.end(), [&](const FetchError& failure) {
      return property(failure) == property(first);
    });
  };
  const bool same_code = agree([](const FetchError& failure) { return failure.code(); });
  const bool same_status = agree([](const FetchError& failure) { return failure.http_status(); });
  std::string causes;
  for (const FetchError& failure : failures)
    causes += fmt::format("{}{}", causes.empty() ? "" : "; ", failure.what());
  const std::string message = failures.size() == 1 ? causes
                                                   : fmt::format("none of {} mirrors gave {}: {}",
                                                                 failures.size(), path, causes);
  FetchError all(same_code ? first.code() : "network", message,
                 same_status ? first.http_status() : 0, next_step(failures, same_code));
  if (std::any_of(failures.begin(), failures.end(),
                  [](const FetchError& failure) { return failure.lacks_content(); }))
    all.set_lacks_content();
  return all;
}

}  // namespace switchback
