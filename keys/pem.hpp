// Public keys for libcrypto from the text that metadata carries.
#pragma once

#include <memory>
#include <string>

struct evp_pkey_st;

namespace switchback {

// PEM (SubjectPublicKeyInfo), or the hex of an uncompressed P-256 point as the first sigstore roots
// have it. Null where it is neither.
std::shared_ptr<evp_pkey_st> read_public_key(const std::string& text);

}  // namespace switchback
