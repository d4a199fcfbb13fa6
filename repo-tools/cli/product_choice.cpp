#include "repo-tools/cli/product_choice.hpp"

#include <algorithm>
#include <set>

#include "base/errors.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/repository/pending_set.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace {

std::vector<std::string> with_products(std::vector<std::string> products,
                                       const std::vector<std::string>& also) {
  products.insert(products.end(), also.begin(), also.end());
  std::sort(products.begin(), products.end());
  products.erase(std::unique(products.begin(), products.end()), products.end());
  return products;
}

std::string chosen_of(const std::vector<std::string>& products, const std::string& given) {
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

}  // namespace

std::string chosen_product(const RepositoryMetadata& metadata, const std::string& given,
                           const std::vector<std::string>& also) {
  return chosen_of(with_products(products_of(metadata), also), given);
}

std::vector<std::string> products_before_recovery(const RepositoryPaths& paths) {
  std::vector<std::string> waiting;
  for (const auto& role : read_pending_set(paths).roles)
    if (role.delegator == "targets") waiting.push_back(role.name.substr(kProductRolePrefix.size()));
  return with_products(products_of(read_visible_metadata(paths, std::set<std::string>{})), waiting);
}

std::string chosen_product(const RepositoryPaths& paths, const std::string& given) {
  return given.empty() ? chosen_of(products_before_recovery(paths), given) : given;
}

}  // namespace switchback
