#include "core/migrate/settings_merge.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/migrate/setting_operations.hpp"
#include "core/migrate/text_merge.hpp"
#include "tests/unit/core/migrate/settings_sample.hpp"

using namespace switchback;
using test::path;

namespace {

SettingsText yaml(const std::string& text) {
  return {SettingsFormat::yaml, text};
}

const char* const kBase = "http:\n  port: 80\n  old: 1\nname: demo\n";
const char* const kTheirs = "http:\n  port: 8080\n  fresh: [1]\nname: demo\n";

}  // namespace

TEST_CASE("what only the release changed comes, what only the host changed stays") {
  const auto merge =
      merge_settings(yaml(kBase), yaml("# mine\nhttp:\n  port: 80 # open\n  old: 1\nname: me\n"),
                     yaml(kTheirs), ConflictChoice::mine);
  CHECK(merge.conflicts.empty());
  CHECK(merge.result.text() == "# mine\nhttp:\n  port: 8080 # open\n  fresh: [1]\nname: me\n");
  CHECK(merge.changed ==
        std::vector<SettingPath>{path("http.port"), path("http.fresh"), path("http.old")});
}

TEST_CASE("what both changed is a conflict, which the choice decides") {
  const std::string mine = "http:\n  port: 81\n  old: 2\nname: demo\n";
  const auto keep = merge_settings(yaml(kBase), yaml(mine), yaml(kTheirs), ConflictChoice::mine);
  REQUIRE(keep.conflicts.size() == 2);
  CHECK(keep.conflicts[0].path == path("http.port"));
  CHECK(keep.conflicts[0].base == "80");
  CHECK(keep.conflicts[0].mine == "81");
  CHECK(keep.conflicts[0].theirs == "8080");
  CHECK_FALSE(keep.conflicts[1].theirs);
  CHECK(keep.result.text() == "http:\n  port: 81\n  old: 2\n  fresh: [1]\nname: demo\n");
  const auto take = merge_settings(yaml(kBase), yaml(mine), yaml(kTheirs), ConflictChoice::theirs);
  CHECK(take.conflicts.size() == 2);
  CHECK(take.result.values() == yaml(kTheirs).values());
}

TEST_CASE("what both changed to the same is none") {
  const auto merge = merge_settings(yaml(kBase), yaml("http:\n  port: 8080\nname: demo\n"),
                                    yaml(kTheirs), ConflictChoice::mine);
  CHECK(merge.conflicts.empty());
  CHECK(merge.result.values() == yaml(kTheirs).values());
}

TEST_CASE("operations rename, set and remove, and their inverses give the values back") {
  const std::string before = "server:\n  port: 1 # one\nlegacy: {a: 1, b: [2]}\n";
  SettingsText text = yaml(before);
  const auto inverses = apply_all({RenameSetting{path("server.port"), path("http.port")},
                                   SetDefault{path("http.timeout"), "30"},
                                   RemoveSetting{path("legacy")}, RemoveSetting{path("nothing")}},
                                  text);
  CHECK(text.values() == SettingValues{{path("http.port"), "1"}, {path("http.timeout"), "30"}});
  CHECK(inverses.size() == 3);
  apply_all(inverses, text);
  CHECK(text.values() == yaml(before).values());
}

TEST_CASE("a default does not replace what the host has, nor does a rename") {
  SettingsText text = yaml("a: 1\nb: 2\n");
  apply_all({SetDefault{path("a"), "5"}, RenameSetting{path("a"), path("b")}}, text);
  CHECK(text.text() == "b: 2\n");
}

TEST_CASE("texts are merged line by line, never with markers") {
  const std::string base = "one\ntwo\nthree\nfour\nfive\n";
  const TextMerge clean = merge_text(base, "ONE\ntwo\nthree\nfour\nfive\n",
                                     "one\ntwo\nthree\nfour\nFIVE\n", TextMergeChoice::mine);
  CHECK(clean.result == "ONE\ntwo\nthree\nfour\nFIVE\n");
  CHECK_FALSE(clean.has_conflicts);
  const TextMerge mine = merge_text("a\n", "b\n", "c\n", TextMergeChoice::mine);
  CHECK(mine.result == "b\n");
  CHECK(mine.has_conflicts);
  CHECK(merge_text("a\n", "b\n", "c\n", TextMergeChoice::theirs).result == "c\n");
  CHECK(merge_text("", "", "", TextMergeChoice::mine).result.empty());
}

TEST_CASE("paths of settings are written and read") {
  CHECK(path("a.b") == SettingPath{"a", "b"});
  CHECK(path(R"(hosts."a.example".port)") == SettingPath{"hosts", "a.example", "port"});
  CHECK(setting_path_text(path(R"(hosts."a.example".port)")) == R"(hosts."a.example".port)");
  for (const char* wrong : {"", ".", "a.", ".a", "a..b", "\"a", "\"a\"b", "a\"b"})
    CHECK_THROWS_AS(path(wrong), ConfigError);
}
