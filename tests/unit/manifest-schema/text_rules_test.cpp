#include "manifest-schema/text_rules.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

namespace {

void check_rule(const TextRule& rule, const std::vector<std::string>& right,
                const std::vector<std::string>& wrong) {
  for (const auto& text : right) {
    CAPTURE(rule.name, text);
    CHECK(rule.problem(text).empty());
  }
  for (const auto& text : wrong) {
    CAPTURE(rule.name, text);
    CHECK_FALSE(rule.problem(text).empty());
  }
}

}  // namespace

TEST_CASE("paths are relative and stay where they belong") {
  const std::vector<std::string> wrong{"",
                                       "/",
                                       "/etc",
                                       "..",
                                       "../x",
                                       "a/../b",
                                       "./a",
                                       "a//b",
                                       "a/..",
                                       "a//",
                                       ".",
                                       "./",
                                       std::string(256, 'x'),
                                       std::string(4097, 'x')};
  check_rule(rules::tree_path(), {"a", "a/b", "a/", ".switchback/hooks/x", "a b", "..a", "current"},
             wrong);
  auto wrong_in_root = wrong;
  for (const char* own :
       {".switchback", ".switchback/x", "current", "current/x", "current/", "maintenance.json"}) {
    wrong_in_root.emplace_back(own);
  }
  check_rule(rules::root_path(),
             {"data/", "config/app.yml", "x/current", "currently", ".switchback2"}, wrong_in_root);
}

TEST_CASE("programs are names, paths in the tree or absolute paths") {
  check_rule(rules::program(), {"node", "bin/x", "/bin/true", "{root}/x", "{tree}/bin/x", "{file}"},
             {"", "/", "../x", "/bin/../x", "bin/", "{root}", "{root}/", "{root}/../x", "./x"});
  check_rule(rules::command_name(), {"node", "x86_64-linux-gnu-gcc"}, {"", "bin/x", "-x", "a b"});
  check_rule(rules::working_directory(), {"{root}", "{tree}", "{root}/", "{root}/a", "a/b"},
             {"", "/", "/x", "{root}/..", "..", "{root}x/.."});
}

TEST_CASE("sizes and durations have their units") {
  check_rule(rules::size(), {"200MiB", "0", "4096", "1.5G"}, {"", "x", "-1", "1X"});
  check_rule(rules::duration(), {"500ms", "10s", "5m", "24h"},
             {"", "10", "s", "-1s", "1 fortnight"});
}

TEST_CASE("addresses are complete") {
  check_rule(rules::http_url(), {"http://127.0.0.1:8080/health", "https://x"},
             {"", "http://", "ftp://x", "http:///x", "http://a b", "x"});
  check_rule(
      rules::tcp_address(), {"127.0.0.1:8080", "[::1]:1", "db.local:65535"},
      {"", ":80", "x", "x:", "x:0", "x:65536", "x:08", "x:-1", "::1:80", "[]:80", "x:999999"});
}

TEST_CASE("names cannot be taken for options or paths") {
  check_rule(rules::name(), {"web", "app@1.service", "A-b_c"},
             {"", "-x", "a/b", "a b", ".x", std::string(65, 'x')});
  check_rule(rules::user_name(), {"app", "_x", "www-data"},
             {"", "0", "-x", "a b", "a:b", std::string(33, 'x')});
  check_rule(rules::environment_name(), {"A", "_a1"}, {"", "1A", "A-B", "A=B"});
  check_rule(rules::package(), {"jq", "left-pad@1.3.0", "@scope/x@1"},
             {"", "-rf", "a b", std::string(257, 'x')});
  check_rule(rules::some_text(), {"x"}, {""});
}

TEST_CASE("products, versions and conditions are well formed") {
  check_rule(rules::product_name(), {"demo", "0", "a-b"},
             {"", "-a", "A", "a_b", std::string(65, 'x')});
  check_rule(rules::version(), {"0a1", "0b2+hotfix.4"}, {"", "1.0", ">=0a1"});
  check_rule(rules::version_range(), {">=0a1", "<1r0", "=0r2", ">=0a1 <1r0"}, {"", "0a1", ">=1.0"});
  check_rule(
      rules::requirement(), {"oldchat", "runtime >=0r3", "chat-api >=2", "x =1.2"},
      {"", "Runtime", "runtime ", "runtime 0r3", "runtime >=", " runtime", "x >=1..2", "x >=1."});
  check_rule(rules::capability(), {"chat-api", "chat-api 2", "x 1.2.3", "x 0r1"},
             {"", "chat-api >=2", "chat-api ", "x 1.", "x 1.2.3.4.5.6.7.8.9"});
  check_rule(rules::dotted_condition(), {">=5.10", "< 6", "=5"},
             {"", "5.10", ">=", ">=5.", ">=5.a", ">=0a1"});
}
