#include "keys/signer.hpp"

#include <utility>

namespace switchback {

FileSigner::FileSigner(Ed25519KeyPair pair) : pair_(std::move(pair)) {}

std::string FileSigner::sign(std::string_view bytes) {
  return sign_ed25519(pair_, bytes);
}

}  // namespace switchback
