#include "repo-tools/publish/one_way_migrations.hpp"

#include <algorithm>
#include <iterator>

namespace switchback {
namespace {

constexpr std::string_view kUp = ".up.sql";
constexpr std::string_view kDown = ".down.sql";

}  // namespace

void OneWayMigrations::add_file(std::string_view path) {
  for (const auto& database : databases_) {
    std::string_view name = path;
    if (!name.starts_with(database.folder)) continue;
    name.remove_prefix(database.folder.size());
    if (!name.starts_with('/')) continue;
    name.remove_prefix(1);
    const bool up = name.ends_with(kUp);
    if (name.find('/') != std::string_view::npos || (!up && !name.ends_with(kDown))) continue;
    name.remove_suffix(up ? kUp.size() : kDown.size());
    (up ? ups_ : downs_).insert(database.name + "/" + std::string(name));
  }
}

std::vector<std::string> OneWayMigrations::names() const {
  std::vector<std::string> names;
  std::set_difference(ups_.begin(), ups_.end(), downs_.begin(), downs_.end(),
                      std::back_inserter(names));
  return names;
}

}  // namespace switchback
