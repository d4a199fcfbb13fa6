// What a person sees who opens the repository in a browser.
#pragma once

#include <string>

namespace switchback {

// `fingerprint` is the root's. Nothing on the page is trusted by any program.
std::string index_page(const std::string& fingerprint);

}  // namespace switchback
