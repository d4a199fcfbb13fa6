// The one form that metadata has in a repository of ours. A host accepts more; a publisher writes
// nothing else, so that every altered byte is found, also where hosts would not care.
#pragma once

#include <string_view>
#include <vector>

#include "manifest-schema/tuf/encode.hpp"
#include "manifest-schema/tuf/metadata.hpp"

namespace switchback {

// Who may sign a file: the keys of a role.
struct SigningAuthority {
  tuf::RoleKeys role;
  tuf::Keys keys;
};

// Throws StateError("damage") unless `bytes` are canonical JSON with hexadecimal in lower case
// only.
void require_canonical(std::string_view bytes);

// Throws StateError("damage") unless every signature is a good one by a key of one of
// `authorities`, whatever the threshold: a damaged signature beside enough good ones is damage.
void require_good_signatures(std::string_view role, std::string_view signed_bytes,
                             const std::vector<tuf::Signature>& signatures,
                             const std::vector<SigningAuthority>& authorities);

// require_canonical, and that the file has the two members of an envelope and no other.
template <typename Role>
void require_form(std::string_view bytes, const tuf::Signed<Role>& file);
void require_envelope(std::string_view bytes, const std::string& signed_bytes,
                      const std::vector<tuf::Signature>& signatures);

template <typename Role>
void require_form(std::string_view bytes, const tuf::Signed<Role>& file) {
  require_canonical(bytes);
  require_envelope(bytes, file.signed_bytes, file.signatures);
}

}  // namespace switchback
