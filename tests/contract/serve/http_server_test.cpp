// What `serve` promises to clients, seen from raw sockets.
#include <catch2/catch.hpp>
#include <list>
#include <map>

#include "base/digest.hpp"
#include "repo-tools/serve/http_server.hpp"
#include "tests/contract/serve/served.hpp"
#include "tests/support/raw_http.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace switchback;
using test::RawConnection;
using test::Served;

TEST_CASE("published files are served with their type, tag and caching") {
  const Served served;
  auto connection = served.connect();
  const auto timestamp = connection.get("/metadata/timestamp.json");
  CHECK(timestamp.status == 200);
  CHECK(timestamp.body == "{\"version\":1}");
  CHECK(timestamp.headers.at("cache-control") == "no-cache");
  CHECK(timestamp.headers.at("content-type") == "application/json");
  CHECK(timestamp.headers.at("etag") == "\"" + Sha256::of("{\"version\":1}").hex() + "\"");
  const auto blob = connection.get(served.blob_path());
  CHECK(blob.body == served.blob);
  CHECK(blob.headers.at("etag") == "\"" + served.blob_hash + "\"");
  CHECK(blob.headers.at("cache-control") == "public, max-age=31536000, immutable");
  CHECK(blob.headers.at("accept-ranges") == "bytes");
  CHECK(connection.get("/").body == "<html></html>");
  CHECK(connection.get("/targets/empty").status == 200);
}

TEST_CASE("nothing else is served: traversal, hidden files, symlinks, pipes, directories") {
  const Served served;
  for (const char* path : {"/secret",
                           "/../outside",
                           "/targets/../secret",
                           "/targets/%2e%2e/secret",
                           "/targets/..%2fsecret",
                           "/targets/%2e%2e%2f%2e%2e%2foutside",
                           "/targets/.hidden",
                           "/targets/link",
                           "/targets/pipe",
                           "/targets/up/outside",
                           "/targets/up/repo/secret",
                           "/targets/",
                           "/targets",
                           "/metadata/",
                           "/metadata/timestamp.json/",
                           "/metadata/timestamp.json%00.txt",
                           "//metadata/timestamp.json",
                           "/metadata/./timestamp.json",
                           "/missing",
                           "/targets/missing",
                           "/targets/\\..\\secret",
                           "/targets/demo/blobs/../../../secret"}) {
    CAPTURE(path);
    const auto answer = served.connect().get(path);
    CHECK(answer.status == 404);
    CHECK(answer.body.find("outside") == std::string::npos);
    CHECK(answer.body.find("not published") == std::string::npos);
  }
}

TEST_CASE("requests that are no HTTP get no file") {
  ServeOptions options;
  options.pace.request_deadline = 1s;  // what is incomplete is waited for that long
  const Served served(options);
  for (const char* bytes : {"GET /../outside\r\n\r\n", "GET secret HTTP/1.1\r\nHost: x\r\n\r\n",
                            "GET http://x/../outside HTTP/1.1\r\nHost: x\r\n\r\n", "\r\n\r\n\r\n",
                            "\x16\x03\x01", "GET /metadata/timestamp.json HTTP/9.9\r\n\r\n"}) {
    auto connection = served.connect();
    connection.send(bytes);
    connection.finish_sending();
    const auto answer = connection.receive();
    CHECK(answer.status != 200);
    CHECK(answer.body.find("outside") == std::string::npos);
  }
}

TEST_CASE("single ranges") {
  const Served served;
  auto connection = served.connect();
  const auto part = connection.get(served.blob_path(), "Range: bytes=299999-300001\r\n");
  CHECK(part.status == 206);
  CHECK(part.body == "ben");
  CHECK(part.headers.at("content-range") == "bytes 299999-300001/300003");
  CHECK(connection.get(served.blob_path(), "Range: bytes=-3\r\n").body == "end");
  CHECK(connection.get(served.blob_path(), "Range: bytes=300002-\r\n").body == "d");
  const auto large = connection.get(served.blob_path(), "Range: bytes=1-300002\r\n");
  CHECK(large.body == served.blob.substr(1));
  const auto beyond = connection.get(served.blob_path(), "Range: bytes=300003-\r\n");
  CHECK(beyond.status == 416);
  CHECK(beyond.headers.at("content-range") == "bytes */300003");
}

TEST_CASE("several ranges come as parts of one answer") {
  const Served served;
  auto connection = served.connect();
  const std::string asked = "Range: bytes=300000-300002,0-1,10-200009\r\n";
  const auto answer = connection.get(served.blob_path(), asked);
  CHECK(answer.status == 206);
  CHECK(answer.headers.count("content-range") == 0);
  CHECK(answer.headers.at("etag") == "\"" + served.blob_hash + "\"");
  const std::string type = answer.headers.at("content-type");
  const std::string kType = "multipart/byteranges; boundary=";
  REQUIRE(type.starts_with(kType));
  const auto part = [&](const std::string& range, const std::string& content) {
    return "--" + type.substr(kType.size()) +
           "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes " + range +
           "/300003\r\n\r\n" + content + "\r\n";
  };
  CHECK(answer.body == part("300000-300002", "end") + part("0-1", "bb") +
                           part("10-200009", std::string(200'000, 'b')) + "--" +
                           type.substr(kType.size()) + "--\r\n");
  const auto head = connection.request("HEAD", served.blob_path(), asked);
  CHECK(head.status == 206);
  CHECK(head.headers.at("content-length") == std::to_string(answer.body.size()));
  CHECK(head.headers.at("content-type") == type);
  CHECK(connection.get(served.blob_path(), "Range: bytes=0-0,400000-\r\n").body == "b");
  CHECK(connection.get(served.blob_path(), "Range: bytes=300003-,-0\r\n").status == 416);
}

TEST_CASE("ranges that would cost more than the file get the file") {
  const Served served;
  auto connection = served.connect();
  std::string many = "Range: bytes=0-0";
  for (int i = 1; i < 129; ++i) many += "," + std::to_string(10 * i) + "-" + std::to_string(10 * i);
  for (const std::string& ranges : {"Range: bytes=0-,0-,0-,0-"s, "Range: bytes=0-9,5-14"s, many}) {
    const auto answer = connection.get(served.blob_path(), ranges + "\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.body == served.blob);
  }
}

TEST_CASE("metrics count the bytes of an answer with parts") {
  const Served served;
  auto connection = served.connect();
  const std::string asked = "Range: bytes=0-9,20-29\r\n";
  const auto sent = connection.get(served.blob_path(), asked).body.size();
  connection.request("HEAD", served.blob_path(), asked);
  const auto metrics = connection.get("/metrics").body;
  CHECK_THAT(metrics, Catch::Contains("answers_total{status=\"206\"} 2\n"));
  CHECK_THAT(metrics, Catch::Contains("body_bytes_total " + std::to_string(sent) + "\n"));
}

TEST_CASE("a range holds only while If-Range names the present content") {
  const Served served;
  auto connection = served.connect();
  const std::string range = "Range: bytes=0-0\r\nIf-Range: ";
  const std::string path = served.blob_path();
  CHECK(connection.get(path, range + "\"" + served.blob_hash + "\"\r\n").status == 206);
  CHECK(connection.get(path, range + "\"other\"\r\n").status == 200);
  const std::string several = "Range: bytes=0-0,9-9\r\nIf-Range: ";
  CHECK(connection.get(path, several + "\"" + served.blob_hash + "\"\r\n").status == 206);
  CHECK(connection.get(path, several + "\"other\"\r\n").status == 200);
  CHECK(connection.get(path, range + "Wed, 21 Oct 2026 07:28:00 GMT\r\n").status == 200);
}

TEST_CASE("conditional requests are answered 304 until the content changes") {
  const Served served;
  auto connection = served.connect();
  const std::string tag = connection.get("/metadata/timestamp.json").headers.at("etag");
  const auto same = connection.get("/metadata/timestamp.json", "If-None-Match: " + tag + "\r\n");
  CHECK(same.status == 304);
  CHECK(same.body.empty());
  CHECK(same.headers.at("etag") == tag);
  served.write("repo/metadata/new", "{\"version\":2}");
  std::filesystem::rename(served.directory / "repo/metadata/new",
                          served.directory / "repo/metadata/timestamp.json");
  const auto changed = connection.get("/metadata/timestamp.json", "If-None-Match: " + tag + "\r\n");
  CHECK(changed.status == 200);
  CHECK(changed.body == "{\"version\":2}");
}

TEST_CASE("HEAD has the head of GET and no body") {
  const Served served;
  auto connection = served.connect();
  const auto head = connection.request("HEAD", served.blob_path());
  CHECK(head.status == 200);
  CHECK(head.headers.at("content-length") == "300003");
  CHECK(connection.request("HEAD", "/missing").status == 404);
  CHECK(connection.get("/metadata/1.root.json").body == "{\"root\":1}");
}

TEST_CASE("other methods are refused") {
  const Served served;
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get"}) {
    const auto answer = served.connect().request(method, "/metadata/timestamp.json");
    CHECK(answer.status == 405);
    CHECK(answer.headers.at("allow") == "GET, HEAD");
  }
  auto connection = served.connect();
  const auto answer = connection.request("GET", "/index.html", "Content-Length: 3\r\n\r\nabc");
  CHECK(answer.status == 200);
}

TEST_CASE("a connection is kept for many requests, pipelined ones too") {
  const Served served;
  auto connection = served.connect();
  for (int i = 0; i < 100; ++i) REQUIRE(connection.get("/index.html").status == 200);
  const std::string one = "GET /index.html HTTP/1.1\r\nHost: x\r\n\r\n";
  connection.send(one + one + one);
  for (int i = 0; i < 3; ++i) CHECK(connection.receive().status == 200);
}

TEST_CASE("metrics count answers and bytes") {
  const Served served;
  auto connection = served.connect();
  connection.get(served.blob_path());
  connection.get("/missing");
  const auto metrics = connection.get("/metrics").body;
  CHECK(metrics.find("switchback_serve_answers_total{status=\"200\"} 1\n") != std::string::npos);
  CHECK(metrics.find("switchback_serve_answers_total{status=\"404\"} 1\n") != std::string::npos);
  CHECK(metrics.find("switchback_serve_body_bytes_total 300013\n") != std::string::npos);
}

TEST_CASE("metrics count the answers that the library gives itself") {
  const Served served;
  const std::string post = "POST /index.html HTTP/1.1\r\nHost: x\r\n";
  for (const auto& [request, status] :
       {std::pair("GET /index.html HTTP/1.1\r\n\r\n"s, 400),
        std::pair("GET /index.html HTTP/1.1\r\nHost x\r\n\r\n"s, 400),
        std::pair("GET /index.html HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431),
        std::pair(post + "Content-Length: x\r\n\r\n", 400),
        std::pair(post + "Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n", 400)}) {
    auto connection = served.connect();
    connection.send_as_much_as_is_taken(request);
    CAPTURE(request.substr(0, 80));
    CHECK(connection.receive().status == status);
  }
  // Counted when the connection is closed, a moment after its answer.
  const auto end = std::chrono::steady_clock::now() + 10s;
  std::string metrics;
  const auto has = [&](const char* count) { return metrics.find(count) != std::string::npos; };
  while (!(has("{status=\"400\"} 4\n") && has("{status=\"431\"} 1\n")) &&
         std::chrono::steady_clock::now() < end)
    metrics = served.metrics();
  CHECK_THAT(metrics, Catch::Contains("answers_total{status=\"400\"} 4\n"));
  CHECK_THAT(metrics, Catch::Contains("answers_total{status=\"431\"} 1\n"));
}

TEST_CASE("1,000 idle connections do not keep a new one waiting") {
  const Served served;
  std::list<RawConnection> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.push_back(served.connect());
    if (i % 2 == 0) idle.back().send("GET /index.h");  // stuck in the middle of a request
  }
  auto connection = served.connect();
  CHECK(connection.get(served.blob_path()).body == served.blob);
}

TEST_CASE("readers that do not read keep nobody else waiting") {
  const Served served;
  served.write("repo/targets/large", std::string(20'000'000, 'x'));
  std::list<RawConnection> stuck;
  for (int i = 0; i < 20; ++i) {
    stuck.push_back(served.connect());
    stuck.back().send("GET /targets/large HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  auto connection = served.connect();
  CHECK(connection.get("/index.html").status == 200);
  CHECK(stuck.front().receive().body.size() == 20'000'000);
}

TEST_CASE("oversized requests are refused and keep nobody else waiting") {
  const Served served;
  const std::string megabyte(1 << 20, 'x');
  std::list<RawConnection> greedy;
  for (const std::string& request :
       {"GET /" + megabyte + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /index.html HTTP/1.1\r\nHost: x\r\nCookie: " + megabyte + "\r\n\r\n"}) {
    greedy.push_back(served.connect());
    greedy.back().send_as_much_as_is_taken(request);
    const int status = greedy.back().receive().status;
    CHECK((status == 0 || (status >= 400 && status < 500)));
  }
  greedy.push_back(served.connect());
  greedy.back().send("POST /index.html HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
  auto connection = served.connect();
  CHECK(connection.get(served.blob_path()).body == served.blob);
}

TEST_CASE("run returns when a stop is requested, and the port is free after the end") {
  const test::TemporaryDirectory directory;
  ListenAddress address;
  {
    const HttpServer server(directory.path(), {"127.0.0.1", 0});
    address = server.address();
    std::stop_source source;
    source.request_stop();
    server.run(source.get_token());
  }
  CHECK_NOTHROW(HttpServer(directory.path(), address));
}
