#include "tests/support/tls_server.hpp"

#include <fmt/format.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

#include "base/deleter.hpp"

namespace switchback::test {
namespace {

using Memory = std::unique_ptr<BIO, Deleter<BIO_free_all>>;

std::string content_of(const Memory& memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

void add_extension(X509* certificate, int kind, const char* value) {
  const std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
  X509_add_ext(certificate, extension.get(), -1);
}

bool has_trusted_certificate(MHD_Connection* connection) {
  const MHD_ConnectionInfo* info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  unsigned problems = 0;
  auto* session = static_cast<gnutls_session_t>(info->tls_session);
  return gnutls_certificate_verify_peers2(session, &problems) == 0 && problems == 0;
}

}  // namespace

TestCertificate TestCertificate::make() {
  const std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, Deleter<X509_free>> certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  add_extension(certificate.get(), NID_subject_alt_name, "IP:127.0.0.1");
  add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
    throw std::runtime_error("cannot make a certificate");
  const Memory key_text(BIO_new(BIO_s_mem()));
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  PEM_write_bio_X509(certificate_text.get(), certificate.get());
  return {content_of(key_text), content_of(certificate_text)};
}

struct TlsServer::State {
  TestCertificate certificate;
  Answers answers;
  std::unique_ptr<MHD_Daemon, Deleter<MHD_stop_daemon>> daemon;

  static MHD_Result answer(void* self, MHD_Connection* connection, const char*, const char*,
                           const char*, const char*, std::size_t*, void**) {
    const Answers& answers = static_cast<State*>(self)->answers;
    const std::unique_ptr<MHD_Response, Deleter<MHD_destroy_response>> response(
        MHD_create_response_from_buffer(answers.body.size(), const_cast<char*>(answers.body.data()),
                                        MHD_RESPMEM_MUST_COPY));
    unsigned status = 200;
    if (!answers.trusted.empty() && !has_trusted_certificate(connection)) status = 403;
    if (!answers.location.empty()) {
      MHD_add_response_header(response.get(), "Location", answers.location.c_str());
      status = 302;
    }
    return MHD_queue_response(connection, status, response.get());
  }
};

TlsServer::TlsServer(const TestCertificate& certificate, Answers answers)
    : state_(std::make_unique<State>()) {
  state_->certificate = certificate;
  state_->answers = std::move(answers);
  const std::string& trusted = state_->answers.trusted;
  MHD_OptionItem trust[] = {{MHD_OPTION_HTTPS_MEM_TRUST, 0, const_cast<char*>(trusted.c_str())},
                            {MHD_OPTION_END, 0, nullptr}};
  if (trusted.empty()) trust[0] = trust[1];
  state_->daemon.reset(MHD_start_daemon(
      MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_TLS, 0, nullptr, nullptr, &State::answer,
      state_.get(), MHD_OPTION_HTTPS_MEM_KEY, state_->certificate.key.c_str(),
      MHD_OPTION_HTTPS_MEM_CERT, state_->certificate.certificate.c_str(), MHD_OPTION_ARRAY, trust,
      MHD_OPTION_END));
  if (!state_->daemon) throw std::runtime_error("cannot start the TLS server");
}

TlsServer::~TlsServer() = default;

std::string TlsServer::url() const {
  const MHD_DaemonInfo* info = MHD_get_daemon_info(state_->daemon.get(), MHD_DAEMON_INFO_BIND_PORT);
  return fmt::format("https://127.0.0.1:{}/", info->port);
}

}  // namespace switchback::test
