// Secret keys of every type that clients verify, for repositories that exist only in a test.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback::test {

struct TestSigner {
  tuf::Key key;
  std::string key_id;
  std::function<std::string(std::string_view)> sign;  // the signature in hex

  tuf::Signature signature(std::string_view bytes) const { return {key_id, sign(bytes)}; }
};

TestSigner make_ed25519_signer();
TestSigner make_ecdsa_signer(const std::string& curve = "P-256");
TestSigner make_rsa_signer(unsigned bits = 2048);

// The same key written in every other way that libcrypto reads: compressed and hybrid point, curve
// by its parameters. Each has an id of its own, honestly computed.
std::vector<TestSigner> rewritten(const TestSigner& ecdsa);

}  // namespace switchback::test
