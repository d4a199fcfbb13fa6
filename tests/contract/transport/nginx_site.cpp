#include "tests/contract/transport/nginx_site.hpp"

#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

namespace switchback::test {
namespace {

constexpr int kInherited = 3;

void replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("the example has no " + from);
  text.replace(at, from.size(), to);
}

}  // namespace

std::string NginxSite::program() {
  for (const char* path : {"/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"})
    if (std::filesystem::exists(path)) return path;
  return {};
}

NginxSite::NginxSite(unsigned ranges) : address_(listen()) {
  write_configuration(address_, ranges);
  start();
}

NginxSite::~NginxSite() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

std::string NginxSite::url() const {
  return "http://" + address_ + "/targets/";
}

void NginxSite::put(const std::string& path, const std::string& content) {
  const auto file = directory_ / "repo/targets" / path;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
}

// nginx inherits a socket that listens already: no port is guessed and nobody has to wait for it.
std::string NginxSite::listen() {
  listener_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), 128) != 0 ||
      ::getsockname(listener_.get(), generic, &size) != 0)
    throw std::runtime_error("cannot listen on loopback");
  return "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

// Its worker reads the folder, which is closed to others: as root where this is root; an ordinary
// user's nginx passes over that line.
void NginxSite::write_configuration(const std::string& address, unsigned ranges) const {
  const std::string at = directory_.path().string();
  std::ifstream source(SWITCHBACK_NGINX_EXAMPLE);
  std::string example{std::istreambuf_iterator<char>(source), {}};
  replace(example, "listen 80;", "listen " + address + ";");
  replace(example, "root /srv/switchback/repo;", "root " + at + "/repo;");
  if (ranges > 0) replace(example, "max_ranges 64;", "max_ranges " + std::to_string(ranges) + ";");
  std::ofstream(directory_ / "nginx.conf")
      << "daemon off;\nworker_processes 1;\nuser root;\npid " << at << "/pid;\nerror_log " << at
      << "/log;\nevents {}\nhttp {\naccess_log off;\nclient_body_temp_path " << at
      << ";\nproxy_temp_path " << at << ";\nfastcgi_temp_path " << at << ";\nuwsgi_temp_path " << at
      << ";\nscgi_temp_path " << at << ";\n"
      << example << "}\n";
}

void NginxSite::start() {
  std::string inherited = "NGINX=" + std::to_string(kInherited) + ";";
  std::vector<std::string> words{program(), "-e", (directory_ / "log").string(), "-c",
                                 (directory_ / "nginx.conf").string()};
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::array<char*, 2> environment{inherited.data(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, listener_.get(), kInherited);
  const int error = ::posix_spawn(&process_, words[0].c_str(), &actions, nullptr, arguments.data(),
                                  environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("nginx does not start");
  listener_.reset();  // so that a client is refused where nginx has ended
}

}  // namespace switchback::test
