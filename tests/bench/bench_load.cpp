// Update traffic of many hosts at once against one server: bench-load URL FILE HOSTS
//
// FILE has a line for each request of one update, in order: status, path, and the range where one
// is asked for ("206 targets/demo/blobs/ab 0-99"). Each of HOSTS sends all of them, one after the
// other, over a connection of its own; all hosts run at the same time. Prints one line of JSON.
#include <curl/curl.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr long kDeadlineSeconds = 120;

struct Request {
  long status = 0;
  std::string path;
  std::string range;
};

struct Totals {
  std::uint64_t bytes = 0;
  std::uint64_t requests = 0;
  std::uint64_t errors = 0;
};

struct Easy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct Multi {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
using EasyHandle = std::unique_ptr<CURL, Easy>;
using MultiHandle = std::unique_ptr<CURLM, Multi>;

struct Host {
  EasyHandle handle;
  std::size_t next = 0;
};

std::size_t count_bytes(char*, std::size_t size, std::size_t count, void* totals) {
  static_cast<Totals*>(totals)->bytes += size * count;
  return size * count;
}

std::vector<Request> read_requests(const char* file) {
  std::vector<Request> requests;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    Request request;
    std::istringstream words(line);
    words >> request.status >> request.path >> request.range;
    requests.push_back(request);
  }
  return requests;
}

EasyHandle new_handle(Host& host, Totals& totals) {
  EasyHandle handle(curl_easy_init());
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &count_bytes);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &totals);
  curl_easy_setopt(handle.get(), CURLOPT_PRIVATE, &host);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, kDeadlineSeconds);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  return handle;
}

void send_next(CURLM* multi, Host& host, const std::string& base, const Request& request) {
  curl_easy_setopt(host.handle.get(), CURLOPT_URL, (base + request.path).c_str());
  curl_easy_setopt(host.handle.get(), CURLOPT_RANGE,
                   request.range.empty() ? nullptr : request.range.c_str());
  curl_multi_add_handle(multi, host.handle.get());
}

// True where that was the host's last request.
bool finish_request(CURLM* multi, CURLMsg* message, const std::string& base,
                    const std::vector<Request>& requests, Totals& totals) {
  Host* host = nullptr;
  curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &host);
  long status = 0;
  curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
  ++totals.requests;
  if (message->data.result != CURLE_OK || status != requests[host->next].status) ++totals.errors;
  curl_multi_remove_handle(multi, message->easy_handle);
  if (++host->next == requests.size()) return true;
  send_next(multi, *host, base, requests[host->next]);
  return false;
}

void run(CURLM* multi, const std::string& base, const std::vector<Request>& requests,
         std::size_t hosts, Totals& totals) {
  while (hosts > 0) {
    int running = 0;
    curl_multi_perform(multi, &running);
    int queued = 0;
    bool finished_some = false;
    while (CURLMsg* message = curl_multi_info_read(multi, &queued)) {
      if (finish_request(multi, message, base, requests, totals)) --hosts;
      finished_some = true;
    }
    if (!finished_some) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string base = argv[1];
  const auto requests = read_requests(argv[2]);
  const auto count = std::strtoul(argv[3], nullptr, 10);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  Totals totals;
  const MultiHandle multi(curl_multi_init());
  curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(count));
  std::vector<Host> hosts(count);
  const auto started = std::chrono::steady_clock::now();
  for (auto& host : hosts) {
    host.handle = new_handle(host, totals);
    send_next(multi.get(), host, base, requests.front());
  }
  run(multi.get(), base, requests, count, totals);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started;
  fmt::print(R"({{"seconds": {:.3f}, "bytes": {}, "requests": {}, "errors": {}}})", elapsed.count(),
             totals.bytes, totals.requests, totals.errors);
}
