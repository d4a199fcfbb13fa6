// The index change from one release to another, for its publisher.
#pragma once

#include <string>
#include <vector>

#include "core/tree/index_file.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

// A file of the new release whose content no file of the old one has.
struct FileToMake {
  ProducedFile file;
  std::string path;
  Sha256Digest sha256;
};

struct IndexDifference {
  std::vector<std::string> segments;  // packed, at most kMaxIndexSegment each
  std::vector<FileToMake> files;      // by ordinal; one of those with equal content
};

// Memory: about 60 bytes for each entry of the two trees. Throws as EntryCursor does; an index with
// more than 2^32 entries is a std::logic_error.
IndexDifference compare_indexes(const IndexFile& old_index, const IndexFile& new_index);

}  // namespace switchback
