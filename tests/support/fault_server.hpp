// A hostile HTTP/1.1 server on loopback for tests. It serves files of a directory or given ones,
// correctly (keep-alive, one range or several, HEAD not needed), until a fault is injected for
// paths that match a pattern:
//
//   FaultServer server(repository_directory);
//   server.inject("targets/*", Fault::cut_after(1000));
//   host.upgrade(server.url());
//
// Threads: every connection has its own; all calls here may be made from any thread. The destructor
// ends everything, stalled answers included.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace switchback::test {

struct Fault {
  enum class Kind {
    drop,
    hang_up,
    cut,
    stall,
    silence,
    endless,
    chunk_extension,
    trickle,
    status,
    cut_status,
    redirect,
    ignore_range,
    whole_cut,
    wrong_range,
    to_several,
    captive_page,
    resize,
    corrupt
  };
  Kind kind{};
  std::uint64_t number = 0;
  std::string text;

  // The connection closes without an answer.
  static Fault drop() { return {Kind::drop, 0, {}}; }
  // The right answer, then the connection closes, although nothing in the answer says so.
  static Fault hang_up() { return {Kind::hang_up, 0, {}}; }
  // A correct head, then the connection closes after `bytes` of the body.
  static Fault cut_after(std::uint64_t bytes) { return {Kind::cut, bytes, {}}; }
  // A correct head and `bytes` of the body, then nothing more.
  static Fault stall_after(std::uint64_t bytes) { return {Kind::stall, bytes, {}}; }
  // Not even a head.
  static Fault silence() { return {Kind::silence, 0, {}}; }
  // The right body without a length, then zeros without end.
  static Fault endless() { return {Kind::endless, 0, {}}; }
  // A chunk whose head never ends: much is sent, and nothing of a body.
  static Fault endless_chunk_extension() { return {Kind::chunk_extension, 0, {}}; }
  // One byte of the body every `milliseconds`.
  static Fault trickle(std::uint64_t milliseconds) { return {Kind::trickle, milliseconds, {}}; }
  static Fault status(int code) { return {Kind::status, static_cast<std::uint64_t>(code), {}}; }
  // An error whose page breaks off.
  static Fault cut_status(int code) {
    return {Kind::cut_status, static_cast<std::uint64_t>(code), {}};
  }
  static Fault redirect_to(std::string url) { return {Kind::redirect, 0, std::move(url)}; }
  // 200 and the whole file, whatever range was asked.
  static Fault ignore_range() { return {Kind::ignore_range, 0, {}}; }
  // The same, then the connection closes after `bytes` of the body.
  static Fault whole_cut_after(std::uint64_t bytes) { return {Kind::whole_cut, bytes, {}}; }
  // 206 whose Content-Range, and bytes, start `bytes` after what was asked.
  static Fault wrong_range(std::uint64_t bytes) { return {Kind::wrong_range, bytes, {}}; }
  // These bytes to a request for several ranges, then the connection closes; right answers to
  // others.
  static Fault to_several(std::string bytes) { return {Kind::to_several, 0, std::move(bytes)}; }
  // 200 and an HTML page, whatever was asked.
  static Fault captive_page() { return {Kind::captive_page, 0, {}}; }
  // As if the file had `bytes` bytes: its end is missing, or zeros are added.
  static Fault resize(std::uint64_t bytes) { return {Kind::resize, bytes, {}}; }
  // The byte at `offset` of the file is flipped.
  static Fault corrupt_at(std::uint64_t offset) { return {Kind::corrupt, offset, {}}; }
};

struct RecordedRequest {
  std::string path;                            // as sent, without the leading slash
  std::map<std::string, std::string> headers;  // names in lower case
  std::size_t connection = 0;                  // counts from 0
};

class FaultServer {
 public:
  FaultServer();
  explicit FaultServer(std::filesystem::path directory);
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;
  ~FaultServer();

  std::string url() const;  // "http://127.0.0.1:PORT/"

  // A file of its own, beside or instead of those of the directory.
  void put(const std::string& path, std::string content);
  // `pattern` as in fnmatch(3), where * matches slashes too. Of several matching faults the newest
  // holds; it is used up after `times` requests (0: never).
  void inject(const std::string& pattern, Fault fault, std::size_t times = 0);
  void clear_faults();

  std::vector<RecordedRequest> requests() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace switchback::test
