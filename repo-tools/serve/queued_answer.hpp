// From an answer to the HTTP library's response.
#pragma once

#include <string>

#include "repo-tools/serve/file_answer.hpp"

struct MHD_Connection;

namespace switchback {

// A request's header; empty where there is none.
std::string header_of(MHD_Connection* connection, const char* name);

// Hands the answer, with its file, to the library, which sends it. False where it cannot: the
// connection is to be closed. Throws StorageError where a short file cannot be read.
bool queue_answer(MHD_Connection* connection, FileAnswer& answer);

}  // namespace switchback
