// The nginx example is a configuration that nginx accepts (where nginx is installed).
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/process.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;

namespace {

std::string find_nginx() {
  for (const char* path : {"/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"})
    if (std::filesystem::exists(path)) return path;
  return {};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("nginx accepts the example configuration") {
  const std::string nginx = find_nginx();
  if (nginx.empty()) {
    WARN("skipped here: nginx is not installed");
    return;
  }
  const test::TemporaryDirectory directory;
  const std::string at = directory.path().string();
  std::ifstream source(SWITCHBACK_NGINX_EXAMPLE);
  std::string example{std::istreambuf_iterator<char>(source), {}};
  // Neither port 80 nor /srv is a test's to use.
  example = replaced(example, "listen 80;", "listen unix:" + at + "/socket;");
  example = replaced(example, "root /srv/switchback/repo;", "root " + at + ";");
  std::ofstream(directory / "nginx.conf")
      << "pid " << at << "/pid;\nerror_log " << at << "/log;\nevents {}\nhttp {\naccess_log off;\n"
      << "client_body_temp_path " << at << ";\nproxy_temp_path " << at << ";\nfastcgi_temp_path "
      << at << ";\nuwsgi_temp_path " << at << ";\nscgi_temp_path " << at << ";\n"
      << example << "}\n";
  const auto result = run_process({nginx, "-t", "-q", "-e", at + "/log", "-c", at + "/nginx.conf"});
  std::ifstream log(directory / "log");
  INFO(std::string(std::istreambuf_iterator<char>(log), {}));
  CHECK(result.exit_status == 0);
}
