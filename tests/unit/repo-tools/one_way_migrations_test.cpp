#include "repo-tools/publish/one_way_migrations.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

namespace {

std::vector<std::string> names(std::vector<DatabaseMigrations> databases,
                               const std::vector<std::string>& files) {
  ReleaseDescription release;
  release.databases = std::move(databases);
  OneWayMigrations migrations(release);
  for (const auto& file : files) migrations.add_file(file);
  return migrations.names();
}

}  // namespace

TEST_CASE("a migration with an up script and no down script is one-way") {
  CHECK(names({{"main", "db/main"}}, {"db/main/001_create.up.sql", "db/main/001_create.down.sql",
                                      "db/main/003_drop.up.sql", "db/main/002_fill.up.sql",
                                      "db/main/002_fill.verify.sql"}) ==
        std::vector<std::string>{"main/002_fill", "main/003_drop"});
}

TEST_CASE("only files of a declared database count, right in its folder") {
  CHECK(names({{"main", "db/main"}},
              {"db/main/old/001_a.up.sql", "db/main2/001_a.up.sql", "db/other/001_a.up.sql",
               "db/main.up.sql", "001_a.up.sql", "db/main/001_a.sql"})
            .empty());
  CHECK(names({}, {"db/main/001_a.up.sql"}).empty());
}

TEST_CASE("each database has names of its own") {
  CHECK(names({{"one", "db/one"}, {"two", "db/two"}},
              {"db/one/001_a.up.sql", "db/two/001_a.up.sql", "db/two/001_a.down.sql"}) ==
        std::vector<std::string>{"one/001_a"});
}
