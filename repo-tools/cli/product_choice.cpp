#include "repo-tools/cli/product_choice.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

std::string chosen_product(const RepositoryMetadata& metadata, const std::string& given) {
  const auto products = products_of(metadata);
  std::string names;
  for (const auto& product : products) names += (names.empty() ? "" : ", ") + product;
  if (products.empty())
    throw StateError("not-found", "nothing has been published here yet",
                     "publish a release with `switchback-repo publish`");
  if (given.empty() && products.size() > 1)
    throw ConfigError("usage", "the repository has several products: " + names,
                      "choose one with --product");
  if (!given.empty() && std::count(products.begin(), products.end(), given) == 0)
    throw StateError("not-found", "there is no product " + given + " here",
                     "the products are: " + names);
  return given.empty() ? products.front() : given;
}

}  // namespace switchback
