#include <fmt/format.h>

#include "base/errors.hpp"
#include "core/transport/curl_fetcher.hpp"
#include "core/transport/file_fetcher.hpp"
#include "core/transport/mirror.hpp"
#include "core/transport/url_text.hpp"

namespace switchback {

std::unique_ptr<Mirror> make_mirror(const std::string& base_url, const TransportOptions& options) {
  const std::string url = base_url.ends_with('/') ? base_url : base_url + '/';
  const std::string scheme = url_scheme(url);
  if (scheme == "http" || scheme == "https") return std::make_unique<CurlFetcher>(url, options);
  if (const auto path = path_of_file_url(url))
    return std::make_unique<FileFetcher>(*path, url, options);
  throw ConfigError(
      "usage", fmt::format("\"{}\" is not the address of a repository", url_for_display(base_url)),
      "Use http://, https:// or file:// with an absolute path.");
}

std::unique_ptr<Fetcher> make_fetcher(const std::string& base_url,
                                      const TransportOptions& options) {
  return make_mirror(base_url, options);
}

}  // namespace switchback
