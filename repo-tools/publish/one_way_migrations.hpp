// Migrations that cannot be undone: a host goes back only to a release that has them too.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "manifest-schema/release_description.hpp"

namespace switchback {

// Fed with every file of a tree, in any order.
class OneWayMigrations {
 public:
  explicit OneWayMigrations(const ReleaseDescription& release) : databases_(release.databases) {}

  void add_file(std::string_view path);
  // "main/003_drop_users", sorted: those with an up script and no down script.
  std::vector<std::string> names() const;

 private:
  std::vector<DatabaseMigrations> databases_;
  std::set<std::string> ups_;
  std::set<std::string> downs_;
};

}  // namespace switchback
