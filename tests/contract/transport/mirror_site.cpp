#include "tests/contract/transport/mirror_site.hpp"

#include <filesystem>
#include <fstream>

#include "repo-tools/serve/http_server.hpp"
#include "tests/support/fault_server.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::test {
namespace {

void write(const std::filesystem::path& path, const std::string& content) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

class FileSite : public MirrorSite {
 public:
  std::string url() const override { return "file://" + directory_.path().string() + "/"; }
  void put(const std::string& path, const std::string& content) override {
    write(directory_ / path, content);
  }

 private:
  TemporaryDirectory directory_;
};

class HttpSite : public MirrorSite {
 public:
  std::string url() const override { return server_.url(); }
  void put(const std::string& path, const std::string& content) override {
    write(directory_ / path, content);
  }

 private:
  TemporaryDirectory directory_;
  FaultServer server_{directory_.path()};
};

class ServeSite : public MirrorSite {
 public:
  std::string url() const override { return "http://" + server_.address().text() + "/targets/"; }
  void put(const std::string& path, const std::string& content) override {
    write(directory_ / "targets" / path, content);
  }

 private:
  TemporaryDirectory directory_;
  HttpServer server_{directory_.path(), {"127.0.0.1", 0}};
};

}  // namespace

std::unique_ptr<MirrorSite> make_site(const std::string& kind) {
  if (kind == "http") return std::make_unique<HttpSite>();
  if (kind == "serve") return std::make_unique<ServeSite>();
  return std::make_unique<FileSite>();
}

}  // namespace switchback::test
