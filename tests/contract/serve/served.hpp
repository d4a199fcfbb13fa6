// A small repository behind a server in this process.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/digest.hpp"
#include "repo-tools/serve/http_server.hpp"
#include "tests/support/raw_http.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::test {

struct Served {
  TemporaryDirectory directory;
  std::string blob = std::string(300'000, 'b') + "end";
  std::string blob_hash = Sha256::of(blob).hex();
  HttpServer server;

  explicit Served(const ServeOptions& options = {}) : server(filled(), {"127.0.0.1", 0}, options) {}

  std::filesystem::path filled() {
    write("repo/index.html", "<html></html>");
    write("repo/metadata/timestamp.json", "{\"version\":1}");
    write("repo/metadata/1.root.json", "{\"root\":1}");
    write("repo/targets/demo/blobs/" + blob_hash, blob);
    write("repo/targets/empty", "");
    write("repo/targets/.hidden", "hidden");
    write("repo/secret", "not published");
    write("outside", "outside");
    ::mkfifo((directory / "repo/targets/pipe").c_str(), 0644);
    std::filesystem::create_symlink("../../outside", directory / "repo/targets/link");
    std::filesystem::create_directory_symlink("../..", directory / "repo/targets/up");
    return directory / "repo";
  }
  void write(const std::string& path, const std::string& content) const {
    std::filesystem::create_directories((directory / path).parent_path());
    std::ofstream(directory / path, std::ios::binary) << content;
  }
  RawConnection connect(const std::string& source = {}, int window = 0) const {
    return RawConnection(server.address().port, source, window);
  }
  std::string blob_path() const { return "/targets/demo/blobs/" + blob_hash; }
  // From an address of its own, which no test uses up.
  std::string metrics() const { return connect("127.0.0.9").get("/metrics").body; }
};

}  // namespace switchback::test
