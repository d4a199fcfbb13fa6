// What a delta makes, on its way into files: one thread writes it while another one hashes it, and
// a third perhaps makes what comes next.
#pragma once

#include <future>
#include <span>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "core/delta/apply_delta.hpp"
#include "core/delta/made_hashes.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

class MadeContent {
 public:
  // Of all files that are to be made, by ordinal.
  MadeContent(MadeFiles& made_files, const std::vector<ProducedFile>& files);

  // Makes the one at this place of the list, which is empty.
  void make_empty(std::size_t place);
  // `content` is that of `outputs`, in their order, and stays as it is until settle(), which comes
  // before the next write().
  void write(const std::vector<DeltaRange>& outputs, std::span<const char> content);
  // The same on another thread; the caller goes on and touches neither the files nor `content`
  // before settle().
  void write_beside(const std::vector<DeltaRange>& outputs, std::span<const char> content);
  // Waits until all is written and hashed, and throws what went wrong.
  void settle();

  const ProducedFile& file_of(const DeltaRange& output) const;
  // The hashes of all files, in their order; settled before.
  std::vector<Sha256Digest> take_hashes() { return hashes_.take(); }

 private:
  void settle_hashes();
  std::size_t place_of(const DeltaRange& output) const;
  std::vector<MadeHashes::Part> parts_of(const std::vector<DeltaRange>& outputs,
                                         std::span<const char> content) const;

  MadeFiles& made_files_;
  const std::vector<ProducedFile>& files_;
  MadeHashes hashes_;
  std::future<void> beside_;  // goes first: it uses all the others
};

}  // namespace switchback
