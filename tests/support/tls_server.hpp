// An HTTPS server on loopback for tests, with a certificate of its own made for the occasion.
#pragma once

#include <memory>
#include <string>

namespace switchback::test {

// A key and a self-signed certificate for 127.0.0.1, in PEM.
struct TestCertificate {
  std::string key;
  std::string certificate;

  static TestCertificate make();
};

// Answers every GET with `body`, or with a redirect to `location` where that is given. Where
// `trusted` (PEM) is given, a client without a certificate signed by it gets 403.
class TlsServer {
 public:
  struct Answers {
    std::string body;
    std::string location;
    std::string trusted;
  };

  TlsServer(const TestCertificate& certificate, Answers answers);
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer();

  std::string url() const;  // "https://127.0.0.1:PORT/"

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace switchback::test
